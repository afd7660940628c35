"""Sealing what happened: in order, without standing in anybody's way, into one chain."""

import hashlib
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from procrastinate.exceptions import AlreadyEnqueued

from aid import jobs
from aid.actions.sealing import TURN, publish, seal_all, seal_some
from aid.history import START, CounterBehind, Head, chained, covered, written
from aid.models import Event, Seal
from aid.proof import Kind
from tests.aid.histories import AT, History, happened, newest, sealed_ids, settle
from tests.aid.test_races import all_at_once
from tests.database import Copy

INSERT = (
    "insert into aid_event (at, kind, region_code, facts) values (now(), 'late', '31', '{}') "
    "returning id"
)


# What a seal covers


def test_hash_of_a_seal_can_be_made_with_other_tools() -> None:
    event = [5, written(AT), 1234, "deliver", 7, 8, None, None, "31.73", '{"part_of": 3}']
    content = covered(1, 2, written(AT), event)
    assert content.decode() == (
        '["gandeng history 1",2,"2026-11-25T02:00:00.000000Z",5,"2026-11-25T02:00:00.000000Z",'
        '1234,"deliver",7,8,null,null,"31.73","{\\"part_of\\": 3}"]'
    )
    assert chained(START, content) == hashlib.sha256(bytes(32) + content).digest()


def test_seal_follows_from_its_event_and_the_seal_before(committed_db: Copy) -> None:
    first, second = happened("submit", "verify")
    assert seal_all() == 2
    before, seal = Seal.log.order_by("position")
    transaction_id = Event.log.get(pk=second).transaction
    content = (
        f'["gandeng history 1",2,"{written(seal.at)}",{second},"2026-11-25T02:00:00.000000Z",'
        f'{transaction_id},"verify",7,8,9,10,"31.73",'
        '"{\\"category\\": \\"meal\\", \\"quantity\\": 3}"]'
    )
    assert bytes(seal.hash) == hashlib.sha256(bytes(before.hash) + content.encode()).digest()
    assert (before.event_id, seal.event_id, seal.position) == (first, second, 2)


# Order


def test_late_commit_is_neither_skipped_nor_sealed_out_of_order(committed_db: Copy) -> None:
    """The held transaction is the older one though its event has the higher id."""
    early = happened("submit")
    with psycopg.connect(committed_db.url) as held:
        held.execute("select txid_current()")
        later = happened("verify", settled=False)
        assert seal_all() == 1
        assert sealed_ids() == early
        row = held.execute(INSERT).fetchone()
        assert row is not None and row[0] > later[0]
        assert seal_all() == 0
        held.commit()
    settle()
    assert seal_all() == 2
    assert sealed_ids() == [*early, row[0], *later]


def test_event_rolled_back_leaves_no_gap(history: History) -> None:
    with transaction.atomic():
        happened("verify", settled=False)
        transaction.set_rollback(True)
    happened("accept")
    assert seal_all() == 1
    assert newest().position == 7
    assert history.found() == []


def test_events_can_be_written_while_others_are_sealed(history: History) -> None:
    with psycopg.connect(history.copy.url) as sealer:
        sealer.execute("select pg_advisory_xact_lock(%s)", [TURN])
        sealer.execute(
            "insert into aid_seal (position, event_id, transaction, form, at, hash) "
            "values (7, -7, 1, 1, now(), sha256(''))"
        )
        with connection.cursor() as cursor:
            cursor.execute("set lock_timeout = '2s'")
        happened("confirm", settled=False)
        sealer.rollback()
    settle()
    assert seal_all() == 1


# One chain


def test_sealers_at_once_make_one_chain(history: History) -> None:
    for _ in range(30):
        happened(*["submit"] * 10, settled=False)
    settle()
    sealed = all_at_once([lambda: seal_all(at_once=7)] * 6)
    assert all(isinstance(number, int) for number in sealed), sealed
    assert sum(number for number in sealed if isinstance(number, int)) == 300
    assert newest().position == 306
    publish(history.file)
    assert history.found() == []


@pytest.mark.parametrize(
    "row",
    [
        {"position": 6, "event_id": 1},
        {"position": 7, "event_id": None},
        {"position": 0, "event_id": 1},
        {"position": 7, "event_id": 1, "hash": bytes(31)},
        {"position": 7, "event_id": 1, "form": 0},
    ],
    ids=["position taken", "event sealed", "no position", "no hash", "no form"],
)
def test_database_refuses_a_fork(history: History, row: dict[str, Any]) -> None:
    """None stands for the event that is sealed already."""
    event_id = history.ids[5] if row["event_id"] is None else -row["event_id"]
    seal = {"form": 1, "hash": bytes(32), **row, "event_id": event_id}
    with pytest.raises(IntegrityError), transaction.atomic():
        Seal.log.create(transaction=1, at=AT, **seal)


def test_batches_make_the_chain_that_one_go_makes(history: History) -> None:
    happened(*["submit"] * 5)
    assert [seal_some(2), seal_some(2), seal_some(2), seal_some(2)] == [2, 2, 1, 0]
    assert history.found() == []


def test_server_that_counts_from_below_is_refused(history: History) -> None:
    """As after loading a dump into a new server: what is written now would sort before."""
    history.as_owner(f"update aid_seal set transaction = {2**62} where position = 6")
    happened("confirm")
    with pytest.raises(CounterBehind):
        seal_all()
    assert len(sealed_ids()) == 6


# Who may


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["aid_event", "aid_seal"])
def test_application_may_only_add_and_read(table: str) -> None:
    column = {"aid_event": "kind", "aid_seal": "form"}[table]
    for statement in (
        f"update {table} set {column} = {column}",
        f"delete from {table}",
        f"truncate {table}",
        f"drop table {table}",
        f"alter table {table} disable trigger all",
    ):
        with (
            pytest.raises(DatabaseError, match=r"permission denied|must be owner"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


# Publishing


def test_head_is_published_once(history: History) -> None:
    assert history.file.read_text() == (
        f"6 {newest().hash.hex()} {written(Seal.log.get(position=6).at)}\n"
    )
    jobs.seal_history(0)
    assert len(history.file.read_text().splitlines()) == 1
    happened("confirm")
    jobs.seal_history(0)
    assert [line.split()[0] for line in history.file.read_text().splitlines()] == ["6", "7"]
    assert history.file.stat().st_mode & 0o777 == 0o644


def test_head_that_a_dying_process_did_not_publish_is_published_next_time(
    history: History,
) -> None:
    happened("confirm")
    seal_all()
    assert publish(history.file) is not None
    assert publish(history.file) is None
    assert history.file.read_text().splitlines()[-1].startswith("7 ")


def test_torn_line_is_found_and_costs_no_other(history: History) -> None:
    history.file.write_text(history.file.read_text()[:30])
    happened("confirm")
    jobs.seal_history(0)
    assert history.found() == [(Kind.HEADS_DAMAGED, f"{history.file}, line 1")]
    history.as_owner("delete from aid_seal where position = 7")
    assert Kind.CHAIN_SHORTER in [kind for kind, _ in history.found()]


def test_missing_file_of_heads_is_found(history: History) -> None:
    history.file.unlink()
    assert history.found() == [(Kind.HEADS_MISSING, str(history.file))]


def test_nothing_sealed_is_nothing_published(committed_db: Copy, tmp_path: Any) -> None:
    assert seal_all() == 0
    assert publish(tmp_path / "heads") is None
    assert not (tmp_path / "heads").exists()
    assert Head(0, START).hash == bytes(32)


# The job


@pytest.mark.django_db
def test_one_sealing_waits_at_a_time() -> None:
    jobs.seal_history.defer(timestamp=0)
    with pytest.raises(AlreadyEnqueued):
        jobs.seal_history.defer(timestamp=1)
