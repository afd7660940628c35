from aid.models.block import Block
from aid.models.event import Event
from aid.models.household import Household
from aid.models.match import Complaint, Match
from aid.models.message import Message
from aid.models.neighbourhood import NeighbourhoodFigure
from aid.models.offer import Offer
from aid.models.photo import Photo
from aid.models.request import PageLink, Request
from aid.models.seal import Seal

__all__ = [
    "Block",
    "Complaint",
    "Event",
    "Household",
    "Match",
    "Message",
    "NeighbourhoodFigure",
    "Offer",
    "PageLink",
    "Photo",
    "Request",
    "Seal",
]
