"""The waybill (surat jalan) that travels with a consignment."""

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
    signatures,
)
from aid.documents.values import Goods, Lane, Waybill

LANES: dict[Lane, str | Promise] = {
    "truck": gettext_lazy("truck"),
    "car": gettext_lazy("car or pick-up, no truck"),
    "motorbike": gettext_lazy("motorbike only"),
    "foot": gettext_lazy("on foot only"),
}

WARNINGS: dict[Lane, str | Promise] = {
    "motorbike": gettext_lazy("Careful: only motorbikes reach the place."),
    "foot": gettext_lazy("Careful: the place is reached on foot only."),
}
# What follows where a landmark is told.
AT_LANDMARK: dict[Lane, str | Promise] = {
    "motorbike": gettext_lazy(
        "Cars and trucks stop at the landmark; the goods go on by motorbike or cart."
    ),
    "foot": gettext_lazy("Vehicles stop at the landmark; the goods are carried or go on by cart."),
}

GOODS_WIDTHS = (11 * mm, INSIDE - 119 * mm, 34 * mm, 34 * mm, 40 * mm)


def waybill(bill: Waybill) -> bytes:
    """The waybill as PDF."""
    title = _("Waybill")
    return document(title, bill.reference, lambda: _story(title, bill), bill.demo)


def _story(title: str, bill: Waybill) -> Story:
    story = heading(title, bill.reference, bill.url, bill.demo)
    story += [_journey(bill), Spacer(0, 3 * mm)]
    if bill.lane in WARNINGS:
        story += [framed(_warning(bill)), Spacer(0, 3 * mm)]
    story += [_goods(bill.goods), Spacer(0, 4 * mm)]
    story += [
        plain(
            _(
                "The sender states: the goods are halal and not expired; nothing on or in them"
                " advertises a party, a candidate or a campaign; nobody pays for them."
            )
        ),
        Spacer(0, 2 * mm),
        plain(
            _(
                "The receiver counts the goods before signing and writes down what differs. At"
                " the post they are not yet received by the households."
            )
        ),
        Spacer(0, 5 * mm),
        signatures(
            (
                (_("Sender"), bill.donor),
                (_("Driver or deliverer"), bill.deliverer),
                (_("Receiver"), ""),
            )
        ),
    ]
    return story


def _warning(bill: Waybill) -> str:
    """That the lane is narrow and, where there is a landmark, who stops there."""
    parts = [WARNINGS[bill.lane], *([AT_LANDMARK[bill.lane]] if bill.landmark else [])]
    return " ".join(map(str, parts))


def _journey(bill: Waybill) -> Flowable:
    """From where to where, when, and by what."""
    day = f"{formats.weekday(bill.day, language())}, {formats.day(bill.day, language())}"
    to = [filled(bill.receiver, STRONG), filled(bill.destination)]
    if bill.landmark:
        to.append(plain(_("Landmark: %(landmark)s") % {"landmark": bill.landmark}, SMALL))
    rows: list[list[Cell]] = [
        [
            labelled(_("Day"), plain(day, STRONG)),
            labelled(_("Time"), filled(bill.slot, STRONG)),
        ],
        [
            labelled(_("From"), filled(bill.donor, STRONG), filled(bill.origin)),
            labelled(_("To"), *to),
        ],
        [
            labelled(_("Vehicle"), filled(bill.vehicle)),
            labelled(_("The lane at the destination takes"), plain(str(LANES[bill.lane]))),
        ],
    ]
    return grid(rows, [INSIDE / 2, INSIDE / 2])


def _goods(goods: tuple[Goods, ...]) -> Flowable:
    titles = (_("No."), _("Goods"), _("Quantity"), _("Good until"), _("Counted on arrival"))
    rows: list[list[Cell]] = [[plain(title, HEAD) for title in titles]]
    for number, line in enumerate(goods, 1):
        until = formats.day(line.expires, language()) if line.expires else "–"
        rows.append(
            [
                plain(str(number)),
                goods_cell(line.category, line.contents),
                plain(formats.quantity(line.category, line.quantity, language()), RIGHT),
                plain(until),
                "",
            ]
        )
    return grid(rows, GOODS_WIDTHS, head=1)


def goods_cell(category: str, contents: tuple[str, ...]) -> Story:
    """A category's name and, smaller, what the donor ticked of it."""
    name: Story = [plain(formats.category_name(category, language()), STRONG)]
    return [*name, plain(", ".join(contents), SMALL)] if contents else name
