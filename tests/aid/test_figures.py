"""Figures of regions: what was asked, promised and confirmed, each unit once."""

import pytest

from aid.actions import deliveries, verification
from aid.categories import CATEGORIES
from aid.queries.figures import (
    Figure,
    figures_below,
    figures_of,
    published,
    rounded,
    total_worth,
)
from aid.rules import MatchStatus, RequestStatus
from tests import factories
from tests.factories import CITY, ELSEWHERE, HOME, KECAMATAN, RW_901, declared, verified

pytestmark = pytest.mark.django_db


def test_each_unit_stands_in_one_column() -> None:
    """24 asked: 1 proposed, 2 promised, 3 on the way, 4 + 1 delivered (1 disputed), 6 confirmed;
    lost, cancelled and declined ones count nowhere."""
    request = verified(quantity=24)
    ways = {
        MatchStatus.PROPOSED: 1,
        MatchStatus.ACCEPTED: 2,
        MatchStatus.ON_THE_WAY: 3,
        MatchStatus.DELIVERED: 4,
        MatchStatus.DISPUTED: 1,
        MatchStatus.CONFIRMED: 6,
        MatchStatus.LOST: 1,
        MatchStatus.CANCELLED: 1,
        MatchStatus.DECLINED: 1,
    }
    for status, quantity in ways.items():
        factories.match_at(status, None, request, quantity)
    figure = figures_of(HOME)["sembako"]
    assert figure == Figure(
        requests=1, asked=24, proposed=1, promised=2, on_the_way=3, delivered=5, confirmed=6
    )
    assert (figure.unmet, figure.arrived) == (24 - 2 - 3 - 5 - 6, 11)


def test_same_figures_at_every_level_above() -> None:
    factories.match_at(MatchStatus.CONFIRMED, None, verified(region=RW_901), 3)
    factories.match_at(MatchStatus.CONFIRMED, None, verified(region=HOME), 2)
    verified(region=ELSEWHERE)
    for code in (HOME, KECAMATAN, CITY):
        assert figures_of(code)["sembako"].confirmed == 5
        assert figures_of(code)["sembako"].asked == 8
    assert figures_of("31")["sembako"].asked == 12
    by_city = figures_below("31", 5)
    assert {code: f["sembako"].asked for code, f in by_city.items()} == {CITY: 8, "31.74": 4}


def test_unverified_requests_count_nowhere() -> None:
    factories.submitted()
    assert figures_of(HOME).get("sembako", Figure()).asked == 0
    assert figures_of(HOME).get("sembako", Figure()).requests == 0


@pytest.mark.parametrize(
    "status",
    [RequestStatus.WITHDRAWN, RequestStatus.EXPIRED, RequestStatus.ENOUGH, RequestStatus.REFUSED],
)
def test_ended_request_counts_with_what_reached_it(status: RequestStatus) -> None:
    request = verified()
    factories.match_at(MatchStatus.CONFIRMED, None, request, 3)
    if status is RequestStatus.REFUSED:
        verification.refuse(factories.office(HOME), request.reference, "Contoh")
    else:
        factories.bring_request(request, status)
    figure = figures_of(HOME)["sembako"]
    assert (figure.asked, figure.confirmed, figure.unmet) == (3, 3, 0)


def test_household_s_need_counts_inside_its_rw_s() -> None:
    """50 declared; two households ask for 4 each, 3 of them confirmed: 50 asked in all."""
    declared(50)
    verified(region=RW_901)
    factories.match_at(MatchStatus.CONFIRMED, None, verified(region=RW_901), 3)
    figure = figures_of(HOME)["sembako"]
    assert (figure.asked, figure.confirmed, figure.unmet) == (50, 3, 47)


def test_short_delivery_counts_what_came() -> None:
    match = factories.match_at(MatchStatus.ON_THE_WAY)
    deliveries.deliver(factories.donor_of(match), match.reference, 3)
    figure = figures_of(HOME)["sembako"]
    assert (figure.delivered, figure.unmet, figure.asked) == (3, 1, 4)


def test_worth_lets_cash_and_packages_stand_side_by_side() -> None:
    """2 packages of Rp200.000 and Rp50.000 in cash."""
    verified(quantity=2)
    verified(category="cash", quantity=50_000)
    total = total_worth(figures_of(HOME))
    assert (total.asked, total.requests) == (2 * 200_000 + 50_000, 2)


@pytest.mark.parametrize(
    ("number", "shown"),
    [(0, None), (1, None), (4, None), (5, 5), (7, 5), (8, 10), (12, 10), (13, 15), (171, 170)],
)
def test_small_numbers_are_not_told_and_others_rounded(number: int, shown: int | None) -> None:
    assert rounded(number) == shown
    cash = CATEGORIES["cash"].step
    assert rounded(number * cash, cash) == (None if shown is None else shown * cash)


def test_kelurahan_is_published_rounded_after_adding_up() -> None:
    """Three households with 4 each are 12, so 10: not three times "<5"."""
    for region in (HOME, HOME, RW_901):
        verified(region=region)
    shown = published(figures_of(HOME), "kelurahan")["sembako"]
    assert (shown["asked"], shown["unmet"], shown["requests"]) == (10, 10, None)
    assert shown["confirmed"] is None


@pytest.mark.parametrize("level", ["province", "city", "kecamatan"])
def test_above_the_kelurahan_figures_are_exact(level: str) -> None:
    verified(quantity=3)
    assert published(figures_of(KECAMATAN), level)["sembako"]["asked"] == 3


def test_nothing_below_a_kelurahan_is_published_live() -> None:
    verified(region=RW_901)
    with pytest.raises(ValueError, match="rw"):
        published(figures_of(RW_901), "rw")


def test_figures_take_one_statement_however_many_regions(
    django_assert_num_queries: object,
) -> None:
    for region in (HOME, ELSEWHERE, RW_901):
        factories.match_at(MatchStatus.CONFIRMED, None, verified(region=region))
    with django_assert_num_queries(1):  # type: ignore[operator]
        figures_below("31", 13)
