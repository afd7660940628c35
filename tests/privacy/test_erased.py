"""What a household erased is nowhere any more: every sealed value is opened and searched, and a
dump of the whole database."""

import psycopg
import pytest
from pytest_django.plugin import DjangoDbBlocker

from aid.actions import complaints
from aid.models import Complaint, Request
from aid.queries.doubles import name_fingerprint
from people import rotation, vault
from people.vault import fingerprint
from tests import factories
from tests.database import Copies
from tests.privacy import canary, journey_alone
from tests.privacy.canary import finds
from tests.privacy.people import actor
from tests.privacy.trail import Heard, Trail, dump, sessions


def kept_in(trail: Trail) -> set[str]:
    """Which of the canary's details are there, sealed or not."""
    found = {find.what for line in dump(trail.copy).splitlines() for find in finds("", line)}
    found |= {find.what for session in sessions() for find in finds("", session)}
    with psycopg.connect(trail.copy.owner_url) as owner:
        for column in rotation.columns():
            # Answers that the API keeps for a day to whoever sends the same again go by themselves.
            if column.table == "people_keptanswer":
                continue
            rows = owner.execute(f'select "{column.key}", "{column.name}" from "{column.table}"')
            for pk, sealed in rows:
                if sealed is not None:
                    plain = vault.unseal(bytes(sealed), column.context(pk))
                    found |= {find.what for find in finds("", plain)}
    return found


def fingerprints_in(trail: Trail) -> set[str]:
    phone = f"+62{canary.NUMBERS['phone']}"
    marks = {
        "phone": fingerprint("phone", phone),
        "id number": fingerprint("id_number", canary.ID_NUMBER),
        "name": name_fingerprint(canary.NAME),
    }
    copied = dump(trail.copy)
    return {what for what, mark in marks.items() if mark in copied}


@pytest.mark.xdist_group("erased")
def test_nothing_is_left_of_what_was_erased(
    copies: Copies, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> None:
    with django_db_blocker.unblock(), copies.fresh() as copy:
        trail = Trail(copy, Heard())
        office = actor("coordinator", factories.office(factories.HOME))
        donor = actor("donor", factories.a_donor())
        household, request = journey_alone.ask(trail)
        trail.act(office, "POST", f"/api/v1/requests/{request.reference}/verify/")
        match = journey_alone.accepted_match(trail, office, donor, request)
        journey_alone.deliver(trail, household, donor, match)
        journey_alone.complain(trail, household, office, match)
        assert {"name", "phone", "address", "landmark", "note", "message", "complaint"} <= kept_in(
            trail
        )
        assert fingerprints_in(trail) == {"phone", "id number", "name"}

        page = f"/requests/{request.reference}/erase/"
        trail.go(household, "POST", page, {"sent": "1"})
        assert "name" in kept_in(trail)  # a complaint of its own is open
        for each in Complaint.private.all():
            complaints.close_complaint(office.person, each.pk, canary.COMPLAINT)
        # The journey asked by the form too, from another browser.
        for each in Request.private.exclude(household=None):
            own = actor(f"household of {each.reference}", factories.household_of(each))
            trail.act(own, "POST", f"/requests/{each.reference}/erase/", {"sent": "1"})
        assert kept_in(trail) == set()
        assert fingerprints_in(trail) == set()
