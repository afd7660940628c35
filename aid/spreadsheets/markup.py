"""Reading XML from strangers as a stream of tags: nothing is built, at most so many tags are looked
at, and documents that define types or entities of their own are refused."""

import re
from xml.sax import ContentHandler, SAXException  # defusedxml parses  # nosec B406
from xml.sax.xmlreader import AttributesImpl  # nosec B406

from defusedxml.common import DefusedXmlException
from defusedxml.sax import make_parser

from aid.spreadsheets.table import MOST_CELL_TEXT, Unreadable

Attributes = AttributesImpl
MOST_TAGS = 500_000
ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


class Tags(ContentHandler):
    """What happens at each tag; names come without their prefix."""

    def opened(self, name: str, attributes: Attributes) -> None:
        raise NotImplementedError

    def closed(self, name: str) -> None:
        """By default nothing."""

    def __init__(self) -> None:
        super().__init__()
        self._left = MOST_TAGS

    def startElement(self, name: str, attrs: Attributes) -> None:  # noqa: N802
        self._left -= 1
        if self._left < 0:
            raise Unreadable("file_expands")
        self.opened(name.rpartition(":")[2], attrs)

    def endElement(self, name: str) -> None:  # noqa: N802
        self.closed(name.rpartition(":")[2])


class Clipped:
    """Text that comes in pieces, cut at MOST_CELL_TEXT + 1 characters."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._room = MOST_CELL_TEXT + 1

    def add(self, piece: str) -> None:
        if self._room > 0:
            self._parts.append(piece[: self._room])
            self._room -= len(piece)

    def text(self) -> str:
        """What was added; characters that XML can't hold are written _xHHHH_ there."""
        text = "".join(self._parts)
        if "_x" not in text:
            return text
        return ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def parse(data: bytes, tags: Tags) -> None:
    """Lead ``tags`` through the document. Raises Unreadable."""
    parser = make_parser()
    parser.forbid_dtd = True
    parser.setContentHandler(tags)
    try:
        # All at once: older versions of expat read a long tag again with each piece of it.
        parser.feed(data)
        parser.close()
    except DefusedXmlException:
        raise Unreadable("file_kind_unknown") from None
    except (SAXException, ValueError, LookupError):
        raise Unreadable("file_broken") from None
