"""The households of lists' lines: many at once, sealed each."""

import uuid
from collections.abc import Iterable, Sequence

from aid.actions.blocks import carry_over
from aid.actions.entries import Row, details_of
from aid.models import Coupon, Handout, Household, Line, Request
from geo.models import Region
from geo.privacy import snapped_point
from people import private
from people.consent import record_new_consents
from people.private import Details


def new_households(region: Region, rows: Sequence[Row]) -> list[Household]:
    """A household in ``region`` for each of ``rows``, in their order, which agreed through
    whoever writes the list."""
    place = snapped_point(region.point)
    ids = private.keep_all([details_of(row.line) for row in rows])
    made: list[Household] = Household.private.bulk_create(
        [
            Household(
                region=region,
                details_id=details_id,
                phone_fingerprint=row.phone,
                id_fingerprint=row.id_number,
                name_fingerprint=row.name,
                people=row.line.people,
                vulnerable=row.line.vulnerable,
                place=place,
            )
            for row, details_id in zip(rows, ids, strict=True)
        ],
        500,
    )
    record_new_consents(ids, ["aid"], given_by_helper=True)
    return made


def read_details(households: Iterable[Household]) -> dict[uuid.UUID, Details]:
    """What is sealed of each, by the household's id."""
    listed = list(households)
    found = private.read(household.details_id for household in listed)
    return {household.pk: found[household.details_id] for household in listed}


def rewrite_households(changes: Sequence[tuple[Household, Row, Details]]) -> None:
    """Keep anew what rows say of households; an id number that isn't given stays."""
    for household, row, details in changes:
        describe(household, row, details, household)
    Household.private.bulk_update(
        [household for household, _, _ in changes],
        ["people", "vulnerable", "name_fingerprint", "phone_fingerprint", "id_fingerprint"],
        500,
    )
    private.change_all({household.details_id: details for household, _, details in changes})


def in_place_of(changes: Sequence[tuple[Household, Row, Details]]) -> list[Household]:
    """New households that stand in place of those which something else refers to: a list that
    was verified, its coupons and hand-outs stay what they were."""
    ids = private.keep_all([details for _, _, details in changes])
    made = []
    for (old, row, details), details_id in zip(changes, ids, strict=True):
        new = Household(region=old.region, details_id=details_id, place=old.place)
        describe(new, row, details, old)
        made.append(new)
    Household.private.bulk_create(made, 500)
    record_new_consents(ids, ["aid"], given_by_helper=True)
    for new in made:
        carry_over(new)
    return made


def describe(household: Household, row: Row, details: Details, known: Household) -> None:
    """What ``row`` says of ``household``; an id number that isn't given stays as ``known``."""
    household.people = row.line.people
    household.vulnerable = row.line.vulnerable
    household.name_fingerprint = row.name
    household.phone_fingerprint = (
        row.phone if details.phone == row.line.phone else known.phone_fingerprint
    )
    household.id_fingerprint = row.id_number or known.id_fingerprint


def referred_to(line_ids: Iterable[int], households: Iterable[Household]) -> set[uuid.UUID]:
    """Those of ``households`` that another line, a request, a coupon or a hand-out is about."""
    ids = [household.pk for household in households]
    others = Line.private.exclude(pk__in=list(line_ids))
    found: set[uuid.UUID] = set()
    for rows in (others, Request.private.all(), Coupon.private.all(), Handout.private.all()):
        found |= set(rows.filter(household_id__in=ids).values_list("household_id", flat=True))
    return found


def forget_household(household: Household) -> None:
    """Delete what is known of a household that nothing refers to any more."""
    for rows in (Line.private, Request.private, Coupon.private):
        if rows.filter(household=household).exists():
            return
    household.delete()
    private.forget([household.details_id])
