"""Suggesting places for what a person types."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.cache import cache
from geopy.geocoders.base import Geocoder
from pytest_django import Settings

from geo import geocoding
from geo.actions.neighbourhoods import add_neighbourhood, mark_neighbourhood_verified
from geo.gazetteer import Gazetteer, parse
from geo.geocoding import suggest_places
from geo.models import Region

pytestmark = pytest.mark.django_db

KAPUK = "31.73.01.1005"
MONAS = {"lat": "-6.1754", "lon": "106.8272", "display_name": "Monas, Gambir"}


def codes(text: str) -> list[str]:
    return [suggestion.region_code for suggestion in suggest_places(text)]


# The gazetteer


@pytest.mark.parametrize(
    "text",
    ["Cengkareng Timur", "CENGKARENG TIMUR", "kel. cengkareng timur", "Kelurahan Cengkareng Timur",
     "cengkarengtimur", "Cengkareng Timur, Cengkareng", "Kel Cengkareng Timur, Kec Cengkareng",
     "RT 004/RW 012, Kel. Cengkareng Timur, Kec. Cengkareng, Jakarta Barat", "cengkareng tim"],
)  # fmt: skip
def test_a_kelurahan_is_found_as_people_write_it(text: str) -> None:
    assert codes(text) == ["31.73.01.1006"]


def test_namesakes_are_all_listed_with_their_parents() -> None:
    labels = [suggestion.label for suggestion in suggest_places("Kebon Jeruk")]
    assert labels == [
        "Kebon Jeruk, Kebon Jeruk, Jakarta Barat",
        "Kecamatan Kebon Jeruk, Jakarta Barat",
    ]


def test_the_level_that_is_written_decides() -> None:
    assert codes("kec. kebon jeruk") == ["31.73.05"]
    assert codes("kelurahan kebon jeruk") == ["31.73.05.1001"]


def test_what_a_place_lies_in_narrows() -> None:
    assert len(codes("Cipayung")) == 2
    everywhere = codes("Menteng")
    assert set(codes("Menteng, Jakarta Pusat")) < set(everywhere)
    assert codes("kapuk cengkareng") == [KAPUK]


def test_the_exact_name_goes_before_longer_ones() -> None:
    assert codes("Kapuk") == [KAPUK, "31.72.01.1003"]


def test_an_rw_goes_before_its_kelurahan() -> None:
    point = Region.objects.get(code=KAPUK).point
    rw = add_neighbourhood(KAPUK, point=point, rw_number=12)
    for text in ("RW 012 Kapuk", "rw.12 kapuk", "RT 004/RW 012 Kapuk", "RW12, Kel. Kapuk"):
        assert codes(text)[:2] == [rw.code, KAPUK]
    assert suggest_places("RW 012 Kapuk")[0].label == "RW 012, Kapuk, Cengkareng, Jakarta Barat"


def test_an_rw_that_nobody_added_gives_its_kelurahan() -> None:
    assert codes("RW 013 Kapuk")[0] == KAPUK


def test_a_kampung_is_found_by_its_name() -> None:
    point = Region.objects.get(code=KAPUK).point
    kampung = add_neighbourhood(KAPUK, point=point, name="Kampung Apung")
    assert codes("kampung apung") == []  # anybody may add one under any name
    mark_neighbourhood_verified(kampung.code)
    assert codes("kampung apung") == [kampung.code]


@pytest.mark.parametrize(
    "text", ["", "   ", "Atlantis", "kel.", "RW 012", "%", "_", "\x00", ",,,", "🍚", "'; --"]
)
def test_what_names_no_place_suggests_nothing(text: str) -> None:
    assert suggest_places(text) == []


def test_a_megabyte_of_text_is_cut() -> None:
    assert suggest_places("kapuk " * 200_000) == suggest_places("kapuk " * 1_000) != []


def test_no_more_than_asked_for() -> None:
    assert len(suggest_places("Pulau", limit=3)) == 3


def test_the_rw_number_is_told_from_the_names() -> None:
    rw_number, parts = parse("RT 004/RW 012, Kel. Kapuk")
    assert rw_number == 12
    assert [part.name for part in parts] == ["kapuk"]


def test_the_gazetteer_is_a_geopy_geocoder() -> None:
    gazetteer = Gazetteer()
    assert isinstance(gazetteer, Geocoder)
    kapuk = Region.objects.get(code=KAPUK)
    found = gazetteer.geocode("Kapuk")
    assert (found.latitude, found.longitude) == (kapuk.point.y, kapuk.point.x)
    assert found.raw == {"code": KAPUK, "level": "kelurahan"}
    assert gazetteer.geocode("Atlantis") is None


# A Nominatim server


@pytest.fixture(autouse=True)
def rested() -> Iterator[None]:
    cache.delete(geocoding.RESTING)
    yield
    cache.delete(geocoding.RESTING)


class Server:
    """A Nominatim of our own; ``asked`` holds the queries that it got."""

    def __init__(self, url: str, asked: list[dict[str, list[str]]]) -> None:
        self.url = url
        self.asked = asked


@contextmanager
def serving(answer: Callable[[BaseHTTPRequestHandler], None]) -> Iterator[Server]:
    asked: list[dict[str, list[str]]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(parse_qs(urlsplit(self.path).query))
            answer(self)

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=http.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield Server(f"http://127.0.0.1:{http.server_port}", asked)
    finally:
        http.shutdown()
        thread.join()
        http.server_close()


def sends(content: object, status: int = 200) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Type", "application/json")
        handler.end_headers()
        handler.wfile.write(content if isinstance(content, bytes) else json.dumps(content).encode())

    return answer


def test_a_server_answers_when_there_is_one(settings: Settings) -> None:
    with serving(sends([MONAS])) as server:
        settings.NOMINATIM_URL = server.url
        (found,) = suggest_places("monas")
    assert (found.label, found.point.coords) == ("Monas, Gambir", (106.8272, -6.1754))
    assert found.region_code.startswith("31.71.")
    (query,) = server.asked
    assert (query["q"], query["countrycodes"], query["bounded"]) == (["monas"], ["id"], ["1"])


def test_answers_outside_jakarta_are_left_out(settings: Settings) -> None:
    bandung = {"lat": "-6.9147", "lon": "107.6098", "display_name": "Bandung"}
    with serving(sends([bandung, MONAS])) as server:
        settings.NOMINATIM_URL = server.url
        assert [found.label for found in suggest_places("monas")] == ["Monas, Gambir"]


def test_the_gazetteer_answers_what_the_server_does_not_know(settings: Settings) -> None:
    with serving(sends([])) as server:
        settings.NOMINATIM_URL = server.url
        assert codes("Kapuk")[0] == KAPUK


@pytest.mark.parametrize(
    "answer",
    [
        sends({"error": "no"}, 500),
        sends({"error": "slow down"}, 429),
        sends(b"<html>"),
        sends([{"name": "no place"}]),
        sends([{**MONAS, "lat": "north"}]),
        sends({"error": "bad request"}),
    ],
)
def test_a_failing_server_is_replaced_by_the_gazetteer_and_left_alone(
    settings: Settings, answer: Callable[[BaseHTTPRequestHandler], None]
) -> None:
    with serving(answer) as server:
        settings.NOMINATIM_URL = server.url
        assert codes("Kapuk")[0] == KAPUK
        assert codes("Kapuk")[0] == KAPUK
        assert len(server.asked) == 1


def test_a_slow_server_blocks_no_form(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(geocoding, "SECONDS_TO_ANSWER", 0.2)

    form_has_its_answer = Event()
    kept_the_form = []

    def wait(handler: BaseHTTPRequestHandler) -> None:
        if not form_has_its_answer.wait(timeout=60):
            kept_the_form.append(handler.path)

    with serving(wait) as server:
        settings.NOMINATIM_URL = server.url
        assert codes("Kapuk")[0] == KAPUK
        form_has_its_answer.set()
    assert server.asked and not kept_the_form


def test_no_server_at_the_address_blocks_no_form(settings: Settings) -> None:
    with serving(sends([])) as gone:
        pass
    settings.NOMINATIM_URL = gone.url
    assert codes("Kapuk")[0] == KAPUK


def test_what_people_type_stays_out_of_the_log(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    with serving(sends([], 500)) as server:
        settings.NOMINATIM_URL = server.url
        suggest_places("Jl. Rahasia No. 7")
    assert "did not answer" in caplog.text
    assert "Rahasia" not in caplog.text
