"""The households of lists' lines: many at once, sealed each."""

import uuid
from collections.abc import Iterable, Sequence

from aid.actions.entries import Row, details_of
from aid.models import Coupon, Household, Line, Request
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
    record_new_consents(ids, "aid", given_by_helper=True)
    return made


def read_details(households: Iterable[Household]) -> dict[uuid.UUID, Details]:
    """What is sealed of each, by the household's id."""
    listed = list(households)
    found = private.read(household.details_id for household in listed)
    return {household.pk: found[household.details_id] for household in listed}


def rewrite_households(changes: Sequence[tuple[Household, Row, Details]]) -> None:
    """Keep anew what rows say of households; an id number that isn't given stays."""
    for household, row, details in changes:
        household.people = row.line.people
        household.vulnerable = row.line.vulnerable
        household.name_fingerprint = row.name
        household.phone_fingerprint = (
            row.phone if details.phone == row.line.phone else (household.phone_fingerprint)
        )
        household.id_fingerprint = row.id_number or household.id_fingerprint
    Household.private.bulk_update(
        [household for household, _, _ in changes],
        ["people", "vulnerable", "name_fingerprint", "phone_fingerprint", "id_fingerprint"],
        500,
    )
    private.change_all({household.details_id: details for household, _, details in changes})


def forget_household(household: Household) -> None:
    """Delete what is known of a household that nothing refers to any more."""
    for rows in (Line.private, Request.private, Coupon.private):
        if rows.filter(household=household).exists():
            return
    household.delete()
    private.forget([household.details_id])
