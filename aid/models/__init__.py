from aid.models.event import Event
from aid.models.household import Household
from aid.models.match import Complaint, Match
from aid.models.neighbourhood import NeighbourhoodFigure
from aid.models.offer import Offer
from aid.models.request import PageLink, Request
from aid.models.seal import Seal

__all__ = [
    "Complaint",
    "Event",
    "Household",
    "Match",
    "NeighbourhoodFigure",
    "Offer",
    "PageLink",
    "Request",
    "Seal",
]
