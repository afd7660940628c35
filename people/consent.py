"""What people agree to, purpose by purpose, and that they did."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from people.models import Consent


@dataclass(frozen=True)
class Purpose:
    """What a yes is for. ``version`` changes whenever ``text`` says something else."""

    version: str
    text: str | Promise


# That an organisation is named in public.
NAMING = "naming"

PURPOSES = {
    "aid": Purpose(
        "2026-11",
        _(
            "I agree that these details are kept for this request. "
            "If I ask for somebody else, they agree too."
        ),
    ),
    "messages": Purpose(
        "2026-11", _("Gandeng may send messages about this request to this number.")
    ),
    NAMING: Purpose(
        "2026-11",
        _("Everybody may read what our organisation brought to each kecamatan, with its name."),
    ),
    "notices": Purpose(
        "2026-11",
        _(
            "Gandeng may tell this browser or e-mail address that something is new for me: "
            "no name, no place, nothing of what it is about."
        ),
    ),
}


def record_consent(
    details_id: uuid.UUID, purposes: Iterable[str], *, given_by_helper: bool = False
) -> None:
    """Write down a yes to each of ``purposes``, where none to the present text stands."""
    for purpose in purposes:
        version = PURPOSES[purpose].version
        standing = Consent.private.filter(
            details_id=details_id, purpose=purpose, taken_back_at=None
        )
        if standing.filter(version=version).exists():
            continue
        standing.update(taken_back_at=timezone.now())
        Consent.private.create(
            details_id=details_id,
            purpose=purpose,
            version=version,
            given_by_helper=given_by_helper,
            given_at=timezone.now(),
        )


def record_new_consents(
    ids: Iterable[uuid.UUID], purposes: Sequence[str], *, given_by_helper: bool
) -> None:
    """Write down a yes to each of ``purposes`` for each of the new details with ``ids``."""
    now = timezone.now()
    Consent.private.bulk_create(
        [
            Consent(
                details_id=details_id,
                purpose=purpose,
                version=PURPOSES[purpose].version,
                given_by_helper=given_by_helper,
                given_at=now,
            )
            for details_id in ids
            for purpose in purposes
        ],
        500,
    )


def take_back_consent(details_id: uuid.UUID, purpose: str) -> bool:
    """End a yes; False when none stood."""
    standing = Consent.private.filter(details_id=details_id, purpose=purpose, taken_back_at=None)
    return standing.update(taken_back_at=timezone.now()) > 0


def take_back_all(details_id: uuid.UUID) -> None:
    """End each yes that stands."""
    standing = Consent.private.filter(details_id=details_id, taken_back_at=None)
    standing.update(taken_back_at=timezone.now())


def standing_consents(details_id: uuid.UUID) -> list[Consent]:
    """Each yes that stands, oldest first."""
    standing = Consent.private.filter(details_id=details_id, taken_back_at=None)
    return list(standing.order_by("given_at", "pk"))


def agreeing(ids: Iterable[uuid.UUID], purpose: str) -> set[uuid.UUID]:
    """Those of the details with ``ids`` to which a yes to ``purpose`` stands. One statement, or
    none."""
    wanted = list(ids)
    if not wanted:
        return set()
    standing = Consent.private.filter(details_id__in=wanted, purpose=purpose, taken_back_at=None)
    return set(standing.values_list("details_id", flat=True))


def consents(details_id: uuid.UUID) -> frozenset[str]:
    """The purposes to which a yes stands."""
    standing = Consent.private.filter(details_id=details_id, taken_back_at=None)
    return frozenset(standing.values_list("purpose", flat=True))
