"""What is for Idulfitri comes before it."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from aid.errors import Invalid
from aid.holidays import cut_off, idulfitri, next_idulfitri
from tests import factories
from tests.clock import Clock


def midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))


def test_idulfitri_is_first_of_syawal() -> None:
    """By the Umm al-Qura calendar; 1447 and 1448 H."""
    assert (idulfitri(1447), idulfitri(1448)) == (date(2026, 3, 20), date(2027, 3, 9))


def test_decided_day_replaces_the_computed_one(settings: Any) -> None:
    settings.IDULFITRI = [date(2027, 3, 10)]
    assert (idulfitri(1447), idulfitri(1448)) == (date(2026, 3, 20), date(2027, 3, 10))


def test_after_idulfitri_next_years_counts() -> None:
    assert next_idulfitri(date(2027, 3, 8)) == date(2027, 3, 9)
    assert next_idulfitri(date(2027, 3, 9)) == date(2028, 2, 26)


def test_cut_off_is_the_end_of_the_day_before() -> None:
    at = midnight(date(2027, 3, 1))
    assert cut_off("lebaran", at) == cut_off("thr", at) == midnight(date(2027, 3, 9))
    assert cut_off("sembako", at) is None


@pytest.mark.django_db
def test_requests_and_offers_end_the_day_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """On 1 March 2027 a request stands for 14 days, for Idulfitri until 9 March at 0.00."""
    clock = Clock(monkeypatch, date(2027, 3, 1))
    clock.at(12)
    end = midnight(date(2027, 3, 9))
    assert factories.submitted(category="lebaran").request.until == end
    assert factories.published(category="thr").until == end
    assert factories.submitted().request.until == clock.now + timedelta(days=14)
    last = factories.submitted(category="thr", until="2027-03-08").request
    assert last.until == end


@pytest.mark.django_db
def test_later_day_is_refused_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    Clock(monkeypatch, date(2027, 3, 1)).at(12)
    for made in (factories.submitted, factories.published):
        with pytest.raises(Invalid) as refused:
            made(category="lebaran", until="2027-03-09")
        assert "8 Maret 2027" in str(refused.value.problems["until"].message)
