"""Vouching on the page, by the address that a household passes on."""

import pytest

from aid.actions import vouching
from people.person import Person
from tests import factories
from tests.factories import RW_901
from tests.frontend.browsers import browser_of, text, wrong_fields

pytestmark = pytest.mark.django_db


def test_household_finds_the_address_to_pass_on() -> None:
    receipt = factories.submitted(region=RW_901, no_local_id=True)
    browser = browser_of(factories.household_of(receipt.request))
    page = text(browser.get(f"/requests/{receipt.request.reference}/").content)
    assert f"/jamin/{receipt.request.reference}/" in page
    assert "jaminan 2 tetangga" in page


def test_neighbour_vouches_and_never_reads_who_it_is(neighbour: Person) -> None:
    request = factories.submitted(region=RW_901, no_local_id=True).request
    browser = browser_of(neighbour)
    typed = browser.post("/jamin/", {"reference": f" {request.reference.lower()} "})
    assert typed["Location"] == f"/jamin/{request.reference}/"
    page = text(browser.get(typed["Location"]).content)
    assert "Paket sembako" in page and "RW 901, Kapuk" in page
    for private in ("Siti", "Jalan Contoh", "pos RW", "3456"):
        assert private not in page
    browser.post(typed["Location"])
    assert vouching.missing_vouches(request) == 1
    assert "Anda sudah menjamin" in text(browser.get(typed["Location"]).content)


def test_what_is_no_number_is_told(neighbour: Person) -> None:
    response = browser_of(neighbour).post("/jamin/", {"reference": "abc"})
    assert response.status_code == 422 and "reference" in wrong_fields(response.content)


def test_stranger_finds_nothing(stranger: Person) -> None:
    request = factories.submitted(region=RW_901, no_local_id=True).request
    assert browser_of(stranger).get(f"/jamin/{request.reference}/").status_code == 404


def test_board_tells_rw_how_many_vouches_are_missing(rw_head: Person) -> None:
    request = factories.submitted(region=RW_901, no_local_id=True).request
    browser = browser_of(rw_head)
    page = browser.post(f"/board/requests/{request.reference}/verify/", follow=True).content
    assert "Jaminan yang masih kurang: 2" in text(page)
