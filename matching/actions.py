"""Calling for a round."""

from django.db import transaction

from aid.actions.access import require
from aid.relations import region_relations
from matching.jobs import match_all
from people.person import Person


@transaction.atomic
def ask_for_round(person: Person, region_code: str) -> None:
    """A coordinator of ``region_code`` wants a round now; it looks at the whole city.

    The worker runs it. Raises what the rules refuse.
    """
    require("region", "run_round", None, region_relations(person, region_code))
    match_all.defer()
