"""The hand-over note (BAST, berita acara serah terima) of a consignment at its post."""

from django.utils.translation import gettext as _
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer

from aid import formats
from aid.documents.page import (
    HEAD,
    INSIDE,
    RIGHT,
    SMALL,
    STRONG,
    Cell,
    Story,
    document,
    filled,
    framed,
    grid,
    heading,
    language,
    plain,
    signatures,
)
from aid.documents.values import Counted, Division, HandoverNote, Party
from aid.documents.waybill import goods_cell

PARTY_WIDTHS = (48 * mm, INSIDE - 48 * mm)
GOODS_WIDTHS = (INSIDE - 128 * mm, 31 * mm, 31 * mm, 24 * mm, 42 * mm)
GAP = 4 * mm


def handover_note(note: HandoverNote) -> bytes:
    """The hand-over note as PDF."""
    title = _("Hand-over note")
    return document(title, note.reference, lambda: _story(title, note), note.demo)


def _story(title: str, note: HandoverNote) -> Story:
    story = heading(title, note.reference, note.url, note.demo)
    story += [plain(_opening(note)), Spacer(0, GAP), _parties(note), Spacer(0, GAP)]
    story += [_goods(note.goods), Spacer(0, GAP)]
    for division in note.divisions:
        story += [framed(_divided(division)), Spacer(0, GAP)]
    story += [
        plain(
            _(
                "The goods are at the post. They are not yet received by the households: each"
                " household confirms for itself, with its coupon or on its page."
            ),
            STRONG,
        ),
        Spacer(0, GAP / 2),
        plain(
            _(
                "The goods were counted before all three. Nobody asks money for receiving,"
                " recording or collecting them. This note was made truthfully."
            )
        ),
        Spacer(0, GAP),
        plain(_("%(place)s, %(day)s") % {"place": note.place, "day": _day(note)}),
        Spacer(0, GAP),
        signatures(
            (
                (_("Handed over by"), note.giver.name),
                (_("Received by"), note.receiver.name),
                (_("Witness"), note.witness.name),
            )
        ),
    ]
    return story


def _day(note: HandoverNote) -> str:
    return formats.day(note.at.astimezone(formats.WIB), language())


def _opening(note: HandoverNote) -> str:
    here = note.at.astimezone(formats.WIB)
    return _(
        "On %(weekday)s, %(day)s, %(time)s, at %(place)s, the goods below were handed over,"
        " received and counted:"
    ) % {
        "weekday": formats.weekday(here, language()),
        "day": _day(note),
        "time": formats.clock(here, language()),
        "place": note.place,
    }


def _parties(note: HandoverNote) -> Flowable:
    signers = (
        (_("Handed over by"), note.giver),
        (_("Received by"), note.receiver),
        (_("Witness"), note.witness),
    )
    rows: list[list[Cell]] = [[plain(role, SMALL), _party(party)] for role, party in signers]
    return grid(rows, PARTY_WIDTHS)


def _party(party: Party) -> Story:
    name: Story = [filled(party.name, STRONG)]
    return [*name, plain(party.office, SMALL)] if party.office else name


def _goods(goods: tuple[Counted, ...]) -> Flowable:
    titles = (_("Goods"), _("Promised"), _("Counted"), _("Difference"), _("Reason"))
    rows: list[list[Cell]] = [[plain(title, HEAD) for title in titles]]
    for line in goods:
        rows.append(
            [
                goods_cell(line.category, line.contents),
                plain(formats.quantity(line.category, line.promised, language()), RIGHT),
                plain(formats.quantity(line.category, line.counted, language()), RIGHT),
                plain(_signed(line.counted - line.promised), RIGHT),
                plain(line.reason, SMALL),
            ]
        )
    return grid(rows, GOODS_WIDTHS, head=1)


def _signed(difference: int) -> str:
    """``−2``, ``+3`` or ``0``."""
    sign = "−" if difference < 0 else "+" if difference else ""
    return sign + formats.number(abs(difference), language())


def _divided(division: Division) -> str:
    return _(
        "Divided equally: %(counted)s for %(families)s households. Reason: %(reason)s. Each"
        " household receives a part; the figures count the equivalent in whole %(unit)s."
    ) % {
        "counted": formats.quantity(division.category, division.counted, language()),
        "families": formats.number(division.families, language()),
        "reason": division.reason.rstrip(". "),
        "unit": formats.unit_name(division.category, language()),
    }
