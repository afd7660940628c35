from aid.models.block import Block
from aid.models.consignment import Consignment, Coupon, Handout, HandoutConflict
from aid.models.event import Event
from aid.models.household import Household
from aid.models.kept_apart import KeptApart
from aid.models.match import Complaint, Match
from aid.models.message import Message
from aid.models.neighbourhood import NeighbourhoodFigure
from aid.models.neighbourhood_list import Line, NeighbourhoodList
from aid.models.offer import Offer
from aid.models.photo import Photo
from aid.models.post import Post
from aid.models.request import PageLink, Request, Vouch
from aid.models.seal import Seal
from aid.models.tally import Tally

__all__ = [
    "Block",
    "Complaint",
    "Consignment",
    "Coupon",
    "Event",
    "Handout",
    "HandoutConflict",
    "Household",
    "KeptApart",
    "Line",
    "Match",
    "Message",
    "NeighbourhoodFigure",
    "NeighbourhoodList",
    "Offer",
    "PageLink",
    "Photo",
    "Post",
    "Request",
    "Seal",
    "Tally",
    "Vouch",
]
