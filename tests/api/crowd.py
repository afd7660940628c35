"""Many people at the product as it is served: each with connections, a network and cookies of
their own, and what all of them were answered."""

import gzip
import http.client
import json
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from http.cookies import SimpleCookie
from ipaddress import IPv4Address
from threading import Thread
from traceback import format_exc
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import brotli
from drf_spectacular.generators import SchemaGenerator

from api.errors import BAD_INPUT, MEDIA_TYPE, STATUSES
from benchmarks.site import HOST, KEPT_SECONDS
from benchmarks.times import Times

V1 = "/api/v1"
# What stands in no OpenAPI description, with the statuses that docs/reference/api.md tells of.
BESIDE = {"/tiles/{layer}/{z}/{x}/{y}.mvt": {200, 204, 304}}
UNPACK: dict[str, Callable[[bytes], bytes]] = {
    "identity": bytes, "gzip": gzip.decompress, "br": brotli.decompress,
}  # fmt: skip
ENCODINGS = tuple(UNPACK)
FIRST_NETWORK = int(IPv4Address("100.64.0.1"))
PATIENCE_SECONDS = 120.0


@dataclass(frozen=True)
class Told:
    """One answer: to which way of the description, and after how many milliseconds."""

    method: str
    address: str
    status: int
    headers: http.client.HTTPMessage
    content: bytes
    ms: float

    @cached_property
    def body(self) -> Any:
        return json.loads(self.content)

    @property
    def good(self) -> bool:
        return self.status in (200, 201)

    @property
    def code(self) -> str:
        """The code of a refusal; empty for everything else."""
        refused = self.headers["Content-Type"] == MEDIA_TYPE
        return str(self.body["code"]) if refused else ""

    @property
    def name(self) -> str:
        return f"{self.status} {self.code}".strip()


@dataclass
class Sent:
    """A request that waits for its answer."""

    method: str
    address: str
    begun: float
    connection: http.client.HTTPConnection


@dataclass
class Browser:
    """One person at all processes of the site, in turn, as behind a balancer. Addresses are those
    of the description; what stands in braces is filled in from ``names``."""

    ports: Sequence[int]
    number: int
    cookies: dict[str, str] = field(default_factory=dict)
    told: list[Told] = field(default_factory=list)

    def __post_init__(self) -> None:
        made = [http.client.HTTPConnection(HOST, port, timeout=PATIENCE_SECONDS)
                for port in self.ports]  # fmt: skip
        self.connections = [(connection, [time.monotonic()]) for connection in made]
        self.turn = self.number

    def get(self, address: str, query: Any = None, tag: str = "", **names: object) -> Told:
        known = {"If-None-Match": tag} if tag else {}
        return self.answer_to(self.send("GET", address, query=query, headers=known, **names))

    def post(
        self, address: str, body: Any = None, *, key: str = "", tag: str = "", **names: object
    ) -> Told:
        return self.answer_to(self.send_post(address, body, key=key, tag=tag, **names))

    def send_post(
        self, address: str, body: Any = None, *, key: str = "", tag: str = "", **names: object
    ) -> Sent:
        headers = {"Content-Type": "application/json", "Idempotency-Key": key or str(uuid4())}
        headers |= {"If-Match": tag} if tag else {}
        if "csrftoken" in self.cookies:
            headers["X-CSRFToken"] = self.cookies["csrftoken"]
        content = json.dumps(body or {}).encode()
        return self.send("POST", address, content=content, headers=headers, **names)

    def send(
        self,
        method: str,
        address: str,
        *,
        query: Any = None,
        content: bytes | None = None,
        headers: dict[str, str],
        **names: object,
    ) -> Sent:
        """Ask without waiting for the answer."""
        self.turn += 1
        connection, used = self.connections[self.turn % len(self.connections)]
        # A server ends connections that nobody uses for a while.
        if time.monotonic() - used[0] > KEPT_SECONDS:
            connection.close()
        used[0] = begun = time.monotonic()
        usual = {
            "Accept-Encoding": ENCODINGS[self.turn % len(ENCODINGS)],
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "X-Forwarded-For": str(IPv4Address(FIRST_NETWORK + self.number)),
        }
        path = (address if address in BESIDE else V1 + address).format(**names)
        path += f"?{urlencode(query, doseq=True)}" if query else ""
        connection.request(method, path, content, usual | headers)
        return Sent(method, address, begun, connection)

    def answer_to(self, sent: Sent) -> Told:
        answer = sent.connection.getresponse()
        content = unpacked(answer.headers, answer.read())
        for header in answer.headers.get_all("Set-Cookie", ()):
            for name, morsel in SimpleCookie(header).items():
                self.cookies[name] = morsel.value
        ms = (time.monotonic() - sent.begun) * 1000
        told = Told(sent.method, sent.address, answer.status, answer.headers, content, ms)
        self.told.append(told)
        return told

    def forget(self) -> None:
        """Be somebody whom the site doesn't know."""
        self.cookies = {}


def unpacked(headers: http.client.HTTPMessage, content: bytes) -> bytes:
    return UNPACK[headers.get("Content-Encoding", "identity")](content)


def together(acts: Iterable[Callable[[], object]]) -> list[str]:
    """Let everybody act at once, each in a thread; what went wrong."""
    wrong: list[str] = []

    def run(act: Callable[[], object]) -> None:
        try:
            act()
        except Exception:
            wrong.append(format_exc())

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return wrong


class Description:
    """The API's own, by which answers are judged."""

    def __init__(self) -> None:
        self.paths: Any = SchemaGenerator().get_schema(request=None, public=True)["paths"]

    def undescribed(self, told: Told) -> bool:
        """Whether ``told`` is of a status that nobody was told of."""
        if told.code:
            return STATUSES.get(told.code, BAD_INPUT) != told.status
        return told.status not in self.statuses(told)

    def statuses(self, told: Told) -> set[int]:
        if told.address in BESIDE:
            return BESIDE[told.address]
        way = self.paths[V1 + told.address][told.method.lower()]
        good = {int(status) for status in way["responses"] if status != "default"}
        headers = {each["name"] for each in way["parameters"]}
        return good | ({304} if "If-None-Match" in headers else set())


def table(told: Iterable[Told]) -> str:
    """How many of each kind and status, and what they took: a line for each kind."""
    kinds: dict[str, list[Told]] = defaultdict(list)
    for each in told:
        kinds[f"{each.method} {each.address}"].append(each)
    lines = [f"{'p50 ms':>8}{'p99 ms':>8}"]
    for name, answers in sorted(kinds.items()):
        times = Times([[each.ms for each in answers]])
        counted = ", ".join(
            f"{count} × {what}" for what, count in Counter(each.name for each in answers).items()
        )
        lines.append(f"{times.at(50):8.0f}{times.at(99):8.0f}  {name}: {counted}")
    return "\n".join(lines)
