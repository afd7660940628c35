"""The sealed history: whatever is changed afterwards is found, and where."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from aid import jobs
from aid.actions.sealing import seal_all
from aid.history import FORM, FORMS, START, Head, HistoryDiffers
from aid.proof import Kind
from tests.aid.histories import History, happened, newest

NOWHERE = 2**62  # a transaction that no server comes to


def verify(*arguments: str) -> str:
    out = StringIO()
    call_command("verify_history", *arguments, stdout=out, skip_checks=True)
    return out.getvalue()


# Finding what was changed


def test_untouched_history_verifies(history: History) -> None:
    assert history.found(newest(), Head(0, START)) == []
    said = verify("--head", str(newest()))
    assert said.startswith("6 events are as they were sealed, 0 wait for their seal")
    assert str(newest()) in said
    happened("confirm")
    assert "6 events are as they were sealed, 1 wait" in verify()


CHANGES = {
    "at": "at + interval '1 microsecond'",
    "transaction": "transaction - 1",
    "kind": "'lose'",
    "actor_id": "null",
    "request_id": "9",
    "offer_id": "8",
    "match_id": "11",
    "region_code": "'31.73 '",
    "facts": """'{{"quantity": 3.0, "category": "meal"}}'""",
}


@pytest.fixture
def columns_of_events(db: None) -> set[str]:
    with connection.cursor() as cursor:
        return {
            found.name
            for found in connection.introspection.get_table_description(cursor, "aid_event")
        }


def test_every_column_of_events_is_sealed(columns_of_events: set[str]) -> None:
    assert set(FORMS[FORM]) == columns_of_events == {"id", *CHANGES}


def test_change_of_any_column_is_found_and_located(history: History) -> None:
    third = f"position 3, event {history.ids[2]} ("
    for column, value in CHANGES.items():
        with history.tampered(f"update aid_event set {column} = {value} where id = {{3}}"):
            kind, where = history.found()[0]
            assert kind in (Kind.EVENT_CHANGED, Kind.SEAL_CHANGED), column
            assert where.startswith(third), column
    assert history.found() == []


INSERT = (
    "insert into aid_event (id, at, kind, region_code, facts, transaction) "
    "select -1, at, kind, region_code, facts, {} from aid_event where id = {{2}}"
)
SWAP = (
    "update aid_seal set position = 99 where position = 3",
    "update aid_seal set position = 3 where position = 4",
    "update aid_seal set position = 4 where position = 99",
)
FLIP = "update aid_seal set hash = sha256(hash) where position = "
EVENT = "position {}, event {{{}}}"
# What the owner of the tables does, and what is found in order; braces hold the events' ids.
TAMPERINGS: dict[str, tuple[tuple[str, ...], list[tuple[Kind, str]]]] = {
    "event changed": (
        ("update aid_event set kind = 'lose' where id = {3}",),
        [(Kind.EVENT_CHANGED, EVENT.format(3, 3))],
    ),
    "two events in a row changed": (
        ("update aid_event set kind = 'lose' where id in ({3}, {4})",),
        [(Kind.EVENT_CHANGED, EVENT.format(3, 3)), (Kind.EVENT_CHANGED, EVENT.format(4, 4))],
    ),
    "event deleted": (
        ("delete from aid_event where id = {3}",),
        [(Kind.EVENT_DELETED, EVENT.format(3, 3))],
    ),
    "newest event deleted": (
        ("delete from aid_event where id = {6}",),
        [(Kind.EVENT_DELETED, EVENT.format(6, 6))],
    ),
    "event slipped in": (
        (INSERT.format("transaction"),),
        [(Kind.EVENT_LEFT_OUT, "event -1")],
    ),
    "event of the future": (
        (INSERT.format(NOWHERE),),
        [(Kind.EVENT_TOO_NEW, "event -1")],
    ),
    "first seal's hash changed": (
        (FLIP + "1",),
        [(Kind.SEAL_CHANGED, EVENT.format(1, 1))],
    ),
    "seal's hash changed": (
        (FLIP + "3",),
        [(Kind.SEAL_CHANGED, EVENT.format(3, 3))],
    ),
    "newest seal's hash changed": (
        (FLIP + "6",),
        [(Kind.EVENT_CHANGED, EVENT.format(6, 6)), (Kind.HEAD_DIFFERS, "position 6")],
    ),
    "seal's time changed": (
        ("update aid_seal set at = at + interval '1 day' where position = 3",),
        [(Kind.EVENT_CHANGED, EVENT.format(3, 3))],
    ),
    "seal's time is none": (
        ("update aid_seal set at = 'infinity' where position = 3",),
        [(Kind.EVENT_CHANGED, EVENT.format(3, 3))],
    ),
    "seal's form changed": (
        ("update aid_seal set form = 77 where position = 3",),
        [(Kind.SEAL_CHANGED, EVENT.format(3, 3))],
    ),
    "seal's transaction changed": (
        ("update aid_seal set transaction = transaction + 1 where position = 6",),
        [(Kind.SEAL_CHANGED, EVENT.format(6, 6))],
    ),
    "seal removed": (
        ("delete from aid_seal where position = 3",),
        [(Kind.SEAL_REMOVED, "position 3"), (Kind.EVENT_LEFT_OUT, "event {3}")],
    ),
    "seal and event removed": (
        ("delete from aid_seal where position = 3", "delete from aid_event where id = {3}"),
        [(Kind.SEAL_REMOVED, "position 3")],
    ),
    "first seals removed": (
        ("delete from aid_seal where position < 3",),
        [
            (Kind.SEAL_REMOVED, "positions 1 to 2"),
            (Kind.EVENT_LEFT_OUT, "event {1}"),
            (Kind.EVENT_LEFT_OUT, "event {2}"),
        ],
    ),
    # At 3 and 4 the other's event and hash, then 5 doesn't follow.
    "seals reordered": (
        SWAP,
        [
            (Kind.SEAL_REORDERED, EVENT.format(4, 3)),
            (Kind.EVENT_CHANGED, EVENT.format(3, 4)),
            (Kind.EVENT_CHANGED, EVENT.format(4, 3)),
            (Kind.EVENT_CHANGED, EVENT.format(5, 5)),
        ],
    ),
    "newest seal removed": (
        ("delete from aid_seal where position = 6",),
        [(Kind.CHAIN_SHORTER, "position 6 was published, the chain ends at 5")],
    ),
    "everything removed": (
        ("delete from aid_seal", "delete from aid_event"),
        [(Kind.CHAIN_SHORTER, "position 6 was published, the chain ends at 0")],
    ),
}


def test_every_tampering_is_found_and_located(history: History) -> None:
    for name, (statements, expected) in TAMPERINGS.items():
        with history.tampered(*statements):
            found = history.found()
            assert [kind for kind, _ in found] == [kind for kind, _ in expected], name
            for (_, where), (_, place) in zip(found, expected, strict=True):
                assert where.startswith(history.named(place)), name
            with pytest.raises(CommandError, match=f"{len(expected)} findings"):
                verify()
    assert history.found() == []


def test_owner_who_seals_everything_again_is_found_by_the_published_head(history: History) -> None:
    kept = newest()
    history.as_owner("update aid_event set kind = 'lose' where id = {3}", "delete from aid_seal")
    assert seal_all() == 6
    assert newest().position == 6
    assert history.found() == [(Kind.HEAD_DIFFERS, f"position 6, published {kept.hash.hex()}")]
    history.file.write_text("")  # the owner has the file too, but not what others kept
    assert history.found() == []
    assert "agrees" in verify("--heads", str(history.file))
    with pytest.raises(CommandError, match="1 findings"):
        verify("--head", str(kept))


def test_chain_that_differs_is_not_published(history: History) -> None:
    history.as_owner("update aid_event set kind = 'lose' where id = {3}", "delete from aid_seal")
    before = history.file.read_text()
    with pytest.raises(HistoryDiffers):
        jobs.seal_history(0)
    assert history.file.read_text() == before


def test_many_findings_are_counted(history: History) -> None:
    happened(*["submit"] * 60)
    jobs.seal_history(0)
    history.as_owner("update aid_event set kind = 'lose'")
    out = StringIO()
    with pytest.raises(CommandError, match="66 findings"):
        call_command("verify_history", stdout=out, skip_checks=True)
    assert len(out.getvalue().splitlines()) == 51
    assert out.getvalue().endswith("… and 16 more.\n")


def test_head_is_a_position_and_a_hash(history: History) -> None:
    for text in ("6", f"6:{'0' * 63}", f"-1:{'0' * 64}", ""):
        with pytest.raises(CommandError, match="not POSITION:HASH"):
            verify(f"--head={text}")
