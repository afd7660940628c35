"""The databases that the tests themselves run on."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import DatabaseError, connection, connections

from launcher import roles
from tests.database import Copy


def scalar(sql: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_tests_connect_as_the_application_role() -> None:
    powers = "rolsuper OR rolbypassrls OR rolcreatedb OR rolcreaterole"
    assert scalar("SELECT current_user") == roles.APP
    assert scalar(f"SELECT {powers} FROM pg_roles WHERE rolname = current_user") is False


@pytest.mark.django_db
@pytest.mark.parametrize(
    "sql", ["CREATE TABLE intruder (id int)", "TRUNCATE django_migrations", "DROP TABLE auth_group"]
)
def test_application_role_cannot_change_tables(sql: str) -> None:
    with pytest.raises(DatabaseError, match=r"permission denied|must be owner"):
        scalar(sql)


def test_threads_reach_the_database_in_which_commits_are_real(committed_db: Copy) -> None:
    def insert(number: int) -> object:
        try:
            with connection.cursor() as cursor:
                cursor.execute("INSERT INTO auth_group (name) VALUES (%s)", [str(number)])
            return scalar("SELECT current_database()")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        places = set(pool.map(insert, range(4)))

    assert places == {committed_db.name}
    assert scalar("SELECT count(*) FROM auth_group") == 4


def test_next_committed_database_is_untouched(committed_db: Copy) -> None:
    assert scalar("SELECT count(*) FROM auth_group") == 0
