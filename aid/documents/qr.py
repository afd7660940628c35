"""QR codes as one filled path, fast enough for thousands in a document."""

import numpy as np
import zxingcpp
from numpy.typing import NDArray
from reportlab.pdfgen.canvas import Canvas

QUIET = 4  # modules that stay white around a code

Modules = NDArray[np.bool_]


def modules(text: str) -> Modules:
    """The dark modules of ``text`` as a code of error level M, without the quiet zone.

    Raises ValueError when the text is longer than a code can hold, 2331 bytes.
    """
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    picture = np.asarray(zxingcpp.write_barcode_to_image(code, add_quiet_zones=False))
    return np.asarray(picture == 0, dtype=np.bool_)


def draw(canvas: Canvas, text: str, x: float, y: float, side: float) -> None:
    """Draw ``text`` with its quiet zone into the square of ``side`` points above (x, y)."""
    dark = modules(text)
    count = len(dark)
    canvas.saveState()
    canvas.translate(x, y)
    canvas.scale(side / (count + 2 * QUIET), side / (count + 2 * QUIET))
    canvas.setFillGray(0)
    # One path: viewers would leave hairlines between squares that are filled one by one.
    canvas.addLiteral(" ".join((*_runs(dark), "f")))
    canvas.restoreState()


def _runs(dark: Modules) -> list[str]:
    """Rectangles over each run of dark modules in a row, as PDF operators."""
    count = len(dark)
    edges = np.diff(np.pad(dark, ((0, 0), (1, 1))).astype(np.int8), axis=1)
    rows, starts = np.nonzero(edges == 1)
    _, ends = np.nonzero(edges == -1)
    runs = zip(rows.tolist(), starts.tolist(), ends.tolist(), strict=True)
    top = count - 1 + QUIET
    return [f"{QUIET + start} {top - row} {end - start} 1 re" for row, start, end in runs]
