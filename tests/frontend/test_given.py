"""What a donor's help became: sums, and nothing of a household."""

from dataclasses import replace
from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from aid.queries.given import given_by
from aid.rules import MatchStatus
from people.person import Person
from tests.factories import bring, make_old, match_at, pledged, verified
from tests.frontend.browsers import browser_of, in_english, text
from tests.organisations import organisation, staff_of

pytestmark = pytest.mark.django_db

PAGE = "/deliveries/result/"


def of(person: Person) -> int:
    assert person.donor_id is not None
    return person.donor_id


def test_units_are_summed_by_what_is_known_of_them(donor: Person) -> None:
    for status, units in (
        (MatchStatus.CONFIRMED, 3),
        (MatchStatus.DELIVERED, 2),
        (MatchStatus.DISPUTED, 1),
        (MatchStatus.ON_THE_WAY, 4),
        (MatchStatus.LOST, 1),
    ):
        match_at(status, donor, verified(), units)
    pledged(verified(category="meal", quantity=4), 4, donor)
    for elsewhere in (MatchStatus.PROPOSED, MatchStatus.DECLINED, MatchStatus.CANCELLED):
        match_at(elsewhere, donor)
    found = given_by(of(donor))
    assert found.stages == {
        "confirmed": {"sembako": 3},
        "delivered": {"sembako": 3},
        "on_the_way": {"sembako": 4},
        "lost": {"sembako": 1},
        "promised": {"meal": 4},
    }
    assert found.categories == ["sembako", "meal"]
    assert found.worth("confirmed") == 3 * 200_000
    assert found.worth("promised") == 4 * 45_000


def test_what_was_confirmed_is_told_by_month_of_jakarta(donor: Person) -> None:
    """At 23.30 UTC on the last of October it is November in Jakarta."""
    late = datetime.fromisoformat("2026-10-31T23:30:00+00:00")
    early = datetime.fromisoformat("2026-10-31T16:30:00+00:00")
    for at, units in ((late, 2), (early, 1)):
        match = bring(pledged(verified(), units, donor), MatchStatus.CONFIRMED)
        make_old(match, confirmed_at=timezone.now() - at)
    months = given_by(of(donor)).months
    assert {first.isoformat(): sums for first, sums in months.items()} == {
        "2026-11-01": {"sembako": 2},
        "2026-10-01": {"sembako": 1},
    }
    page = text(in_english(browser_of(donor)).get(PAGE).content)
    assert "November 2026 Rp400,000" in page and "October 2026 Rp200,000" in page


def test_page_tells_sums_and_nothing_of_a_household(donor: Person) -> None:
    match = match_at(MatchStatus.CONFIRMED, donor)
    content = browser_of(donor).get(PAGE).content
    assert "Rp800.000" in text(content)
    told = (match.reference, match.request.reference, "Siti", "Kapuk", "Jalan Contoh", "4 orang")
    assert not [each for each in told if each in content.decode()]


def test_others_help_is_not_in_it(donor: Person, stranger: Person) -> None:
    match_at(MatchStatus.CONFIRMED, donor)
    assert given_by(of(stranger)).stages == {}
    assert "Belum ada yang bisa dijumlahkan" in text(browser_of(stranger).get(PAGE).content)


def test_own_and_the_organisation_s_are_not_added_up() -> None:
    foundation = organisation()
    staff = staff_of(foundation)
    match_at(MatchStatus.CONFIRMED, replace(staff, giving_for=foundation.pk))
    match_at(MatchStatus.CONFIRMED, staff, verified(), 1)
    browser = browser_of(staff)
    assert "Rp200.000 diterima" in text(browser.get(PAGE).content)
    answer = browser.post("/give/as/", {"as": str(foundation.pk), "next": PAGE})
    assert answer["Location"] == PAGE
    assert "Rp800.000 diterima" in text(browser.get(PAGE).content)


def test_next_leads_nowhere_else(donor: Person) -> None:
    answer = browser_of(donor).post("/give/as/", {"as": "", "next": "https://example.org/"})
    assert answer["Location"] == "/give/"


def test_sums_ask_to_sign_in(client: Client) -> None:
    assert client.get(PAGE)["Location"] == f"/sign-in/?next={PAGE}"


def test_as_many_statements_for_few_as_for_many(donor: Person) -> None:
    counts = []
    for _ in range(2):
        for status in (MatchStatus.CONFIRMED, MatchStatus.DELIVERED):
            match_at(status, donor)
        with CaptureQueriesContext(connection) as captured:
            given_by(of(donor))
        counts.append(len(captured))
    assert counts == [2, 2]


# Receipts


def test_receipt_is_offered_once_something_is_handed_over(donor: Person) -> None:
    browser = browser_of(donor)
    for status, of_match, of_offer in (
        (MatchStatus.ON_THE_WAY, False, False),
        (MatchStatus.DELIVERED, False, True),
        (MatchStatus.CONFIRMED, True, True),
    ):
        match = match_at(status, donor)
        for page, shown in (
            (f"/deliveries/{match.reference}/", of_match),
            (f"/give/offers/{match.offer.reference}/", of_offer),
        ):
            assert (f'href="{page}receipt/"' in browser.get(page).content.decode()) == shown
            answer = browser.get(f"{page}receipt/")
            assert answer.status_code == (200 if shown else 404)
            if shown:
                assert answer.content.startswith(b"%PDF-")
                assert answer["Cache-Control"] == "no-store, private"


def test_stranger_gets_no_receipt(donor: Person, stranger: Person) -> None:
    match = match_at(MatchStatus.CONFIRMED, donor)
    for page in (f"/deliveries/{match.reference}/", f"/give/offers/{match.offer.reference}/"):
        assert browser_of(stranger).get(f"{page}receipt/").status_code == 404


@pytest.mark.parametrize("written", ["{}", "{}%0A", "{}%E2%80%A8"])
def test_receipt_is_called_by_its_reference_however_that_is_written(
    donor: Person, written: str
) -> None:
    match = bring(pledged(verified(), 1, donor), MatchStatus.CONFIRMED)
    answer = browser_of(donor).get(f"/deliveries/{written.format(match.reference)}/receipt/")
    name = answer.headers["Content-Disposition"]
    assert name == f'attachment; filename="tanda-terima-{match.reference}.pdf"'
