"""What all documents share: the A4 page, its foot, and blocks of text that stay inside it.

Every text of the callers goes through ``plain`` or ``printable``: none is read as markup.
"""

from collections.abc import Callable, Sequence
from html import escape
from io import BytesIO

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from reportlab.lib.colors import Color, black
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    KeepTogether,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)

from aid.documents import qr
from aid.documents.lettering import BOLD, REGULAR, cut, printable, width

AUTHOR = "Gandeng"
PAGE_WIDTH, PAGE_HEIGHT = A4
MARGIN = 18 * mm
INSIDE = PAGE_WIDTH - 2 * MARGIN
FOOT = 10 * mm  # of the footer's line above the paper's edge
FOOT_SIZE = 7.5
CODE_SIDE = 26 * mm
SIGN_GAP = 8 * mm
LINE = 0.6
FAINT = Color(0.93, 0.93, 0.93)
TO_FILL_IN = "…" * 14

TEXT = ParagraphStyle("text", fontName=REGULAR, fontSize=9.5, leading=13)
STRONG = ParagraphStyle("strong", parent=TEXT, fontName=BOLD)
SMALL = ParagraphStyle("small", parent=TEXT, fontSize=8, leading=10.5)
HEAD = ParagraphStyle("head", parent=SMALL, fontName=BOLD)
LABEL = ParagraphStyle("label", parent=SMALL, spaceAfter=1.5)
TITLE = ParagraphStyle("title", parent=STRONG, fontSize=17, leading=22)
RIGHT = ParagraphStyle("right", parent=TEXT, alignment=2)

Story = list[Flowable]
Cell = str | Flowable | Sequence[Flowable]


def language() -> str:
    return get_language() or "id"


def new_canvas(file: BytesIO, title: str) -> Canvas:
    """A canvas on which the same drawing gives the same bytes."""
    canvas = Canvas(file, pagesize=A4, pageCompression=1, invariant=1, lang=language())
    canvas.setTitle(printable(title))
    canvas.setAuthor(AUTHOR)
    return canvas


def document(title: str, reference: str, story: Callable[[], Story], demo: bool) -> bytes:
    """A document of as many A4 pages as ``story`` needs; it is called twice, the first time to
    count them."""
    name = printable(f"{title} {reference}")
    pages = 0
    for _turn in ("count", "print"):
        file = BytesIO()
        template = _template(file, name, pages, demo)
        template.build(story())
        pages = template.page
    return file.getvalue()


def _template(file: BytesIO, name: str, pages: int, demo: bool) -> BaseDocTemplate:
    template = BaseDocTemplate(
        file,
        pagesize=A4,
        title=name,
        author=AUTHOR,
        lang=language(),
        invariant=1,
        pageCompression=1,
    )

    def decorate(canvas: Canvas, _document: BaseDocTemplate) -> None:
        if demo:
            watermark(canvas)
        foot(canvas, name, canvas.getPageNumber(), pages)

    bottom = FOOT + 8 * mm
    frame = Frame(
        MARGIN, bottom, INSIDE, PAGE_HEIGHT - MARGIN - bottom,
        leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0,
    )  # fmt: skip
    template.addPageTemplates(PageTemplate(frames=[frame], onPage=decorate))
    return template


def foot(canvas: Canvas, text: str, page: int, pages: int) -> None:
    """The line at the foot of every page."""
    counted = _("page %(page)s of %(pages)s") % {"page": page, "pages": pages}
    made = printable(_("Made by Gandeng · %(document)s") % {"document": text})
    canvas.setFont(REGULAR, FOOT_SIZE)
    canvas.drawRightString(PAGE_WIDTH - MARGIN, FOOT, counted)
    room = INSIDE - width(counted, REGULAR, FOOT_SIZE) - 5 * mm
    canvas.drawString(MARGIN, FOOT, cut(made, REGULAR, FOOT_SIZE, room))


def watermark(canvas: Canvas) -> None:
    """Pale across the page: that nobody of it exists."""
    canvas.saveState()
    canvas.translate(PAGE_WIDTH / 2, PAGE_HEIGHT / 2)
    canvas.rotate(50)
    canvas.setFont(BOLD, 96)
    canvas.setFillColor(FAINT)
    canvas.drawCentredString(0, -34, example())
    canvas.restoreState()


def example() -> str:
    return _("EXAMPLE")


def plain(text: str, style: ParagraphStyle = TEXT) -> Paragraph:
    """``text`` as it is, wrapped; words longer than a line are broken."""
    return Paragraph(escape(printable(text), quote=False), style)


def filled(text: str, style: ParagraphStyle = TEXT) -> Paragraph:
    """``text``, or a dotted line to write on."""
    return plain(text if printable(text) else TO_FILL_IN, style)


def heading(title: str, reference: str, url: str, demo: bool) -> Story:
    """The title with the document's number, beside the code of the page that goes with it."""
    left: Story = [plain(title.upper(), TITLE)]
    left.append(plain(_("Number: %(reference)s") % {"reference": reference}, STRONG))
    if demo:
        note = _("Example with made-up data: not a valid document.")
        left.append(plain(f"{example()}. {note}", STRONG))
    if not url:
        return [*left, Spacer(0, 5 * mm)]
    row: list[Cell] = [left, Code(url)]
    return [grid([row], [INSIDE - CODE_SIDE, CODE_SIDE], lines=False, padding=0), Spacer(0, 3 * mm)]


class Code(Flowable):
    """The QR code of an address."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:  # noqa: ARG002, N803
        return CODE_SIDE, CODE_SIDE

    def draw(self) -> None:
        qr.draw(self.canv, self.url, 0, 0, CODE_SIDE)


def grid(
    rows: Sequence[Sequence[Cell]],
    widths: Sequence[float],
    *,
    head: int = 0,
    lines: bool = True,
    padding: float = 2 * mm,
) -> Table:
    """A table as wide as ``widths``; its first ``head`` rows come again on every page. A row
    that is higher than the page goes on on the next."""
    style: list[tuple[str, tuple[int, int], tuple[int, int], *tuple[object, ...]]] = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), padding),
        ("RIGHTPADDING", (0, 0), (-1, -1), padding),
        ("TOPPADDING", (0, 0), (-1, -1), padding * 0.7),
        ("BOTTOMPADDING", (0, 0), (-1, -1), padding),
    ]
    if lines:
        style.append(("GRID", (0, 0), (-1, -1), LINE, black))
    if head:
        style.append(("BACKGROUND", (0, 0), (-1, head - 1), FAINT))
    return Table(
        [list(row) for row in rows],
        colWidths=list(widths),
        repeatRows=head,
        splitInRow=1,
        style=style,
        hAlign="LEFT",
    )


def labelled(label: str, *lines: Flowable) -> Story:
    """A small label with lines below it, for a cell."""
    return [plain(label, LABEL), *lines]


def framed(text: str, style: ParagraphStyle = STRONG) -> Table:
    """A sentence in a box, which is not to be overlooked."""
    return grid([[plain(text, style)]], [INSIDE])


def signatures(signers: Sequence[tuple[str, str]]) -> Flowable:
    """Room for each signature: a role above it, a line and a name below."""
    each = (INSIDE - SIGN_GAP * (len(signers) - 1)) / len(signers)
    row: list[Cell] = []
    for role, name in signers:
        below = TableStyle([("LINEABOVE", (0, 1), (-1, 1), LINE, black)])
        rows: list[list[Cell]] = [[[plain(role, STRONG), Spacer(0, 20 * mm)]], [filled(name)]]
        box = grid(rows, [each], lines=False, padding=0.5 * mm)
        box.setStyle(below)
        row += [box, ""]
    widths = [each, SIGN_GAP] * len(signers)
    return KeepTogether([grid([row[:-1]], widths[:-1], lines=False, padding=0)])
