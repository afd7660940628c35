"""Statements that are put together once."""

from datetime import timedelta

import pytest
from django.db.models import DateTimeField
from django.utils import timezone

from aid.models import Request
from aid.queries.statements import Blank, put_together
from tests.factories import verified

pytestmark = pytest.mark.django_db


def test_blank_is_filled_in_each_time() -> None:
    """One request is open now, and none in a year."""
    verified()
    open_then = Request.private.open_to_pledge(Blank("now", DateTimeField()))
    statement = put_together(open_then.values_list("pk"))
    now = timezone.now()
    assert len(statement.rows({"now": now})) == 1
    assert statement.rows({"now": now + timedelta(days=365)}) == []


def test_blank_without_a_value_is_no_statement() -> None:
    open_then = Request.private.open_to_pledge(Blank("now", DateTimeField()))
    with pytest.raises(KeyError):
        put_together(open_then.values_list("pk")).rows({"then": timezone.now()})
