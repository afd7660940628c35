"""The receipt (tanda terima) of what a donor gave: what was confirmed, when, where, by whom."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
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
    labelled,
    language,
    plain,
)
from aid.documents.values import Confirmed, DonationReceipt, SaidBy

SAID_BY: dict[SaidBy, str | Promise] = {
    "recipient": gettext_lazy("the recipients themselves"),
    "office": gettext_lazy("an office, after a dispute"),
}
WIDTHS = (30 * mm, INSIDE - 138 * mm, 32 * mm, 42 * mm, 34 * mm)
GAP = 4 * mm


def receipt(of: DonationReceipt) -> bytes:
    """The receipt as PDF."""
    title = _("Receipt of aid")
    return document(title, of.reference, lambda: _story(title, of), of.demo)


def _story(title: str, of: DonationReceipt) -> Story:
    story = heading(title, of.reference, "", of.demo)
    story += [_about(of), Spacer(0, GAP)]
    if of.lines:
        story += [_confirmed(of.lines), Spacer(0, GAP), framed(_sum(of)), Spacer(0, GAP)]
    if of.unconfirmed:
        story += [plain(_unconfirmed(of)), Spacer(0, GAP / 2)]
    story += [
        plain(
            _(
                "Recipients confirm with a code, a coupon or on their own page. Where they said"
                " that something had not arrived, an office without a part in it asked both sides."
                " Recipients are not named, and areas are told by kelurahan."
            ),
            SMALL,
        ),
        Spacer(0, GAP / 2),
        plain(
            _("This paper tells what Gandeng knew on the day above. It is no tax document."), SMALL
        ),
    ]
    return story


def _about(of: DonationReceipt) -> Flowable:
    made = formats.day(of.made, language())
    cells: list[Cell] = [
        labelled(_("Donor"), filled(of.donor, STRONG)),
        labelled(_("As of"), plain(made, STRONG)),
    ]
    return grid([cells], [INSIDE / 2, INSIDE / 2])


def _confirmed(lines: tuple[Confirmed, ...]) -> Flowable:
    titles = (_("Confirmed on"), _("Goods"), _("Quantity"), _("Area"), _("By"))
    rows: list[list[Cell]] = [[plain(title, HEAD) for title in titles]]
    for line in lines:
        rows.append(
            [
                plain(formats.day(line.day, language())),
                plain(formats.category_name(line.category, language()), STRONG),
                plain(formats.quantity(line.category, line.quantity, language()), RIGHT),
                plain(line.area),
                plain(str(SAID_BY[line.said_by]), SMALL),
            ]
        )
    return grid(rows, WIDTHS, head=1)


def _sum(of: DonationReceipt) -> str:
    units = sum(line.quantity for line in of.lines)
    return _("Confirmed in all: %(quantity)s.") % {
        "quantity": formats.quantity(of.category, units, language())
    }


def _unconfirmed(of: DonationReceipt) -> str:
    return _("Handed over besides, not confirmed by the recipients yet: %(quantity)s.") % {
        "quantity": formats.quantity(of.category, of.unconfirmed, language())
    }
