"""What offices read of a round tells neither a way nor a priority."""

from typing import Any

import pytest

from aid.models import Household
from matching.models import Round
from matching.rounds import run_round
from matching.told import told, told_curve
from people.person import Person
from tests import factories
from tests.api.client import client_of
from tests.factories import CITY, ELSEWHERE
from tests.frontend.browsers import browser_of, text

pytestmark = pytest.mark.django_db

EAST_M = 180.0


def a_round() -> Round:
    factories.verified()
    factories.published(quantity=3)
    return run_round("full", dry_run=True, with_curve=True)


def names_in(value: Any) -> set[str]:
    if isinstance(value, dict):
        return set(value).union(*map(names_in, value.values()))
    return set().union(*map(names_in, value)) if isinstance(value, list) else set()


def test_no_weight_and_no_digest_is_told(city_coordinator: Person) -> None:
    this = a_round()
    client = client_of(city_coordinator)
    listed = client.get("/rounds/").body["results"][0]
    detail = client.get(f"/rounds/{this.pk}/").body
    beside = client.get(f"/rounds/{this.pk}/against/{this.pk}/").body
    secret = {"weighted_asked", "weighted_matched", "value", "bound", "step_km", "digest"}
    assert secret <= names_in(this.figures) | {"digest"}
    for body in (listed, detail, beside):
        assert not secret & names_in(body)
    assert this.digest not in str(detail)


def test_home_that_moves_between_published_places_moves_no_figure(
    city_coordinator: Person,
) -> None:
    """180 m to the east: another way, the same published place."""
    request = factories.verified()
    factories.published(quantity=3)
    before = run_round("full", dry_run=True, with_curve=True)
    moved = request.place.clone()
    moved.x += EAST_M
    type(request).private.filter(pk=request.pk).update(place=moved)
    after = run_round("full", dry_run=True, with_curve=True)
    exact = [this.figures["totals"]["trip_km"] for this in (before, after)]
    assert exact[0] != exact[1]
    one, two = (told(this.figures) for this in (before, after))
    assert {**one, "seconds": {}} == {**two, "seconds": {}}
    assert told_curve(before.curve) == told_curve(after.curve)


def test_more_urgent_request_moves_no_figure() -> None:
    """A home without food today and one that asks for this week: both get 3 of 4."""
    request = factories.verified(urgency=2)
    factories.published(quantity=3)
    before = run_round("full", dry_run=True)
    type(request).private.filter(pk=request.pk).update(urgency=0)
    after = run_round("full", dry_run=True)
    stages = [this.figures["proof"]["categories"][0]["stages"][0] for this in (before, after)]
    assert stages[0]["value"] != stages[1]["value"]
    one, two = (told(this.figures) for this in (before, after))
    assert {**one, "seconds": {}} == {**two, "seconds": {}}


def test_vulnerable_household_moves_no_figure_of_what_cannot_be_divided() -> None:
    """3 of 4 packages are of no use to one household; another, in another kelurahan, is served:
    whether somebody is vulnerable there weighs in the gap, and not in what is told."""
    whole = factories.verified(quantity=4)
    type(whole).private.filter(pk=whole.pk).update(whole=True)
    factories.published(quantity=3)
    far = factories.verified(region=ELSEWHERE, quantity=2)
    factories.published(region=ELSEWHERE, quantity=2, radius=1)
    rounds = []
    for vulnerable in (False, True):
        Household.private.filter(pk=far.household_id).update(vulnerable=vulnerable)
        rounds.append(run_round("full", dry_run=True).figures)
    gaps = [sum(each["weighted"] for each in figures["wishes"]) for figures in rounds]
    assert gaps[0] != gaps[1]
    one, two = (told(figures) for figures in rounds)
    assert {**one, "seconds": {}} == {**two, "seconds": {}}
    # 3 of 5 packages that could be divided stay.
    assert one["wished_less"] == 0.6


def test_page_tells_the_gap_and_no_points(city_coordinator: Person) -> None:
    this = a_round()
    stage = this.figures["proof"]["categories"][0]["stages"][0]
    stage["value"] = stage["bound"] = 98_765
    this.save()
    said = text(browser_of(city_coordinator).get(f"/board/{CITY}/rounds/{this.pk}/").content)
    assert "Selisih" in said
    assert "98.765" not in said


def test_gap_is_rounded_up() -> None:
    this = a_round()
    this.figures["proof"]["categories"][0]["stages"][0]["gap"] = 0.00001234
    stage = told(this.figures)["proof"]["categories"][0]["stages"][0]
    assert stage == {"name": "need", "gap": 0.000013}
