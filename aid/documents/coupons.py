"""Coupons to cut out: one for each line of a list, with the code that says "received"."""

from dataclasses import dataclass
from io import BytesIO

from django.utils.translation import gettext as _
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from aid.documents import qr
from aid.documents.lettering import BOLD, REGULAR, cut, printable, size_within, width, wrapped
from aid.documents.page import PAGE_HEIGHT, PAGE_WIDTH, example, foot, new_canvas
from aid.documents.values import Coupon, CouponSheet

SIDE, TOP, BOTTOM = 7 * mm, 7 * mm, 15 * mm  # of the page, around the coupons
PADDING = 4 * mm
LEADING = 1.3
GROUP = 4  # digits read aloud together
LEAST = 6  # points; smaller nobody reads
COMMON = "common"  # the drawing that all coupons of a sheet share


@dataclass(frozen=True)
class Grid:
    """How the coupons lie on a page, and what lies where on a coupon.

    ``text`` is the size of small print and all that follows from it, ``title`` how far below the
    top the line under the title is, ``code`` the side of the QR code; the others are baselines
    below that line. All in points.
    """

    columns: int
    rows: int
    text: float
    title: float
    code: float
    rw: float
    portion: float
    what: float
    number: float
    place: float
    name: float
    digits: float
    digits_size: float
    digits_left: float = 0

    @property
    def wide(self) -> float:
        return (PAGE_WIDTH - 2 * SIDE) / self.columns

    @property
    def high(self) -> float:
        return (PAGE_HEIGHT - TOP - BOTTOM) / self.rows

    @property
    def inside(self) -> float:
        return self.wide - 2 * PADDING

    @property
    def column(self) -> float:
        """The width beside the code."""
        return self.inside - self.code - 1 * mm

    def corner(self, place: int) -> tuple[float, float]:
        """The lower left corner of the coupon at a place of the page, row by row."""
        row, column = divmod(place, self.columns)
        return SIDE + column * self.wide, PAGE_HEIGHT - TOP - (row + 1) * self.high


GRIDS = {
    4: Grid(
        columns=1, rows=4, text=8, title=16, code=36 * mm, rw=14, portion=27, what=47,
        number=88, place=101, name=112, digits=88, digits_size=33, digits_left=130,
    ),
    6: Grid(
        columns=2, rows=3, text=8.5, title=17, code=38 * mm, rw=15, portion=28, what=48,
        number=96, place=111, name=123, digits=157, digits_size=28,
    ),
    8: Grid(
        columns=2, rows=4, text=7, title=14, code=31 * mm, rw=11.5, portion=22.5, what=36,
        number=67.5, place=78, name=87, digits=117, digits_size=24,
    ),
}  # fmt: skip


def coupon_sheet(sheet: CouponSheet) -> bytes:
    """The coupons as A4 pages in PDF, with dashed lines to cut along."""
    grid = GRIDS[sheet.per_page]
    title = _("Receipt coupons")
    file = BytesIO()
    canvas = new_canvas(file, title)
    canvas.beginForm(COMMON, 0, 0, grid.wide, grid.high)
    _draw_common(canvas, grid, sheet)
    canvas.endForm()
    starts = range(0, len(sheet.coupons), sheet.per_page)
    for page, start in enumerate(starts, 1):
        coupons = sheet.coupons[start : start + sheet.per_page]
        _draw_cuts(canvas, grid)
        for place, coupon in enumerate(coupons):
            _draw_coupon(canvas, grid, place, coupon)
        name = f"{title} {sheet.reference} · {sheet.rw}"
        foot(canvas, name, page, len(starts))
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def grouped(digits: str) -> str:
    """``1234 5678 9012``."""
    return " ".join(digits[start : start + GROUP] for start in range(0, len(digits), GROUP))


def _draw_cuts(canvas: Canvas, grid: Grid) -> None:
    left, right = SIDE, PAGE_WIDTH - SIDE
    top, bottom = PAGE_HEIGHT - TOP, BOTTOM
    canvas.saveState()
    canvas.setLineWidth(0.5)
    canvas.setDash(3, 3)
    for row in range(grid.rows + 1):
        y = bottom + row * grid.high
        canvas.line(left, y, right, y)
    for column in range(grid.columns + 1):
        x = left + column * grid.wide
        canvas.line(x, bottom, x, top)
    canvas.restoreState()


def _draw_common(canvas: Canvas, grid: Grid, sheet: CouponSheet) -> None:
    """What stands on every coupon of the sheet: title, RW, portion, and what to heed."""
    right, line = grid.wide - PADDING, _title_line(grid)
    size = 1.55 * grid.text
    canvas.setFont(BOLD, size)
    canvas.drawString(PADDING, line + 0.5 * size, printable(_("Receipt coupon").upper()))
    if sheet.demo:
        _draw_example(canvas, right, line + 0.5 * size, 0.8 * size)
    canvas.setLineWidth(0.8)
    canvas.line(PADDING, line, right, line)
    _draw_fitted(canvas, grid, sheet.rw, BOLD, 1.15 * grid.text, y=line - grid.rw)
    _draw_fitted(canvas, grid, sheet.portion, REGULAR, 1.15 * grid.text, y=line - grid.portion)
    _draw_heed(canvas, grid, sheet.trouble)


def _title_line(grid: Grid) -> float:
    return grid.high - PADDING - grid.title


def _draw_example(canvas: Canvas, right: float, y: float, size: float) -> None:
    """The word on black, which every printer shows."""
    word = example()
    wide = width(word, BOLD, size) + 1.2 * size
    canvas.rect(right - wide, y - 0.35 * size, wide, 1.45 * size, stroke=0, fill=1)
    canvas.setFillGray(1)
    canvas.setFont(BOLD, size)
    canvas.drawCentredString(right - wide / 2, y, word)
    canvas.setFillGray(0)


def _draw_heed(canvas: Canvas, grid: Grid, trouble: str) -> None:
    """The small print, from the lower edge up."""
    size, right = grid.text, grid.wide - PADDING
    heed = printable(_("Say or hand over this only when the goods are in your hands."))
    wrong = printable(_("Something wrong? %(where)s") % {"where": trouble})
    second = wrapped(wrong, REGULAR, size, grid.inside, 2)
    y = PADDING + (1 + len(second)) * LEADING * size
    canvas.setLineWidth(0.4)
    canvas.line(PADDING, y + 1.35 * size, right, y + 1.35 * size)
    _draw_lines(canvas, [heed], BOLD, size_within(heed, BOLD, size, grid.inside), y)
    y = _draw_lines(canvas, [_("There is no fee.")], BOLD, size, y - LEADING * size)
    _draw_lines(canvas, second, REGULAR, size, y)


def _draw_lines(canvas: Canvas, lines: list[str], font: str, size: float, y: float) -> float:
    """Draw lines from the left edge down; the height at which the next one goes."""
    canvas.setFont(font, size)
    for line in lines:
        canvas.drawString(PADDING, y, line)
        y -= LEADING * size
    return y


def _draw_fitted(
    canvas: Canvas, grid: Grid, text: str, font: str, size: float, *, y: float
) -> None:
    """Draw one line beside the code: smaller when it is long, cut when it is very long."""
    text = printable(text)
    size = max(LEAST, size_within(text, font, size, grid.column))
    _draw_lines(canvas, [cut(text, font, size, grid.column)], font, size, y)


def _draw_coupon(canvas: Canvas, grid: Grid, place: int, coupon: Coupon) -> None:
    canvas.saveState()
    canvas.translate(*grid.corner(place))
    canvas.doForm(COMMON)
    line, size = _title_line(grid), grid.text
    what = wrapped(printable(coupon.what), BOLD, 1.5 * size, grid.column, 2)
    _draw_lines(canvas, what, BOLD, 1.5 * size, line - grid.what)
    if coupon.line is not None:
        _draw_number(canvas, grid, coupon.line)
    _draw_fitted(canvas, grid, coupon.place, REGULAR, 1.15 * size, y=line - grid.place)
    name = cut(printable(coupon.name), REGULAR, 1.15 * size, grid.column)
    _draw_lines(canvas, [name], REGULAR, 1.15 * size, line - grid.name)
    _draw_code(canvas, grid, coupon)
    canvas.restoreState()


def _draw_number(canvas: Canvas, grid: Grid, line: int) -> None:
    """The number on the list, which is called out at the post."""
    number = _("No. %(line)s") % {"line": f"{line:03d}"}
    room = grid.digits_left - 2 * mm if grid.digits_left else grid.column
    fitting = size_within(number, BOLD, 2.8 * grid.text, room)
    _draw_lines(canvas, [number], BOLD, fitting, _title_line(grid) - grid.number)


def _draw_code(canvas: Canvas, grid: Grid, coupon: Coupon) -> None:
    """The QR code with the serial below it, and the digits that say the same."""
    line, left = _title_line(grid), grid.wide - PADDING - grid.code
    qr.draw(canvas, coupon.url, left, line - grid.code - 1, grid.code)
    serial = cut(printable(coupon.serial), REGULAR, grid.text, grid.code)
    canvas.setFont(REGULAR, grid.text)
    canvas.drawCentredString(left + grid.code / 2, line - grid.code - 0.5 * grid.text, serial)
    digits = grouped(printable(coupon.digits))
    room = (grid.column if grid.digits_left else grid.inside) - grid.digits_left
    canvas.setFont(BOLD, size_within(digits, BOLD, grid.digits_size, room))
    canvas.drawString(PADDING + grid.digits_left, line - grid.digits, digits)
