"""QR codes as modules and as one filled path, fast enough for thousands in a document.

The fixed patterns and the tables are reportlab's; its encoder takes ten times as long. Numbers
in parentheses are sections of ISO/IEC 18004.
"""

# mypy: allow-untyped-calls

from dataclasses import dataclass
from functools import cache
from itertools import chain, cycle, islice, zip_longest
from typing import Any

import numpy as np
from numpy.typing import NDArray
from reportlab.graphics.barcode.qrencoder import (
    QRCode,
    QRErrorCorrectLevel,
    QRMath,
    QRRSBlock,
    QRUtil,
)
from reportlab.pdfgen.canvas import Canvas

MASKS = 8
BYTE_MODE = 0b0100
PADS = (0xEC, 0x11)
QUIET = 4  # modules that stay white around a code

Modules = NDArray[np.bool_]


@dataclass(frozen=True)
class Frame:
    """What all codes of a version share: per mask the modules of an empty code, and where its
    bits lie in reading order, with the mask there."""

    empty: Modules  # by mask, row, column
    rows: NDArray[np.intp]
    columns: NDArray[np.intp]
    masks: Modules  # by mask, bit


def modules(text: str) -> Modules:
    """The dark modules of ``text`` as a code of error level M, without the quiet zone.

    Raises ValueError when the text is longer than a code can hold, 2331 bytes.
    """
    content = text.encode()
    version = _version(len(content))
    frame = _frame(version)
    bits = np.zeros(frame.rows.size, dtype=np.bool_)
    filled = np.unpackbits(np.frombuffer(_codewords(content, version), dtype=np.uint8))
    bits[: filled.size] = filled
    codes = frame.empty.copy()
    codes[:, frame.rows, frame.columns] = bits ^ frame.masks
    best: Modules = codes[int(np.argmin(_penalties(codes)))]
    return best


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


def _version(length: int) -> int:
    """The smallest version for so many bytes of content."""
    for version in range(1, 41):
        if _header_bytes(version) + length <= sum(data for data, _ in _blocks(version)):
            return version
    raise ValueError(f"{length} bytes are too many for a QR code")


def _header_bytes(version: int) -> int:
    """The mode, the length and the terminator, in whole bytes."""
    return 2 if version < 10 else 3


@cache
def _blocks(version: int) -> list[tuple[int, int]]:
    """How many codewords of data and of error correction each block has."""
    blocks = QRRSBlock.getRSBlocks(version, QRErrorCorrectLevel.M)
    return [(block.dataCount, block.totalCount - block.dataCount) for block in blocks]


def _codewords(content: bytes, version: int) -> bytes:
    """``content`` in byte mode with its error correction, interleaved (7.4, 7.6)."""
    length_bits = 8 * _header_bytes(version) - 8
    number = (BYTE_MODE << length_bits | len(content)) << 8 * len(content)
    number = (number | int.from_bytes(content)) << 4
    data = number.to_bytes(_header_bytes(version) + len(content))
    room = sum(count for count, _ in _blocks(version))
    data += bytes(islice(cycle(PADS), room - len(data)))
    parts, corrections, start = [], [], 0
    for count, correcting in _blocks(version):
        parts.append(data[start : start + count])
        corrections.append(_correction(parts[-1], correcting))
        start += count
    turns = chain(zip_longest(*parts), zip_longest(*corrections))
    return bytes(codeword for turn in turns for codeword in turn if codeword is not None)


def _correction(data: bytes, count: int) -> bytes:
    """The Reed–Solomon remainder of a block: a shift register over bytes."""
    multiples, top = _multiples(count), 8 * (count - 1)
    below, rest = (1 << top) - 1, 0
    for byte in data:
        rest = ((rest & below) << 8) ^ multiples[byte ^ (rest >> top)]
    return rest.to_bytes(count)


@cache
def _multiples(count: int) -> list[int]:
    """The generator polynomial without its leading 1, times each byte, as bytes of a number."""
    polynomial = QRUtil.getErrorCorrectPolynomial(count)
    generator = [polynomial.get(index) for index in range(1, count + 1)]
    return [int.from_bytes(bytes(_times(byte, each) for each in generator)) for byte in range(256)]


def _times(left: int, right: int) -> int:
    """The product in the field of 256 elements."""
    if not left or not right:
        return 0
    return int(QRMath.gexp(QRMath.glog(left) + QRMath.glog(right)))


@cache
def _frame(version: int) -> Frame:
    code = QRCode(version, QRErrorCorrectLevel.M)
    code.dataCache = []  # no codewords: what remains in their place is the mask alone
    empty = []
    for mask in range(MASKS):
        code.makeImpl(False, mask)
        empty.append(np.array(code.modules, dtype=np.bool_))
    stacked = np.stack(empty)
    columns, rows = np.array(code.dataPosIterator(), dtype=np.intp).T
    return Frame(stacked, rows, columns, stacked[:, rows, columns])


def _penalties(codes: Modules) -> NDArray[np.int64]:
    """How badly each of the codes would scan, by the four rules of 7.8.3."""
    both = np.stack([codes, codes.transpose(0, 2, 1)])
    blocks = codes[:, 1:, 1:] == codes[:, :-1, 1:]
    blocks &= codes[:, 1:, 1:] == codes[:, 1:, :-1]
    blocks &= codes[:, 1:, 1:] == codes[:, :-1, :-1]
    share = codes.mean(axis=(1, 2))
    return np.asarray(
        _long_runs(both)
        + 3 * blocks.sum(axis=(1, 2))
        + 40 * _false_finders(both)
        + 10 * np.floor(np.abs(share - 0.5) * 20).astype(np.int64),
        dtype=np.int64,
    )


def _long_runs(both: Modules) -> NDArray[np.int64]:
    """n - 2 points for each n ≥ 5 modules of one colour in a line, which hold n - 4 fives."""
    alike = both[..., 1:] == both[..., :-1]
    five = alike[..., :-3] & alike[..., 1:-2] & alike[..., 2:-1] & alike[..., 3:]
    begins = five.copy()
    begins[..., 1:] &= ~five[..., :-1]
    return np.asarray(five.sum(axis=(0, 2, 3)) + 2 * begins.sum(axis=(0, 2, 3)), dtype=np.int64)


def _false_finders(both: Modules) -> NDArray[np.int64]:
    """How often 1:1:3:1:1 stands beside four light modules."""
    bits, count = both.astype(np.uint16), both.shape[-1] - 10
    windows: NDArray[Any] = bits[..., :count]
    for start in range(1, 11):
        windows = windows << 1 | bits[..., start : count + start]
    found = (windows == 0b10111010000) | (windows == 0b00001011101)
    return np.asarray(found.sum(axis=(0, 2, 3)), dtype=np.int64)
