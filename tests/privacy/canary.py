"""One household whose every detail is unmistakable, and where it could turn up."""

import base64
import json
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from urllib.parse import quote, quote_plus

from django.contrib.gis.geos import Point

from geo.projection import to_metres

NAME = "Wulandari Kanaria Suprapti"
PHONE = "0813 7004 2428"
ADDRESS = "Gang Kenari Kuning 77B"
LANDMARK = "sebelah tambal ban Pak Kanarso"
ID_NUMBER = "3173014507850042"
ACCOUNT = "BRI 7788-9900-1122-33"
NOTE = "ketuk jendela hijau zamrud"
COMPLAINT = "katanya kurir bernama Kanigara"
MESSAGE = "pagar dikunci, panggil Bu Kanastren"
LATITUDE, LONGITUDE = -6.1387653, 106.7476479

TEXTS = {
    "name": NAME,
    "address": ADDRESS,
    "landmark": LANDMARK,
    "note": NOTE,
    "complaint": COMPLAINT,
    "message": MESSAGE,
}
NUMBERS = {"phone": "81370042428", "id number": ID_NUMBER, "account": "7788990011223"}
SEPARATORS = re.compile(r"(?<=[0-9])[ .()-]+(?=[0-9])")

# What the forms of pages and API take.
ASKED = {
    "category": "sembako",
    "quantity": 4,
    "people": 4,
    "urgency": 0,
    "name": NAME,
    "phone": PHONE,
    "address": ADDRESS,
    "landmark": LANDMARK,
    "id_number": ID_NUMBER,
    "account": ACCOUNT,
    "note": NOTE,
    "latitude": LATITUDE,
    "longitude": LONGITUDE,
    "consent": True,
}


@dataclass(frozen=True)
class Find:
    """Which detail was found where."""

    what: str
    where: str

    def __str__(self) -> str:
        return f"{self.what} in {self.where}"


def finds(where: str, said: str | bytes) -> list[Find]:
    """The details that ``said`` tells, however they are written."""
    text = said.decode("latin-1") if isinstance(said, bytes) else said
    folded = text.casefold()
    plain = SEPARATORS.sub("", folded)
    found = {what for what, written in WRITTEN if written in folded}
    found |= {what for what, digits in NUMBERS.items() if digits in plain}
    if POINT.search(text):
        found.add("point")
    return [Find(what, where) for what in sorted(found)]


def forms_of(text: str) -> Iterator[str]:
    """``text`` as it may stand in pages, addresses, JSON, base64 and dumps of bytes."""
    yield from (text, quote(text), quote_plus(text), escape(text), json.dumps(text)[1:-1])
    raw = text.encode()
    yield raw.hex()
    for shift in range(3):
        # What comes before shifts the letters; the ends mix with their neighbours.
        encoded = base64.b64encode(b"\0" * shift + raw).decode().rstrip("=")
        yield encoded[4:-2]


def numbers_in_bytes() -> Iterator[tuple[str, str]]:
    """The exact point as PostGIS writes it: doubles, in degrees and in metres."""
    east, north = to_metres(Point(LONGITUDE, LATITUDE, srid=4326))
    for value in (LATITUDE, LONGITUDE, east, north):
        yield "point", struct.pack("<d", value).hex()


WRITTEN = [
    *((what, form.casefold()) for what, text in TEXTS.items() for form in forms_of(text)),
    *((what, form.casefold()) for what, text in NUMBERS.items() for form in forms_of(text)),
    *numbers_in_bytes(),
    *(("point", f"{value:.5f}"[:-1]) for value in (LATITUDE, LONGITUDE)),
]
# Both with three decimals, beside each other in either order.
POINT = re.compile(r"6\.138[0-9]*[^0-9]{1,30}106\.747|106\.747[0-9]*[^0-9]{1,30}6\.138")
