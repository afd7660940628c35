"""The zip file that an XLSX is, unpacked without trusting what it says of itself."""

import zlib
from collections.abc import Collection
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from aid.spreadsheets.table import Unreadable

MOST_MEMBERS = 500
MOST_EXPANDED = 30 * 1024 * 1024
# One that opens and closes counts twice. Each takes a parser some 10 µs and 400 bytes.
MOST_TAGS = 800_000
# In what says which parts there are and how they belong together.
MOST_ENTRIES = 20_000
PIECE = 64 * 1024
ENCRYPTED = 0x1
# Others expand without bound from a few bytes, and no spreadsheet uses them.
COMPRESSIONS = frozenset({ZIP_STORED, ZIP_DEFLATED})
# A document with types or entities of its own, in each encoding that a parser finds by itself.
OWN_TYPES = tuple("<!DOCTYPE".encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be"))


def unpacked(data: bytes) -> BytesIO:
    """A zip file of the same members, of which each size is true: together at most MOST_EXPANDED
    bytes. Raises Unreadable: file_broken, file_encrypted, file_expands, file_kind_unknown."""
    out = BytesIO()
    try:
        with ZipFile(BytesIO(data)) as given, ZipFile(out, "w") as taken:
            left, tags = MOST_EXPANDED, 0
            for member in _bounded(given.infolist()):
                content = _read(given, member, left)
                left -= len(content)
                tags += _tags(member.filename, content)
                if tags > MOST_TAGS:
                    raise Unreadable("file_expands")
                taken.writestr(member.filename, content)
    except (
        *(BadZipFile, zlib.error, EOFError, OSError),
        *(RuntimeError, NotImplementedError, ValueError),
    ):
        raise Unreadable("file_broken") from None
    return out


def _bounded(members: list[ZipInfo]) -> Collection[ZipInfo]:
    """The members; of several at one path the last, which is what is read there."""
    if len(members) > MOST_MEMBERS or sum(each.file_size for each in members) > MOST_EXPANDED:
        raise Unreadable("file_expands")
    if any(member.flag_bits & ENCRYPTED for member in members):
        raise Unreadable("file_encrypted")
    if any(member.compress_type not in COMPRESSIONS for member in members):
        raise Unreadable("file_broken")
    return {member.filename: member for member in members}.values()


def _read(archive: ZipFile, member: ZipInfo, most: int) -> bytes:
    """Piece by piece: a long read would expand as much before the size that is claimed, and may be
    false, is looked at."""
    out = BytesIO()
    with archive.open(member) as stream:
        while piece := stream.read(PIECE):
            out.write(piece)
            if out.tell() > most:
                raise Unreadable("file_expands")
    return out.getvalue()


def _tags(path: str, content: bytes) -> int:
    if any(start in content for start in OWN_TYPES):
        raise Unreadable("file_kind_unknown")
    tags = content.count(b"<")
    if path.endswith((".rels", "[Content_Types].xml")) and tags > MOST_ENTRIES:
        raise Unreadable("file_expands")
    return tags
