"""Addresses are there only for a transaction that named their subscription."""

import pytest
from django.db import connection

from messaging.models import Address, Subscription
from messaging.opened import opened
from people import rotation
from people.person import Person
from tests.factories import somebody
from tests.messaging.stand_in import PushService
from tests.messaging.subscribed import switch_on

pytestmark = pytest.mark.django_db


def rows() -> list[int]:
    return list(Address.private.order_by("pk").values_list("pk", flat=True))


def test_address_is_hidden_until_it_is_named(donor: Person, service: PushService) -> None:
    one = switch_on(donor, service.browser("one"))
    two = switch_on(somebody(), service.browser("two"))
    assert rows() == []
    with opened([one]):
        assert rows() == [one]
    with opened([one, two]):
        assert rows() == sorted([one, two])
    assert rows() == []


def test_address_is_neither_changed_nor_deleted_unnamed(
    donor: Person, service: PushService
) -> None:
    kept = switch_on(donor, service.browser())
    assert Address.private.filter(pk=kept).update(sealed=b"") == 0
    assert Address.private.filter(pk=kept).delete()[0] == 0
    with opened([kept]):
        assert Address.private.get().sealed


def test_address_goes_with_its_subscription(donor: Person, service: PushService) -> None:
    kept = switch_on(donor, service.browser())
    Subscription.private.filter(pk=kept).delete()
    with opened([kept]):
        assert rows() == []


def test_address_is_sealed_for_its_row(donor: Person, service: PushService) -> None:
    kept = switch_on(donor, service.browser())
    with opened([kept]), connection.cursor() as cursor:
        cursor.execute("select sealed from messaging_address")
        sealed = bytes(cursor.fetchone()[0])
    assert b"127.0.0.1" not in sealed
    (column,) = [each for each in rotation.columns() if each.table == "messaging_address"]
    assert column.context(kept) != column.context(kept + 1)
