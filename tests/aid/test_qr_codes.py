"""QR codes of every length are what an independent encoder makes and a reader reads."""

import numpy as np
import pytest
import zxingcpp
from reportlab.graphics.barcode.qrencoder import QR8bitByte, QRCode, QRErrorCorrectLevel

from aid.documents import qr


def read(text: str) -> str:
    light = ~np.pad(qr.modules(text), qr.QUIET)
    picture = np.kron(light, np.ones((4, 4), bool)).astype(np.uint8) * 255
    (found,) = zxingcpp.read_barcodes(picture)
    assert found.ec_level == "M"
    return str(found.text)


# Versions 1, 4 (one kind of block), 5, 8 (two kinds), 9 and 10 (longer headers), 40.
@pytest.mark.parametrize("length", [1, 14, 62, 84, 152, 180, 181, 213, 700, 2331])
def test_a_code_is_read_as_it_was_written(length: int) -> None:
    text = ("https://gandeng.example/k/é" + "aB3-" * 600).encode()[:length].decode(errors="ignore")
    assert read(text) == text


def test_its_modules_are_those_of_another_encoder() -> None:
    """Of text that has one mode alone; which of the eight masks is chosen may differ."""
    text = "https://gandeng.example/kupon/lembar-contoh"
    ours = qr.modules(text)
    other = QRCode(None, QRErrorCorrectLevel.M)
    other.addData(QR8bitByte(text.encode()))
    others = []
    for mask in range(8):
        other.version = other.calculate_version()
        other.dataCache = None
        other.makeImpl(False, mask)
        others.append(np.array(other.modules, dtype=np.bool_))
    assert any(np.array_equal(ours, theirs) for theirs in others)


def test_too_much_for_a_code_is_refused() -> None:
    with pytest.raises(ValueError, match="too long"):
        qr.modules("x" * 2332)
