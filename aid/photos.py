"""Making a photo safe to show: what was uploaded is decoded, and its pixels are written anew.

What comes out is a baseline JPEG that this file wrote: no metadata (place, camera, time,
comments, profiles, thumbnails) and no byte of the original. Plain Python with Pillow.
"""

import threading
from io import BytesIO

from PIL import Image, UnidentifiedImageError

from aid.photo_files import MOST_BYTES, PhotoRefused

MOST_PIXELS = 40_000_000
# The longer side of what is kept.
LONGEST_SIDE = 1600
QUALITY = 82
# Decided by content. Whatever else Pillow could read is not tried.
KINDS = ("JPEG", "PNG", "WEBP")
WHITE = (255, 255, 255)
# Pillow's own guard, which looks before it decodes; ``opened`` looks again.
Image.MAX_IMAGE_PIXELS = MOST_PIXELS
# What a JPEG can have; longer lines take far more time than their number of pixels tells.
MOST_ON_A_SIDE = 65_535
# A large photo takes some hundred megabytes while it is decoded: one at a time in each process. Few
# wait for that, each in a thread that answers nobody else meanwhile.
MOST_WAITING = 2
one_at_a_time = threading.Lock()
room = threading.BoundedSemaphore(1 + MOST_WAITING)


def rewritten(data: bytes) -> tuple[bytes, int, int]:
    """The photo in ``data`` as a clean JPEG, its width and height in pixels; upright, first frame
    only, transparent parts white. Raises PhotoRefused."""
    if not data:
        raise PhotoRefused("photo_empty")
    if len(data) > MOST_BYTES:
        raise PhotoRefused("photo_too_large")
    if not room.acquire(blocking=False):
        raise PhotoRefused("photo_waits")
    try:
        with one_at_a_time:
            picture = pixels(data)
    finally:
        room.release()
    out = BytesIO()
    picture.save(out, "JPEG", quality=QUALITY)
    return out.getvalue(), *picture.size


def pixels(data: bytes) -> Image.Image:
    """An RGB picture of at most LONGEST_SIDE that knows nothing of where it came from."""
    picture = opened(data)
    try:
        # JPEG can be decoded at a fraction of its size; other kinds ignore this.
        picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        picture.load()
        small = picture if shrinks_well(picture) else in_colour(picture)
        small.thumbnail((LONGEST_SIDE, LONGEST_SIDE), reducing_gap=2.0)
        upright = in_colour(turned(small, picture))
    except Exception:  # decoders raise whatever a hostile file makes them raise
        raise PhotoRefused("photo_broken") from None
    clean = Image.new("RGB", upright.size, WHITE)
    clean.paste(upright, mask=upright.getchannel("A") if upright.mode == "RGBA" else None)
    return clean


def opened(data: bytes) -> Image.Image:
    """The picture, its size looked at and nothing decoded yet."""
    try:
        picture = Image.open(BytesIO(data), formats=KINDS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise PhotoRefused("photo_too_many_pixels") from None
    except UnidentifiedImageError:
        raise PhotoRefused("photo_kind_unknown") from None
    except Exception:  # as above
        raise PhotoRefused("photo_broken") from None
    if picture.width * picture.height > MOST_PIXELS or max(picture.size) > MOST_ON_A_SIDE:
        raise PhotoRefused("photo_too_many_pixels")
    return picture


def shrinks_well(picture: Image.Image) -> bool:
    """Whether the pixels are colours that can be averaged as they are; the others are converted
    first, which for a moment takes twice the memory."""
    return picture.mode in ("L", "RGB", "RGBA", "CMYK") and "transparency" not in picture.info


def in_colour(picture: Image.Image) -> Image.Image:
    """RGB, or RGBA where something is transparent; 16 bits become 8."""
    if picture.mode.startswith("I"):
        return picture.convert("I").point(lambda value: value / 256).convert("L").convert("RGB")
    return picture.convert("RGBA" if picture.has_transparency_data else "RGB")


def turned(small: Image.Image, original: Image.Image) -> Image.Image:
    """``small`` upright, as the camera noted in ``original``; a note that can't be read is none."""
    try:
        turn = TURNS.get(int(original.getexif().get(ORIENTATION, 1)))
    except Exception:  # as above
        return small
    return small.transpose(turn) if turn is not None else small


# EXIF 2.32, tag 0x0112: how the rows and columns stored lie, and what puts them upright.
ORIENTATION = 0x0112
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
