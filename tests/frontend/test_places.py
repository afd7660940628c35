"""From what somebody types to kelurahan and RW: on the form itself, and as suggestions."""

import pytest
from django.test import Client

from frontend.forms import Form
from frontend.places import where
from geo.official import kelurahan_in
from tests import factories
from tests.factories import HOME, RW_901

pytestmark = pytest.mark.django_db

CENGKARENG = "31.73.01"


def test_an_rw_is_suggested_with_its_kelurahan(client: Client) -> None:
    found = client.get("/ask/places/", {"q": "kapuk 9"}).json()["places"]
    label = "Kapuk, Cengkareng, Jakarta Barat"
    assert found[0] == {"code": HOME, "label": label, "rw": 9}


def test_where_the_rw_is_listed_is_suggested_first(client: Client) -> None:
    factories.rw_901()
    found = client.get("/ask/places/", {"q": "kapuk muara 901"}).json()["places"]
    assert [each["rw"] for each in found] == [901]
    first = client.get("/ask/places/", {"q": "kapuk 901"}).json()["places"][0]
    assert (first["code"], first["rw"]) == (HOME, 901)


def test_a_kecamatan_suggests_its_kelurahan(client: Client) -> None:
    found = client.get("/ask/places/", {"q": "kec. cengkareng"}).json()["places"]
    assert [each["code"] for each in found] == kelurahan_in(CENGKARENG)


def test_an_answer_stays_small(client: Client) -> None:
    assert len(client.get("/ask/places/", {"q": "jakarta ka"}).content) < 1000
    assert len(client.get("/ask/places/", {"q": "tanjung 12"}).content) < 1000


def test_an_rw_may_be_written_behind_its_kelurahan() -> None:
    factories.rw_901()
    place = where(Form({"kelurahan": "kapuk 901", "rt": "4"}))
    assert (place.region_code, place.address) == (RW_901, "RT 004/RW 901")


def test_the_field_of_the_rw_goes_before_what_stands_behind_the_kelurahan() -> None:
    place = where(Form({"kelurahan": "kapuk 9", "rw": "12"}))
    assert (place.region_code, place.address) == (HOME, "RW 012")


def test_a_kecamatan_is_never_taken_for_its_kelurahan_of_the_same_name() -> None:
    place = where(Form({"kelurahan": "kec. kebon jeruk"}))
    assert place.kelurahan is None
    assert "Kebon Jeruk, Kebon Jeruk, Jakarta Barat" in {each.label for each in place.choices}


def test_a_misspelt_name_asks_which_is_meant() -> None:
    place = where(Form({"kelurahan": "kapok"}))
    assert place.kelurahan is None
    assert place.choices[0].code == HOME


def test_what_was_chosen_among_several_keeps_the_rw() -> None:
    place = where(Form({"kelurahan": "kapok 9", "choice": HOME}))
    assert (place.region_code, place.address) == (HOME, "RW 009")


def test_no_rw_has_more_than_three_digits() -> None:
    place = where(Form({"kelurahan": "kapuk 0"}))
    assert (place.region_code, place.address) == (HOME, "")
