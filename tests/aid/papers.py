"""Printed documents read back: pages as pictures, their codes and their text."""

from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2
import zxingcpp
from PIL import Image, ImageOps
from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

DPI = 150
MM = DPI / 25.4  # pixels


@contextmanager
def opened(pdf: bytes) -> Iterator[pypdfium2.PdfDocument]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        yield document
    finally:
        document.close()


def pictures(pdf: bytes) -> list[Image.Image]:
    """The pages in greys at 150 dpi."""
    with opened(pdf) as document:
        return [page.render(scale=DPI / 72).to_pil().convert("L") for page in document]


def codes(pdf: bytes) -> list[list[str]]:
    """What the QR codes of each page say, row by row as they are read."""
    found = []
    for picture in pictures(pdf):
        read = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
        place = [(code.position.top_left.y // 20, code.position.top_left.x) for code in read]
        found.append(
            [code.text for _place, code in sorted(zip(place, read, strict=True), key=first)]
        )
    return found


def first(pair: tuple[tuple[int, int], object]) -> tuple[int, int]:
    return pair[0]


def texts(pdf: bytes) -> list[str]:
    """The text of each page, its lines joined by spaces."""
    with opened(pdf) as document:
        return [" ".join(page.get_textpage().get_text_range().split()) for page in document]


def has_images(pdf: bytes) -> bool:
    with opened(pdf) as document:
        return any(
            item.type == FPDF_PAGEOBJ_IMAGE for page in document for item in page.get_objects()
        )


def about(pdf: bytes) -> dict[str, str]:
    with opened(pdf) as document:
        return dict(document.get_metadata_dict(skip_empty=True))


def inked(picture: Image.Image, box: tuple[float, float, float, float]) -> bool:
    """Whether anything is printed in a box of millimetres: left, top, right, bottom."""
    left, top, right, bottom = (round(side * MM) for side in box)
    return ImageOps.invert(picture.crop((left, top, right, bottom))).getbbox() is not None


def margins_are_white(picture: Image.Image, margin: float) -> bool:
    """Whether nothing is printed within so many millimetres of the paper's edges."""
    wide, high = picture.width / MM, picture.height / MM
    edges = (
        (0.0, 0.0, wide, margin),
        (0.0, high - margin, wide, high),
        (0.0, 0.0, margin, high),
        (wide - margin, 0.0, wide, high),
    )
    return not any(inked(picture, edge) for edge in edges)
