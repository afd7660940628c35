"""What is offered enough of: told of many known donors, of a kecamatan, and without numbers."""

import pytest
from django.test import Client
from django.utils import timezone

from aid.queries.surplus import supply_at
from people.person import Person
from tests import factories
from tests.factories import ELSEWHERE, HOME, KECAMATAN, RW_901, a_donor, published, verified
from tests.frontend.browsers import browser_of, in_english, text

pytestmark = pytest.mark.django_db

ENOUGH = "In Cengkareng enough is offered already: Staple food package."


def offered(donors: int, *, known: bool = True, quantity: int = 10) -> None:
    for _ in range(donors):
        published(a_donor(verified=known), quantity=quantity)


def enough(code: str = HOME) -> tuple[str, ...]:
    found = supply_at(code, timezone.now())
    return found.enough if found else ()


@pytest.mark.parametrize(("donors", "told"), [(4, ()), (5, ("sembako",))])
def test_it_takes_five_donors(donors: int, told: tuple[str, ...]) -> None:
    verified(quantity=20)
    offered(donors)
    assert enough() == told


def test_one_donor_with_many_offers_is_one(donor: Person) -> None:
    for _ in range(6):
        published(donor)
    assert enough() == ()


def test_offers_of_donors_whom_nobody_knows_make_nothing_enough() -> None:
    verified(quantity=20)
    offered(6, known=False)
    offered(4)
    assert enough() == ()


def test_what_is_still_needed_is_not_enough() -> None:
    """5 times 10 offered: enough for 52, which reads 50, not for 60."""
    request = verified(quantity=52)
    offered(5)
    assert enough() == ("sembako",)
    verified(quantity=8)
    assert enough() == ()
    factories.pledged(request, 20)
    assert enough() == ("sembako",)


def test_what_is_promised_already_is_not_free() -> None:
    offered(4)
    offer = published(a_donor())
    assert enough() == ("sembako",)
    factories.proposed(verified(quantity=10), offer)
    assert enough() == ()


def test_it_is_told_of_a_kecamatan_and_nothing_smaller_or_larger() -> None:
    verified(quantity=20)
    verified(category="baby", quantity=10)
    offered(5)
    factories.rw_901()
    for code in (KECAMATAN, HOME, RW_901):
        found = supply_at(code, timezone.now())
        assert found is not None and found.kecamatan.pk == KECAMATAN
        assert (found.enough, found.lacking) == (("sembako",), ("baby",))
    for code in ("31", "31.73", ELSEWHERE, "", "99.99.99"):
        assert supply_at(code, timezone.now()) is None


def test_pages_say_what_is_enough_and_what_lacks(client: Client) -> None:
    verified(category="baby", quantity=10)
    offered(5)
    browser = in_english(client)
    for page in (f"/give/need/{KECAMATAN}/", f"/give/need/{HOME}/"):
        told = text(browser.get(page).content)
        assert f"{ENOUGH} Still lacking: Baby kit." in told
        assert "50 packages" not in told
    assert "enough is offered" not in text(browser.get("/give/need/").content)


def test_form_hints_at_what_is_enough_where_one_gave_before(donor: Person) -> None:
    offered(4)
    browser = in_english(browser_of(donor))
    assert ENOUGH not in text(browser.get("/give/offer/").content)
    published(donor)
    assert ENOUGH in text(browser.get("/give/offer/").content)


def test_form_is_not_shown_to_who_can_t_publish(new_donor: Person) -> None:
    for _ in range(3):
        published(new_donor)
    page = browser_of(new_donor).get("/give/offer/").content.decode()
    assert 'name="quantity"' not in page and 'href="/deliveries/"' in page
