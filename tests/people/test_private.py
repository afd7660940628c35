"""Private details: sealed, and shown by the database only to whoever named the row."""

from dataclasses import replace
from typing import Any

import pytest
from django.db import DataError, connection, transaction

from people import private
from people.accounts import create_account, find_account, rename
from people.models import PrivateDetails, User
from people.private import Details

pytestmark = pytest.mark.django_db
SITI = Details(
    name="Siti Contoh",
    phone="+6281234567890",
    address="Jalan Contoh 5",
    landmark="dekat pos RW",
    account="BCA 123",
    longitude=106.75406,
    latitude=-6.14218,
)


def rows() -> int:
    return PrivateDetails.private.count()


def test_what_is_kept_is_read_again() -> None:
    pk = private.keep(SITI)
    assert private.read([pk]) == {pk: SITI}
    assert SITI.point is not None and SITI.point.y == pytest.approx(-6.14218)


def test_rewriting_replaces_everything() -> None:
    pk = private.keep(SITI)
    assert private.keep(replace(SITI, landmark=""), pk) == pk
    assert private.read([pk])[pk].landmark == ""


def test_without_its_name_a_row_is_not_there() -> None:
    pk = private.keep(SITI)
    assert rows() == 0
    assert PrivateDetails.private.filter(pk=pk).first() is None
    assert PrivateDetails.private.filter(pk=pk).update(sealed=b"") == 0
    assert PrivateDetails.private.filter(pk=pk).delete()[0] == 0


def test_opening_one_row_opens_no_other() -> None:
    pk, other = private.keep(SITI), private.keep(SITI)
    with private.opened(private.OPENED, [pk]):
        assert [row.pk for row in PrivateDetails.private.all()] == [pk]
        with private.opened(private.OPENED, [other]):
            assert rows() == 2
        assert rows() == 1
    assert rows() == 0


def test_rows_close_when_reading_fails() -> None:
    pk = private.keep(SITI)
    with (
        pytest.raises(ZeroDivisionError),
        transaction.atomic(),
        private.opened(private.OPENED, [pk]),
    ):
        1 / 0  # noqa: B018
    assert rows() == 0


def test_what_is_no_id_opens_nothing() -> None:
    private.keep(SITI)
    nonsense = private.opened(private.OPENED, ["x'); drop table aid_event; --"])
    with pytest.raises(DataError), transaction.atomic(), nonsense:
        rows()


def test_connects_as_a_role_that_row_security_binds() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select r.rolsuper, r.rolbypassrls, r.rolcreaterole, c.relowner = r.oid,"
            " c.relrowsecurity from pg_roles r, pg_class c"
            " where r.rolname = current_user and c.relname = 'people_privatedetails'"
        )
        assert cursor.fetchone() == (False, False, False, False, True)


def test_nothing_of_it_is_in_the_table_in_plain() -> None:
    pk = private.keep(SITI)
    with private.opened(private.OPENED, [pk]), connection.cursor() as cursor:
        cursor.execute("select p::text, sealed from people_privatedetails p")
        text, sealed = cursor.fetchone()
    for plain in ("Siti", "81234567890", "Contoh", "BCA"):
        assert plain not in text
        assert plain.encode() not in bytes(sealed)


def test_account_is_found_by_its_login_alone() -> None:
    user = create_account("siti@contoh.test", "Siti")
    assert find_account("siti@contoh.test") == user
    assert find_account("orang@contoh.test") is None
    assert private.details_of(user).login == "siti@contoh.test"


def test_names_of_many_are_read_at_once(django_assert_num_queries: Any) -> None:
    for number in range(3):
        create_account(f"{number}@contoh.test", f"Contoh {number}")
    users = list(User.objects.order_by("pk"))
    with django_assert_num_queries(5):  # savepoint and release, opened and closed, read
        private.name_all(users)
    assert [private.name_of(user) for user in users] == ["Contoh 0", "Contoh 1", "Contoh 2"]


def test_renamed_account_has_its_new_name() -> None:
    user = create_account("siti@contoh.test", "Siti")
    rename(user, "Siti Baru")
    assert private.name_of(User.objects.get(pk=user.pk)) == "Siti Baru"
    assert private.details_of(user).email == "siti@contoh.test"


def test_forgotten_details_are_gone() -> None:
    pk = private.keep(SITI)
    private.forget([pk])
    assert private.read([pk]) == {}
