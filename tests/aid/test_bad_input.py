"""What people and programs enter by mistake: a code for programs, a sentence for people, and
nothing half-written."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone, translation

from aid import errors
from aid.actions import neighbourhoods, offers, requests
from aid.errors import PROBLEMS, AidError, Invalid, Problem, problem
from aid.list_errors import RowsRefused
from aid.models import Event, Household, Offer, Request
from geo.errors import GeoError
from people.person import ANYONE, Person
from tests.factories import ASKED, GIVEN, HOME

MEGABYTE = "x" * 1_000_000

FIELDS_OF_BOTH = [
    ("category", "gold", "unknown_category"),
    ("category", None, "required"),
    ("category", ["sembako"], "unknown_category"),
    ("category", MEGABYTE, "unknown_category"),
    ("quantity", 0, "quantity_too_small"),
    ("quantity", "0", "quantity_too_small"),
    ("quantity", -3, "quantity_too_small"),
    ("quantity", "-3", "quantity_too_small"),
    ("quantity", 100_001, "quantity_too_large"),
    ("quantity", "9" * 40, "quantity_too_large"),
    ("quantity", "9" * 100_000, "quantity_too_large"),
    ("quantity", 10**40, "quantity_too_large"),
    ("quantity", "banyak", "quantity_not_a_number"),
    ("quantity", "", "quantity_not_a_number"),
    ("quantity", None, "quantity_not_a_number"),
    ("quantity", True, "quantity_not_a_number"),
    ("quantity", 1.5, "quantity_not_a_number"),
    ("quantity", "1.5", "quantity_not_a_number"),
    ("quantity", "1,5", "quantity_not_a_number"),
    ("quantity", "1e3", "quantity_not_a_number"),
    ("quantity", "NaN", "quantity_not_a_number"),
    ("quantity", float("nan"), "quantity_not_a_number"),
    ("quantity", "٣", "quantity_not_a_number"),
    ("quantity", [], "quantity_not_a_number"),
    ("region", "99.99.99.9999", "unknown_region"),
    ("region", "", "required"),
    ("region", None, "required"),
    ("region", "31.73", "region_too_wide"),
    ("region", "31", "region_too_wide"),
    ("region", MEGABYTE, "too_long"),
    ("region", "31.73\x00", "bad_characters"),
    ("note", MEGABYTE, "too_long"),
    ("note", "x" * 501, "too_long"),
    ("note", "a\x00b", "bad_characters"),
    ("note", "a\ud800b", "bad_characters"),
    ("until", timezone.localdate() - timedelta(days=1), "until_past"),
    ("until", "2000-01-01", "until_past"),
    ("until", "9000-01-01", "until_too_far"),
    ("until", "besok", "date_invalid"),
    ("until", "2026-13-45", "date_invalid"),
    ("until", 5, "date_invalid"),
    ("until", MEGABYTE, "date_invalid"),
]

FIELDS_OF_REQUESTS = [
    ("people", 0, "people_out_of_range"),
    ("people", 51, "people_out_of_range"),
    ("people", "empat", "people_out_of_range"),
    ("people", 10**40, "people_out_of_range"),
    ("urgency", 3, "urgency_unknown"),
    ("urgency", "sekarang", "urgency_unknown"),
    ("urgency", None, "urgency_unknown"),
    ("name", "", "required"),
    ("name", "   ", "required"),
    ("name", MEGABYTE, "too_long"),
    ("phone", "12", "phone_invalid"),
    ("phone", "not a phone", "phone_invalid"),
    ("phone", MEGABYTE, "too_long"),
    ("address", "x" * 301, "too_long"),
    ("landmark", "x" * 201, "too_long"),
    ("consent", False, "consent_missing"),
    ("consent", "yes", "consent_missing"),
    ("consent", 1, "consent_missing"),
]

FIELDS_OF_OFFERS = [
    ("radius", 0, "radius_out_of_range"),
    ("radius", 51, "radius_out_of_range"),
    ("radius", "nan", "radius_out_of_range"),
    ("radius", "inf", "radius_out_of_range"),
    ("radius", "jauh", "radius_out_of_range"),
    ("radius", None, "radius_out_of_range"),
    ("handover", "by drone", "handover_unknown"),
    ("handover", None, "handover_unknown"),
]

POINTS = [
    (-6.9175, 107.6191, "point_outside_jakarta"),  # Bandung
    (0, 0, "point_outside_jakarta"),
    (106.754, -6.142, "point_swapped"),
    (-6.142, None, "point_invalid"),
    (-6.142, "", "point_invalid"),
    ("north", "east", "point_invalid"),
    ("nan", "106.754", "point_invalid"),
    (-6.142, 1e9, "point_invalid"),
    ([], {}, "point_invalid"),
]


def shown(found: Problem) -> tuple[str, str]:
    """A problem's sentence in Indonesian and English."""
    return in_language("id", found.message), in_language("en", found.message)


def in_language(language: str, message: Any) -> str:
    with translation.override(language):
        return str(message)


def is_told_in_both_languages(indonesian: str, english: str) -> bool:
    filled = "{" not in indonesian + english
    return bool(indonesian and english and indonesian != english and filled)


def names(cases: Iterable[tuple[Any, ...]]) -> list[str]:
    return [f"{case[-1]}-{number}" for number, case in enumerate(cases)]


def refused(form: Any, submit: Any, person: Person) -> dict[str, Problem]:
    with pytest.raises(Invalid) as caught:
        submit(person, form)
    assert not Request.private.exists() and not Offer.private.exists()
    assert not Household.private.exists() and not Event.log.exists()
    return caught.value.problems


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "value", "code"),
    [*FIELDS_OF_BOTH, *FIELDS_OF_REQUESTS],
    ids=names([*FIELDS_OF_BOTH, *FIELDS_OF_REQUESTS]),
)
def test_requests(field: str, value: object, code: str) -> None:
    problems = refused(replace(ASKED, **{field: value}), requests.submit, ANYONE)
    assert {name: found.code for name, found in problems.items()} == {field: code}
    assert is_told_in_both_languages(*shown(problems[field]))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "value", "code"),
    [*FIELDS_OF_BOTH, *FIELDS_OF_OFFERS],
    ids=names([*FIELDS_OF_BOTH, *FIELDS_OF_OFFERS]),
)
def test_offers(field: str, value: object, code: str, donor: Person) -> None:
    problems = refused(replace(GIVEN, **{field: value}), offers.publish, donor)
    assert {name: found.code for name, found in problems.items()} == {field: code}
    assert is_told_in_both_languages(*shown(problems[field]))


@pytest.mark.django_db
@pytest.mark.parametrize(("latitude", "longitude", "code"), POINTS, ids=names(POINTS))
def test_points(latitude: object, longitude: object, code: str, donor: Person) -> None:
    place = {"latitude": latitude, "longitude": longitude}
    asked = refused(replace(ASKED, **place), requests.submit, ANYONE)
    given = refused(replace(GIVEN, **place), offers.publish, donor)
    for problems in (asked, given):
        assert {name: found.code for name, found in problems.items()} == {"point": code}
        assert is_told_in_both_languages(*shown(problems["point"]))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("quantity", "code"),
    [
        (15_000, "quantity_step"),
        (9_999, "quantity_too_small"),
        ("1.000.010.000", "quantity_too_large"),
    ],
)
def test_cash_goes_in_steps(quantity: object, code: str) -> None:
    form = replace(ASKED, category="cash", quantity=quantity)
    assert refused(form, requests.submit, ANYONE)["quantity"].code == code


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "meant"),
    [("4", 4), (" 4 ", 4), ("1.500", 1500), ("1 500", 1500), ("100.000", 100_000)],
)
def test_quantities_as_people_write_them(typed: str, meant: int) -> None:
    assert requests.submit(ANYONE, replace(ASKED, quantity=typed)).request.needed == meant


@pytest.mark.django_db
def test_all_mistakes_of_a_form_are_told_at_once() -> None:
    form = replace(
        ASKED, category="gold", region="x", people=0, name="", consent=False, latitude="106.8",
        longitude="-6.2",
    )  # fmt: skip
    problems = refused(form, requests.submit, ANYONE)
    assert set(problems) == {"category", "region", "people", "name", "consent", "point"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kelurahan", "fields"),
    [
        ("99.99", {"rw_number": 1}),
        ("31.73", {"rw_number": 1}),
        (HOME, {}),
        (HOME, {"rw_number": 0}),
        (HOME, {"rw_number": 1000}),
        (HOME, {"name": "x" * 81}),
        (HOME, {"rw_number": 1, "households": -1}),
    ],
)
def test_neighbourhoods(kelurahan: str, fields: dict[str, Any], stranger: Person) -> None:
    with pytest.raises((Invalid, GeoError)) as caught:
        neighbourhoods.add_neighbourhood(stranger, kelurahan, **fields)
    message = caught.value.message
    assert is_told_in_both_languages(in_language("id", message), in_language("en", message))
    assert not Event.log.exists()


def everything(base: type[Any]) -> list[type[Any]]:
    return [kind for sub in base.__subclasses__() for kind in (sub, *everything(sub))]


FACTS = {
    "available": 3, "most": 3, "left": 2, "least": 1, "step": 10_000, "days": 90, "lat": 1,
    "lon": 2, "name": "Kapuk", "kelurahan": "Kapuk", "region": "31", "count": 2,
    "column": "RT", "columns": "RT", "fits": "motor", "last": "9 Maret", "lines": [3], "missing": 1,
    "planned": 300, "promised": 3, "reference": "L-7K3M9QXA", "row": 12, "rows": 30, "rt": 7,
    "rw": 901,
}  # fmt: skip


BUILT: dict[type[AidError], Callable[[], AidError]] = {
    Invalid: lambda: Invalid({}),
    RowsRefused: lambda: RowsRefused((), 0, 3),
}


@pytest.mark.parametrize("kind", everything(AidError), ids=lambda kind: kind.code)
def test_every_refusal_is_told_in_both_languages(kind: type[AidError]) -> None:
    error = BUILT[kind]() if kind in BUILT else kind(**FACTS)
    indonesian, english = in_language("id", error.message), in_language("en", error.message)
    assert is_told_in_both_languages(indonesian, english), (indonesian, english)


@pytest.mark.parametrize("code", PROBLEMS)
def test_every_problem_is_told_in_both_languages(code: str) -> None:
    assert is_told_in_both_languages(*shown(problem(code, **FACTS)))


def test_codes_are_distinct() -> None:
    codes = [kind.code for kind in everything(AidError)] + list(PROBLEMS)
    assert len(codes) == len(set(codes))
    assert errors.AidError.code not in codes
