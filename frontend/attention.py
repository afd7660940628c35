"""What has waited too long on a board: by kind with the page where it is settled, and by area."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from aid import ageing
from aid.ageing import THRESHOLDS, Kind, Office, Threshold
from aid.queries import overdue
from aid.queries.overdue import KIND_AT, Group
from geo.codes import KELURAHAN_LENGTH, Level
from geo.models import Region
from people.person import Person

# Areas that a page shows; the others are further down the hierarchy.
AREAS_SHOWN = 20
# Letters of the codes below a kelurahan, and not fewer than any code has.
WHOLE_CODE = 20

NAMES: dict[Kind, str | Promise] = {
    Kind.CHECK: _("Requests not checked"),
    Kind.PROPOSAL: _("Proposals without an answer"),
    Kind.PROMISE: _("Promised, and nobody set out"),
    Kind.ON_THE_WAY: _("On the way for too long"),
    Kind.UNCONFIRMED: _("Handed over, not confirmed"),
    Kind.DISPUTE: _("Said not to have arrived"),
    Kind.CONSIGNMENT: _("Consignments that did not come"),
    Kind.LEFT_AT_POST: _("Goods left at a post"),
    Kind.DISPUTE_AT_POST: _("Said not to have been handed out"),
    Kind.LIST: _("Lists not checked"),
    Kind.COMPLAINT: _("Complaints without an answer"),
    Kind.SENSITIVE_COMPLAINT: _("Complaints about money or safety"),
}
# Since when each waits.
SINCE: dict[Kind, str | Promise] = {
    Kind.CHECK: _("since it was asked for"),
    Kind.PROPOSAL: _("since it was proposed"),
    Kind.PROMISE: _("since the donor promised it"),
    Kind.ON_THE_WAY: _("since it set out, or should be there"),
    Kind.UNCONFIRMED: _("since it was handed over"),
    Kind.DISPUTE: _("since the household said so"),
    Kind.CONSIGNMENT: _("since its time was over"),
    Kind.LEFT_AT_POST: _("since it came to the post"),
    Kind.DISPUTE_AT_POST: _("since it was handed out"),
    Kind.LIST: _("since the RW handed it in"),
    Kind.COMPLAINT: _("since it was made"),
    Kind.SENSITIVE_COMPLAINT: _("since it was made"),
}
OFFICES: dict[Office, str | Promise] = {
    Office.RW: _("RW"),
    Office.KELURAHAN: _("Kelurahan"),
    Office.KECAMATAN: _("Kecamatan"),
    Office.CITY: _("City"),
}
STATUS_OF = {kind: status for status, kind in KIND_AT.items()}


@dataclass(frozen=True)
class Sum:
    """Of some groups: how many are overdue, how many of them press, how many are ``with_office``
    of the board, since when the oldest is due, and how many each office has now, the highest
    first."""

    count: int
    pressing: int
    with_office: int
    due_since: datetime | None
    turns: tuple[tuple[Office, int], ...]

    @property
    def below(self) -> int:
        """How many are with other offices than the board's."""
        return self.count - self.with_office

    @property
    def said(self) -> list[tuple[str | Promise, int]]:
        """``turns`` in the pages' words."""
        return [(OFFICES[office], count) for office, count in self.turns]


@dataclass(frozen=True)
class KindRow:
    kind: Kind
    sum: Sum
    url: str

    @property
    def name(self) -> str | Promise:
        return NAMES[self.kind]


@dataclass(frozen=True)
class AreaRow:
    """``region`` is None for what lies in no smaller part of the board's region."""

    region: Region | None
    sum: Sum


@dataclass(frozen=True)
class RuleRow:
    """A threshold in the pages' words."""

    name: str | Promise
    since: str | Promise
    first: str | Promise
    threshold: Threshold


def overdue_in(person: Person, code: str) -> list[Group]:
    """One statement."""
    at_kelurahan = len(code) < KELURAHAN_LENGTH
    length = KELURAHAN_LENGTH if at_kelurahan else WHOLE_CODE
    return overdue.groups(person, code, length, timezone.now())


def summed(groups: Iterable[Group], code: str) -> Sum:
    """The sum for the board of region ``code``."""
    board, listed = code.count("."), list(groups)
    turns: dict[Office, int] = {}
    for group in listed:
        turns[group.now_with] = turns.get(group.now_with, 0) + group.count
    return Sum(
        count=sum(group.count for group in listed),
        pressing=sum(group.count for group in listed if group.pressing),
        with_office=sum(
            group.count for group in listed if ageing.concerns(board, group.office, group.now_with)
        ),
        due_since=min((group.due_since for group in listed), default=None),
        turns=tuple(sorted(turns.items())),
    )


def by_kind(groups: Iterable[Group], code: str) -> list[KindRow]:
    """What the board's office has to settle first, then what is due for longest."""
    parted: dict[Kind, list[Group]] = {}
    for group in groups:
        parted.setdefault(group.kind, []).append(group)
    rows = [
        KindRow(kind, summed(each, code), settled_at(kind, code)) for kind, each in parted.items()
    ]
    return sorted(rows, key=lambda row: (not row.sum.with_office, row.sum.due_since, row.kind))


def settled_at(kind: Kind, code: str) -> str:
    """The address of the list in which things of ``kind`` are settled."""
    if kind in STATUS_OF:
        address = reverse("frontend:board_matches", args=[code])
        return f"{address}?status={STATUS_OF[kind].value}&late=1"
    page, rest = PAGES[kind]
    return reverse(f"frontend:{page}", args=[code]) + rest


PAGES: Mapping[Kind, tuple[str, str]] = {
    Kind.CHECK: ("board_region", "?late=1"),
    Kind.CONSIGNMENT: ("board_consignments", ""),
    Kind.LEFT_AT_POST: ("board_consignments", ""),
    Kind.DISPUTE_AT_POST: ("board_consignments", ""),
    Kind.LIST: ("board_lists", ""),
    Kind.COMPLAINT: ("board_complaints", ""),
    Kind.SENSITIVE_COMPLAINT: ("board_complaints", ""),
}


def by_area(groups: Iterable[Group], region: Region) -> list[AreaRow]:
    """By kelurahan, or of a kelurahan by RW: where most has risen to the board's office, then
    where most is overdue. One statement; none for an RW, which has no parts."""
    if region.level == Level.RW:
        return []
    parted: dict[str, list[Group]] = {}
    for group in groups:
        parted.setdefault(group.area, []).append(group)
    known = Region.objects.filter(code__in=parted).exclude(code=region.pk).select_related("parent")
    names = {each.pk: each for each in known}
    rows = [AreaRow(names.get(area), summed(each, region.pk)) for area, each in parted.items()]
    return sorted(rows, key=lambda row: (-row.sum.with_office, -row.sum.count, row.sum.due_since))


def thresholds() -> list[RuleRow]:
    """When what is due, in the pages' words."""
    return [
        RuleRow(NAMES[kind], SINCE[kind], OFFICES[threshold.office], threshold)
        for kind, threshold in THRESHOLDS.items()
    ]
