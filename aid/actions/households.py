"""Keeping what is known of a household: its place, its people, and its sealed details."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from django.contrib.gis.geos import Point
from django.utils import timezone

from aid import checks
from aid.actions.access import access_account
from aid.actions.blocks import carry_over
from aid.models import Block, Household
from aid.queries.doubles import name_fingerprint
from geo.models import Region
from geo.privacy import snapped_point
from people import private
from people.consent import record_consent, record_new_consents, take_back_all
from people.person import Person
from people.private import Details
from people.vault import fingerprint


@dataclass(frozen=True)
class Living:
    """A household as a checked form describes it. Of ``id_number`` only a fingerprint is kept;
    ``consents`` are purposes of ``people.consent``."""

    kind: str
    region: Region
    point: Point | None
    people: int
    vulnerable: bool
    details: Details
    id_number: str
    for_someone_else: bool
    consents: Sequence[str]


class Entered(Protocol):
    """The private fields of a form, as entered."""

    @property
    def name(self) -> object: ...
    @property
    def phone(self) -> object: ...
    @property
    def address(self) -> object: ...
    @property
    def landmark(self) -> object: ...
    @property
    def account(self) -> object: ...


def check_details(check: checks.Checks, entered: Entered) -> Details:
    """The private fields of a form, as far as they are right; problems go to ``check``."""
    fields: dict[str, Callable[[], str]] = {
        "name": lambda: checks.text(entered.name, 120, needed=True),
        "phone": lambda: checks.phone(entered.phone),
        "address": lambda: checks.text(entered.address, 300),
        "landmark": lambda: checks.text(entered.landmark, 200),
        "account": lambda: checks.text(entered.account, 80),
    }
    clean: dict[str, Any] = {name: check.field(name, test) or "" for name, test in fields.items()}
    return Details(**clean)


def keep_household(person: Person, living: Living) -> tuple[Household, bool]:
    """The person's own household when they have one here, else a new one; locked or new, and
    whether it is new."""
    own = None if living.for_someone_else else person.user_id
    household = None
    if own is not None:
        access_account(person)  # or two forms sent at once would make two households
        known = Household.private.of_resident(person).filter(region=living.region, kind=living.kind)
        household = known.select_for_update(of=("self",)).first()
    household = household or Household(kind=living.kind, region=living.region, resident_id=own)
    household.people = living.people
    household.vulnerable = living.vulnerable
    household.place = snapped_point(living.point or living.region.point)
    household.phone_fingerprint = fingerprint_of("phone", living.details.phone)
    household.id_fingerprint = fingerprint_of("id_number", living.id_number)
    household.name_fingerprint = name_fingerprint(living.details.name)
    household.details_id = private.keep(placed(living), household.details_id)
    new = household._state.adding
    household.save()
    helper = living.for_someone_else
    if new:
        carry_over(household)
        record_new_consents([household.details_id], living.consents, given_by_helper=helper)
    else:
        record_consent(household.details_id, living.consents, given_by_helper=helper)
    return household, new


def keep_corrected(household: Household, people: int, details: Details) -> None:
    """What a household corrected of itself."""
    household.people = people
    household.phone_fingerprint = fingerprint_of("phone", details.phone)
    private.keep(details, household.details_id)
    household.save(update_fields=["people", "phone_fingerprint"])


def blank_households(households: Sequence[Household]) -> None:
    """Keep nothing of ``households`` by which they can be named or found any more."""
    for household in households:
        private.keep(Details(), household.details_id)
        take_back_all(household.details_id)
        household.phone_fingerprint = household.id_fingerprint = household.name_fingerprint = ""
        household.resident_id, household.vulnerable = None, False
        household.place = snapped_point(household.region.point)
        household.erased_at = timezone.now()
        household.save()
    Block.private.filter(household__in=[household.pk for household in households]).delete()


def placed(living: Living) -> Details:
    """The details with the exact point, where the phone told one."""
    if living.point is None:
        return living.details
    return replace(living.details, longitude=living.point.x, latitude=living.point.y)


def fingerprint_of(kind: str, text: str) -> str:
    return fingerprint(kind, text) if text else ""
