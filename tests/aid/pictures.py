"""Small pictures to upload."""

from io import BytesIO

from PIL import Image


def jpeg(size: tuple[int, int] = (8, 6)) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, (120, 10, 10)).save(out, "JPEG")
    return out.getvalue()


JPEG = jpeg()
