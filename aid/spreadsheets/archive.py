"""The zip file that an XLSX is, opened without trusting what it says of itself."""

import zlib
from collections.abc import Iterator
from io import BytesIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from aid.spreadsheets.table import Unreadable

MOST_MEMBERS = 500
MOST_EXPANDED = 30 * 1024 * 1024
PIECE = 64 * 1024
ENCRYPTED = 0x1


class Archive:
    """Its members, together at most MOST_EXPANDED bytes, however small they claim to be."""

    def __init__(self, data: bytes) -> None:
        """Raises Unreadable: file_broken, file_encrypted, file_expands."""
        try:
            self._zip = ZipFile(BytesIO(data))
        except (BadZipFile, ValueError, NotImplementedError, OSError):
            raise Unreadable("file_broken") from None
        members = self._zip.infolist()
        if len(members) > MOST_MEMBERS or sum(each.file_size for each in members) > MOST_EXPANDED:
            raise Unreadable("file_expands")
        if any(member.flag_bits & ENCRYPTED for member in members):
            raise Unreadable("file_encrypted")
        self._members = {member.filename: member for member in members}
        self._left = MOST_EXPANDED

    def __contains__(self, path: str) -> bool:
        return path in self._members

    def read(self, path: str) -> bytes:
        """What is at ``path``. Raises Unreadable when nothing is, or more than is allowed."""
        member = self._members.get(path)
        if member is None:
            raise Unreadable("file_broken")
        out = BytesIO()
        for piece in self._pieces(member):
            self._left -= len(piece)
            if self._left < 0:
                raise Unreadable("file_expands")
            out.write(piece)
        return out.getvalue()

    def _pieces(self, member: ZipInfo) -> Iterator[bytes]:
        """A long read would expand as much before the zip file's own figures are compared."""
        try:
            with self._zip.open(member) as stream:
                while piece := stream.read(PIECE):
                    yield piece
        except (
            *(BadZipFile, zlib.error, EOFError, OSError),
            *(RuntimeError, NotImplementedError, ValueError),
        ):
            raise Unreadable("file_broken") from None
