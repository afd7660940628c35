"""The attacker's eyes and hands: every kind of answer that the site gives to the public and to
a donor whom nobody knows, kept with the hour at which it was read."""

import csv
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any

from aid.open_data.columns import FIGURES
from api import topics
from people.person import ANYONE, Person
from tests.api.client import Client, client_of
from tests.factories import HOME, KECAMATAN
from tests.frontend.browsers import browser_of

Numbers = dict[str, int | None]
# A tile in the middle of Jakarta.
TILE = "/tiles/regions/12/3263/2118.mvt"
# Columns of open data that tell when a file was read, not what of.
MOMENT = "reported"


@dataclass
class Hour:
    """What was read in one hour. ``told`` are the figures of RWs by code and category, ``whole``
    the kelurahan's exact figures (its kecamatan's), ``filed`` and ``whole_filed`` the same as the
    files of open data say, ``open_requests`` the lines that donors may pledge to, ``located``
    requests whose RW an answer named, ``order`` the RWs in a list's order."""

    told: dict[tuple[str, str], Numbers] = field(default_factory=dict)
    whole: dict[str, Numbers] = field(default_factory=dict)
    filed: dict[tuple[str, str], Numbers] = field(default_factory=dict)
    whole_filed: dict[str, Numbers] = field(default_factory=dict)
    open_requests: dict[str, dict[str, Any]] = field(default_factory=dict)
    located: dict[str, str] = field(default_factory=dict)
    order: dict[str, list[tuple[str, int | None]]] = field(default_factory=dict)


@dataclass
class Watcher:
    """Reads as the public and as ``donor``; ``transcript`` holds every answer, word for word."""

    donor: Person
    neighbourhoods: list[str]
    hours: list[Hour] = field(default_factory=list)
    transcript: list[tuple[str, str]] = field(default_factory=list)
    asked: int = 0

    def __post_init__(self) -> None:
        self.public = client_of(ANYONE)
        self.sign_in()
        self.seldom: Iterator[str] = cycle(self.pages())

    def sign_in(self) -> None:
        self.api = client_of(self.donor)
        self.browsers = (browser_of(ANYONE), browser_of(self.donor))

    def get(self, client: Client, path: str, **query: Any) -> Any:
        self.asked += 1
        answer = client.get(path, **query)
        self.keep(f"{path} {query}", json.dumps([answer.status, answer.body]))
        return answer.body if answer.status == 200 else None

    def keep(self, question: str, answer: str) -> None:
        self.transcript.append((question, answer))

    def pages(self) -> list[str]:
        """What is read in turns: pages, filters, tiles."""
        rws = [f"/give/need/{code}/" for code in self.neighbourhoods]
        return [
            "/", f"/region/{HOME}/", f"/region/{KECAMATAN}/", "/give/need/", f"/give/need/{HOME}/",
            f"/give/need/{HOME}/?category=baby", f"/give/need/{HOME}/?page=2", *rws,
            "/deliveries/", TILE,
        ]  # fmt: skip

    def glance(self) -> Hour:
        """What tells most."""
        return self.read_figures()

    def read(self, *, pages: int = 2) -> Hour:
        """Everything that may tell something, and some pages."""
        hour = self.read_figures()
        rw = self.neighbourhoods[len(self.hours) % len(self.neighbourhoods)]
        if single := self.get(self.public, f"/figures/{rw}/"):
            self.told(hour, single)
        self.get(self.public, "/need/", region=KECAMATAN)
        self.read_rw(hour, rw)
        self.asked += 2
        # Of the kelurahan whatever is told, the cursor too; others' are new each time.
        self.keep(f"public:{HOME}", topics.public_hint(f"public:{HOME}"))
        exact = f"public:{KECAMATAN}"
        self.keep(exact, topics.figures_in(topics.public_hint(exact)))
        self.get(self.public, f"/changes/public/{HOME}/")
        for browser in self.browsers[:pages]:
            self.asked += 1
            self.keep_page(browser, next(self.seldom))
        return hour

    def read_figures(self) -> Hour:
        hour = Hour()
        self.hours.append(hour)
        if len(self.hours) % 4 == 0:
            self.sign_in()  # sessions end
        for code, numbers in self.get(self.public, f"/figures/{KECAMATAN}/")["figures"].items():
            hour.whole[code] = numbers
        for inner in self.get(self.public, f"/figures/{HOME}/")["within"]:
            self.told(hour, inner)
        for area in self.get(self.public, "/need/neighbourhoods/", region=HOME):
            for need in area["needs"]:
                place = hour.order.setdefault(need["category"], [])
                place.append((area["region"]["code"], need["quantity"]))
        for row in self.get(self.api, "/need/requests/", region=HOME, page_size=200)["results"]:
            hour.open_requests[row["reference"]] = row
            self.locate(hour, row["reference"], row["region"]["code"])
        self.read_files(hour)
        return hour

    def read_files(self, hour: Hour) -> None:
        """Open data: of RWs and of the kecamatan; in rupiah and by organisation too."""
        for row in self.rows_of("needs.csv", level="rw", region=HOME):
            hour.filed[row["adm5_code"], row["category"]] = numbers_in(row)
        for row in self.rows_of("needs.csv", level="kecamatan", region=KECAMATAN):
            hour.whole_filed[row["category"]] = numbers_in(row)
        self.rows_of("cash.csv", level="rw", region=HOME)
        self.rows_of("activities.csv", region=KECAMATAN)

    def rows_of(self, file: str, **query: str) -> list[dict[str, str]]:
        """The lines of a file below its hashtags, without the moment at which it was made."""
        self.asked += 1
        answer = self.public.django.get(f"/api/v1/open-data/{file}", query)
        lines = list(csv.DictReader(answer.content.decode().splitlines()))[1:]
        rows = [{key: of for key, of in line.items() if key != MOMENT} for line in lines]
        self.keep(f"{file} {query}", f"{answer.status_code} {json.dumps(rows)}")
        return rows

    def read_rw(self, hour: Hour, rw: str) -> None:
        """What filters by the RW let through."""
        for row in self.get(self.api, "/need/requests/", region=rw, page_size=200)["results"]:
            hour.located[row["reference"]] = rw
        for match in self.matches():
            self.locate(hour, match["request"], match["region"]["code"])
        for match in self.get(self.api, "/matches/", region=rw, page_size=200)["results"]:
            hour.located[match["request"]] = rw

    def matches(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.get(self.api, "/matches/", page_size=200)["results"]
        return found

    def locate(self, hour: Hour, reference: str, code: str) -> None:
        if code in self.neighbourhoods:
            hour.located[reference] = code

    def told(self, hour: Hour, region: dict[str, Any]) -> None:
        for category, numbers in region["figures"].items():
            hour.told[region["code"], category] = numbers

    def keep_page(self, browser: Any, path: str) -> None:
        response = browser.get(path)
        content = response.content if path == TILE else without_tokens(response.content.decode())
        self.keep(path, f"{response.status_code} {content!r}")

    # Acting

    def pledge(self, reference: str, quantity: int) -> str:
        """Pledge, look at what there is to see, and take it back."""
        self.asked += 1
        made = self.api.post(f"/requests/{reference}/pledge/", {"quantity": quantity})
        self.keep(f"pledge {reference}", json.dumps([made.status, sorted(made.body)]))
        if made.status != 201:
            return ""
        self.locate(self.hours[-1], reference, made.body["region"]["code"])
        for offer in self.get(self.api, "/offers/")["results"]:
            self.locate(self.hours[-1], reference, offer["region"]["code"])
        return str(made.body["reference"])

    def pledge_to_rw(self, code: str, category: str) -> None:
        self.asked += 1
        made = self.api.post(f"/regions/{code}/pledge/", {"category": category, "quantity": 1})
        self.keep(f"pledge {code} {category}", str(made.status))
        for match in made.body if made.status == 201 else ():
            self.hours[-1].located[match["request"]] = code

    def act(self, path: str, body: dict[str, Any] | None = None) -> Any:
        self.asked += 1
        answer = self.api.post(path, body)
        self.keep(path, str(answer.status))
        return answer.body if answer.status in (200, 201) else None


def numbers_in(row: dict[str, str]) -> Numbers:
    """The figures of a line of open data; None for what is withheld."""
    return {name: int(row[name]) if row[name] else None for name in FIGURES}


def without_tokens(page: str) -> str:
    """A page without what is new on every look: tokens and nonces."""
    lines: Iterable[str] = page.splitlines()
    new = ("csrf", "nonce", "data-token")
    return "\n".join(line for line in lines if not any(word in line for word in new))
