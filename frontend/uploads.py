"""Reading the one file that a form may hold."""

from typing import Any

from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpRequest

from aid.photo_files import MOST_BYTES


class InMemory(MemoryFileUploadHandler):
    """Keeps a file in memory until its request ends, so that no original is ever on the disk;
    of what is too large only enough to see that it is."""

    def handle_raw_input(self, *_: Any, **__: Any) -> None:
        self.activated = True

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        kept = max(0, MOST_BYTES + 1 - start)
        return super().receive_data_chunk(raw_data[:kept], start)


def file_in(request: HttpRequest, field: str) -> tuple[bytes, str]:
    """The bytes of the file in ``field`` and what it is called; empty without one."""
    file = request.FILES.get(field)
    return (file.read(), file.name or "") if file is not None else (b"", "")


def photo_in(request: HttpRequest) -> bytes:
    """The bytes of the form's photo; empty without one."""
    file = request.FILES.get("photo")
    return file.read() if file is not None else b""
