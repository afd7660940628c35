from aid.models.event import Event
from aid.models.household import Household
from aid.models.match import Complaint, Match
from aid.models.offer import Offer
from aid.models.request import PageLink, Request

__all__ = ["Complaint", "Event", "Household", "Match", "Offer", "PageLink", "Request"]
