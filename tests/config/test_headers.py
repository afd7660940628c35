"""What every answer says to browsers: pages, API, tiles, files, redirects and refusals."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from aid.rules import MatchStatus, RequestStatus
from people.person import Person
from tests import factories
from tests.config.addresses import addresses
from tests.config.markup import Markup, markup
from tests.frontend.browsers import browser_of

NONCE = re.compile(r"'nonce-([\w+/=-]+)'")
ELSEWHERE = [
    "/nowhere/",
    "/api/v1/nowhere/",
    "/r/no-such-link/",
    "/how",
    "/tiles/regions/99/0/0.mvt",
]
FILES = ["/static/frontend/icon.svg", "/static/gandeng/live.js", "/static/gandeng/site.css"]
REFERENCE = "/api/docs/"  # draws its signs from data: addresses
FORM = "/ask/"  # its styles stand in the page
POLICY = {
    "default-src": "'none'",
    "style-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
    "object-src": "'none'",
    "img-src": "'self'",
    "manifest-src": "'self'",
    "connect-src": "'self' ws://testserver",
}


@pytest.fixture
def paths(coordinator: Person, people_db: None) -> list[str]:
    """Every address there is, and some that there aren't."""
    match = factories.match_at(MatchStatus.ACCEPTED)
    receipt = factories.submitted()
    known = {
        "code": factories.HOME,
        "request": factories.request_at(RequestStatus.VERIFIED).reference,
        "match": match.reference,
        "offer": match.offer.reference,
        "token": receipt.token,
        "z": "11",
        "x": "1631",
        "y": "1059",
    }
    return [*addresses(known), *ELSEWHERE, *FILES]


@pytest.fixture
def public() -> Client:
    return Client(raise_request_exception=False)


@pytest.fixture
def office(coordinator: Person) -> Client:
    browser = browser_of(coordinator)
    browser.raise_request_exception = False
    return browser


def policy_of(response: Any) -> dict[str, str]:
    parts = response["Content-Security-Policy"].split("; ")
    return {part.partition(" ")[0]: part.partition(" ")[2] for part in parts}


def nonce_of(response: Any) -> str:
    found = NONCE.search(policy_of(response)["script-src"])
    return found[1] if found else ""


def body_of(response: Any) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def is_open(path: str, said: Any) -> bool:
    """Whether other sites may show it: data that any cache may keep for anybody."""
    data = path.startswith(("/api/", "/tiles/"))
    return data and said.get("Cache-Control", "").startswith("public")


def wrong_with(path: str, response: Any) -> Iterator[str]:
    """What is missing from an answer, by rule."""
    said = response.headers
    policy = policy_of(response) if "Content-Security-Policy" in said else {}
    framed = path.startswith("/widget/")
    wanted = {**POLICY, "img-src": "'self' data:"} if path == REFERENCE else POLICY
    if framed:
        wanted = {**POLICY, "frame-ancestors": "*", "form-action": "'none'"}
    if path == FORM and nonce_of(response):
        wanted = {**POLICY, "style-src": f"'self' 'nonce-{nonce_of(response)}'"}
    yield from (f"policy {name}" for name, value in wanted.items() if policy.get(name) != value)
    scripts = policy.get("script-src", "missing")
    if scripts and not NONCE.fullmatch(scripts) and not (framed and scripts == "'none'"):
        yield f"script-src {scripts}"
    expected = {
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": None if framed else "DENY",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "cross-origin"
        if framed or is_open(path, said)
        else "same-origin",
        "Access-Control-Allow-Origin": "*" if is_open(path, said) else None,
        "Referrer-Policy": "strict-origin"
        if path.startswith(("/r/", "/calendar/"))
        else "same-origin",
    }
    yield from (f"{name}: {said.get(name)}" for name, value in expected.items()
                if said.get(name) != value)  # fmt: skip
    features = dict(one.split("=") for one in said.get("Permissions-Policy", "=").split(", "))
    if features.pop("geolocation", "") != "(self)" or set(features.values()) != {"()"}:
        yield f"Permissions-Policy {features}"
    if not {"camera", "microphone", "payment", "usb"} <= set(features):
        yield "Permissions-Policy leaves something open"
    if not said.get("Cache-Control"):
        yield "Cache-Control"


def test_every_answer_of_every_address(paths: list[str], public: Client, office: Client) -> None:
    """Headers, no script or style but under the nonce, and what may be kept: one walk for all."""
    wrong: list[tuple[str, str]] = []
    kept: list[str] = []
    scripts = 0
    for path in paths:
        for_all, for_office = public.get(path), office.get(path)
        for response in (for_all, for_office):
            wrong += [(path, one) for one in wrong_with(path, response)]
            page = markup_of(response)
            wrong += [(path, one) for one in page.wrong]
            scripts += page.scripts
        if "no-store" not in for_office["Cache-Control"]:
            kept.append(path)
            # Signed in, only what everybody gets may be kept.
            if "max-age" not in for_office["Cache-Control"] or body_of(for_office) != body_of(
                for_all
            ):
                wrong.append((path, f"Cache-Control {for_office['Cache-Control']}"))
    assert not wrong
    assert len(paths) > 90
    opened = [path for path in kept if is_open(path, public.get(path).headers)]
    assert {"/api/v1/categories/", "/api/v1/regions/boundaries/"} <= set(opened)
    assert scripts > 10
    assert set(FILES) <= set(kept)
    assert not [path for path in kept if path.startswith(("/board", "/my", "/deliver", "/r/"))]


def markup_of(response: Any) -> Markup:
    is_page = response.get("Content-Type", "").startswith("text/html") and not response.streaming
    return markup(response.content if is_page else b"", nonce_of(response))


def test_refusals_have_every_header(public: Client, db: None) -> None:
    strict = Client(enforce_csrf_checks=True)
    large = b'{"token": "' + b"x" * 300_000 + b'"}'
    answers = {
        403: strict.post("/ask/", {}),
        405: public.post("/tiles/regions/1/1/1.mvt"),
        413: public.post("/api/v1/follow/", large, "application/json"),
    }
    assert {status: answer.status_code for status, answer in answers.items()} == {
        status: status for status in answers
    }
    assert not [
        (status, one) for status, answer in answers.items() for one in wrong_with("", answer)
    ]
    too_large = public.post("/ask/", {"name": "x" * 300_000})
    assert (too_large.status_code, list(wrong_with("", too_large))) == (400, [])


def test_server_s_own_fault_has_every_header(
    public: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("frontend.views.public.render", broken)
    answer = public.get("/how/")
    assert (answer.status_code, list(wrong_with("", answer))) == (500, [])


def test_unknown_host_is_refused_with_every_header(public: Client) -> None:
    answer = public.get("/how/", headers={"host": "elsewhere.example.test"})
    assert answer.status_code == 400
    wrong = list(wrong_with("", answer))
    # It names no sockets of a host that isn't ours.
    assert wrong == ["policy connect-src"]
    assert policy_of(answer)["connect-src"] == "'self'"


def test_nonce_is_another_on_every_answer(public: Client, db: None) -> None:
    seen = {nonce_of(public.get(path)) for path in ("/ask/", "/ask/", "/ask/", "/api/docs/")}
    assert len(seen) == 4
    assert all(len(nonce) >= 22 for nonce in seen)  # 16 bytes in base64


def test_page_without_scripts_allows_none(public: Client) -> None:
    assert policy_of(public.get("/how/"))["script-src"] == ""


@pytest.mark.parametrize(
    "page",
    [
        "<p style='color: red'>",
        "<p onclick='x()'>",
        "<style>p {}</style>",
        "<script>x()</script>",
        "<script src='/x.js'></script>",
        "<script nonce='older' src='/x.js'></script>",
        "<a href=' JavaScript:x()'>",
        "<base href='/'>",
        "<svg><rect style='fill: red'/></svg>",
    ],
)
def test_what_the_policy_stops_would_be_seen(page: str) -> None:
    assert markup(page.encode(), "now").wrong


@pytest.mark.parametrize(
    "path",
    ["/widget/31/", "/manifest.webmanifest", "/api/v1/categories/", "/tiles/regions/0/0/0.mvt"],
)
def test_what_any_cache_may_keep_ends_no_session(public: Client, db: None, path: str) -> None:
    """A session that is over would be ended by a cookie, in the browser of whoever is given it."""
    public.cookies["sessionid"] = "long-over"
    answer = public.get(path)
    assert answer.headers["Cache-Control"].startswith("public") and not answer.cookies
