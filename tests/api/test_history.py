"""The head of the history is for everybody to keep."""

from aid.actions.sealing import seal_all
from tests.aid.histories import happened, newest
from tests.api.client import Client, client_of
from tests.database import Copy


def test_before_anything_is_sealed_the_head_is_the_start(public: Client) -> None:
    answer = public.get("/history/head/")
    assert answer.body == {"position": 0, "hash": "0" * 64, "at": None}


def test_everybody_reads_the_head_and_nothing_else_of_the_history(committed_db: Copy) -> None:
    happened("submit", "verify")
    seal_all()
    answer = client_of().get("/history/head/")
    assert set(answer.body) == {"position", "hash", "at"}
    assert (answer.body["position"], answer.body["hash"]) == (2, newest().hash.hex())
    assert answer.body["at"].endswith("Z")
    assert answer.headers["Cache-Control"] == "public, max-age=60"
