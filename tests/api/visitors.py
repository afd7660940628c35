"""Who comes to the site in a test of load, and what they do there."""

import time
from dataclasses import dataclass, field
from random import Random
from typing import Any, ClassVar
from uuid import uuid4

from aid.actions.requests import Receipt
from tests.api.crowd import Browser, Told
from tests.factories import CITY, ELSEWHERE, HOME, KECAMATAN

KELURAHAN = (HOME, f"{KECAMATAN}.1001", f"{KECAMATAN}.1006", ELSEWHERE)
CATEGORIES = ("sembako", "meal", "hygiene", "baby")
NEAR = "-6.13,106.73"
# Of what is posted with a key, so much is sent twice at once, and so much again.
SENT_AT_ONCE, SENT_AGAIN = 0.2, 0.4
# Somebody pledges 60 times an hour and offers 30 times, each perhaps sent twice.
MOST_PLEDGES, MOST_OFFERS = 25, 10


@dataclass
class Ledger:
    """What the answers said was done: by kind the references of what was made or changed."""

    asked: list[str] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    pledged: list[str] = field(default_factory=list)
    paired: list[str] = field(default_factory=list)
    offered: list[str] = field(default_factory=list)
    accepted: list[str] = field(default_factory=list)


class Visitor:
    """Somebody who does one thing after the other; each act is a few requests."""

    acts: ClassVar[tuple[str, ...]]

    def __init__(self, browser: Browser, ledger: Ledger) -> None:
        self.browser, self.ledger = browser, ledger
        self.random = Random(browser.number)
        self.tags: dict[str, str] = {}

    def stay(self, until: float, rounds: int) -> None:
        """Act till ``until`` on the clock, and do each act ``rounds`` times at any rate."""
        count = 0
        while count < rounds * len(self.acts) or time.monotonic() < until:
            getattr(self, self.acts[count % len(self.acts)])()
            count += 1

    def look(self, address: str, query: Any = None, **names: object) -> Told:
        """Look at something again, with the tag of what was seen there last."""
        place = f"{address} {query} {names} {self.browser.cookies.get('sessionid')}"
        told = self.browser.get(address, query, self.tags.get(place, ""), **names)
        if told.status == 200:
            self.tags[place] = told.headers["ETag"]
        return told

    def once(self, address: str, body: Any, made: list[str], **names: object) -> Told:
        """Post something, now and then twice: both at the same moment, or one after the other.
        It is done once, and answered alike. What was refused may fare better the second time."""
        key = str(uuid4())
        draw = self.random.random()
        count = 2 if draw < SENT_AT_ONCE else 1
        sent = [self.browser.send_post(address, body, key=key, **names) for _ in range(count)]
        answers = [self.browser.answer_to(each) for each in sent]
        if draw < SENT_AGAIN:
            answers.append(self.browser.post(address, body, key=key, **names))
        good = [told for told in answers if told.good]
        if not good:
            return answers[-1]
        made.append(reference_in(good[0]))
        done = [told for told in good if told.headers["Idempotency-Replayed"] is None]
        assert len(done) == 1, good
        assert len({(told.status, told.content) for told in good}) == 1, good
        assert answers[-1].good, answers
        return answers[-1]


def reference_in(told: Told) -> str:
    """Of what was made; a receipt tells it inside."""
    return str(told.body.get("reference") or told.body["request"]["reference"])


class Resident(Visitor):
    """Asks without an account, follows it by the link, thinks again. On a phone that many share,
    so that the site forgets them in between."""

    acts = ("confirm", "ask", "ask", "follow", "withdraw")

    def __init__(self, browser: Browser, ledger: Ledger) -> None:
        super().__init__(browser, ledger)
        self.links: dict[str, dict[str, str]] = {}

    def remember(self, receipt: Receipt) -> None:
        """Have asked already, before anybody came."""
        link = {"token": receipt.token, "code": receipt.code}
        self.links[receipt.request.reference] = link

    def ask(self) -> None:
        self.browser.forget()
        told = self.once("/requests/", self.asked(), self.ledger.asked)
        if told.good:
            self.links[reference_in(told)] = told.body["link"]

    def asked(self) -> dict[str, object]:
        number = self.browser.number
        known = {"id_number": f"317301{number:010}"} if number % 2 else {}
        return {
            "category": self.random.choice(CATEGORIES), "quantity": self.random.randint(1, 4),
            "region": self.random.choice(KELURAHAN), "name": f"Warga {number}", "people": 3,
            "phone": f"0812{number:08}", "address": f"Jalan Contoh {number}", "consent": True,
            **known,
        }  # fmt: skip

    def follow(self) -> str:
        """The reference of what was opened; empty where nothing was asked."""
        if not self.links:
            return ""
        self.browser.forget()
        reference, link = self.random.choice(list(self.links.items()))
        assert self.browser.post("/follow/", link).good
        self.browser.get("/me/")
        for _ in range(2):
            self.look("/requests/{reference}/", reference=reference)
        return reference

    def confirm(self) -> None:
        reference = self.follow()
        if reference:
            found = self.browser.get("/matches/", {"request": reference})
            for row in found.body["results"]:
                verb = {"delivered": "confirm", "accepted": "agree-contact"}.get(row["status"])
                if verb:
                    self.browser.post(f"/matches/{{reference}}/{verb}/", reference=row["reference"])

    def withdraw(self) -> None:
        reference = self.follow()
        if reference:
            told = self.browser.post("/requests/{reference}/withdraw/", reference=reference)
            if told.good:
                self.ledger.withdrawn.append(reference)
                del self.links[reference]


class Donor(Visitor):
    acts = ("answer", "nearby", "pledge", "deliver", "offer", "nearby", "pledge", "take_back")

    def __init__(self, browser: Browser, ledger: Ledger) -> None:
        super().__init__(browser, ledger)
        self.near: list[str] = []
        self.own: list[str] = []
        self.pledges = 0
        self.browser.get("/me/")

    def nearby(self) -> None:
        query = {"near": NEAR, "ordering": "distance", "page_size": 20}
        self.near = [row["reference"] for row in self.look_at("/need/requests/", query)]
        self.look("/need/", {"near": NEAR, "first": 1})

    def look_at(self, address: str, query: dict[str, object]) -> list[Any]:
        found: list[Any] = self.browser.get(address, query).body["results"]
        return found

    def pledge(self) -> None:
        if self.near and self.pledges < MOST_PLEDGES:
            self.pledges += 1
            body = {"quantity": self.random.randint(1, 2)}
            reference = self.random.choice(self.near)
            self.once("/requests/{reference}/pledge/", body, self.ledger.pledged,
                      reference=reference)  # fmt: skip

    def answer(self) -> None:
        for row in self.look_at("/matches/", {"status": "proposed"})[:3]:
            if self.random.random() < 0.7:
                self.once("/matches/{reference}/accept/", {}, self.ledger.accepted,
                          reference=row["reference"])  # fmt: skip
            else:
                self.do("decline", row)

    def deliver(self) -> None:
        for row in self.look_at("/matches/", {"status": "accepted"})[:2]:
            for verb in self.random.choice((("start", "deliver"), ("start",), ("cancel",))):
                self.do(verb, row)

    def do(self, verb: str, row: Any) -> None:
        self.browser.post(f"/matches/{{reference}}/{verb}/", reference=row["reference"])

    def offer(self) -> None:
        if len(self.own) < MOST_OFFERS:
            given = {
                "category": self.random.choice(CATEGORIES), "quantity": self.random.randint(2, 9),
                "region": self.random.choice(KELURAHAN), "radius": 30,
            }  # fmt: skip
            told = self.once("/offers/", given, self.ledger.offered)
            if told.good:
                self.own.append(reference_in(told))

    def take_back(self) -> None:
        if self.own:
            reference = self.random.choice(self.own)
            self.look("/offers/{reference}/", reference=reference)
            self.browser.post("/offers/{reference}/withdraw/", reference=reference)


class Coordinator(Visitor):
    acts = ("board", "verify", "pair", "figures")

    def __init__(self, browser: Browser, ledger: Ledger) -> None:
        super().__init__(browser, ledger)
        self.browser.get("/me/")

    def board(self) -> None:
        for address in ("/requests/", "/matches/", "/offers/"):
            self.look(address, {"page_size": 50})

    def some(self, status: str) -> str:
        query = {"status": status, "page_size": 50}
        rows = self.browser.get("/requests/", query).body["results"]
        return str(self.random.choice(rows)["reference"]) if rows else ""

    def verify(self) -> None:
        for _ in range(3):
            if reference := self.some("submitted"):
                seen = self.browser.get("/requests/{reference}/", reference=reference)
                self.browser.post("/requests/{reference}/verify/", tag=seen.headers["ETag"],
                                  reference=reference)  # fmt: skip

    def pair(self) -> None:
        if reference := self.some("verified"):
            near = self.browser.get("/requests/{reference}/offers/", reference=reference).body
            for offer in near["offers"][:1]:
                body = {"offer": offer["reference"], "quantity": 1}
                self.once("/requests/{reference}/match/", body, self.ledger.paired,
                          reference=reference)  # fmt: skip

    def figures(self) -> None:
        self.look("/figures/{code}/", code=KECAMATAN)


class Public(Visitor):
    acts = ("figures", "tiles", "regions")

    def figures(self) -> None:
        for code in (CITY, KECAMATAN, HOME):
            self.look("/figures/{code}/", code=code)

    def tiles(self) -> None:
        for layer in ("regions", "offers"):
            for z, x, y in ((9, 407, 264), (11, 1630, 1059)):
                self.look("/tiles/{layer}/{z}/{x}/{y}.mvt", layer=layer, z=z, x=x, y=y)

    def regions(self) -> None:
        self.look("/regions/{code}/children/", code=KECAMATAN)
        self.look("/regions/at/", {"lat": -6.13, "lon": 106.73})
        self.look("/need/", {"near": NEAR})
