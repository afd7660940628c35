"""What `benchmarks.matching.rows` measures; to be imported when Django is set up."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import NamedTuple
from urllib.parse import urlsplit

import numpy as np
import psycopg
from django.db import connection
from django.utils import timezone

from aid.actions import matches
from aid.codes import new_salts
from aid.models import Event, Match, Offer, Request
from aid.reference import new_references
from matching.policy import Policy
from matching.problem import Ints, Problem, distances_m, is_meant_for, pair_keys
from matching.queries import load
from people.person import SYSTEM
from tests.database import Copies

SQL = Path(__file__).parent / "sql"
REASON = {
    "code": "nearest",
    "km": 0.5,
    "urgency": 1,
    "waiting_days": 3,
    "category": "sembako",
    "quantity": 4,
}
PLAN = """
create temporary table plan (
    reference text, request_id bigint, offer_id bigint, donor_id bigint, quantity integer,
    distance integer, reason jsonb, salt text
) on commit drop
"""
FILL = "copy plan from stdin"


class Planned(NamedTuple):
    """A quantity of an offer for a request, by ids, and how far it is in metres."""

    request: int
    offer: int
    donor: int
    quantity: int
    distance: int


class Seconds(NamedTuple):
    """What reading and writing took; ``longest`` is the longest transaction that wrote."""

    read: float
    write: float
    longest: float

    @property
    def both(self) -> float:
        return self.read + self.write


def measured(size: int, times: int) -> list[tuple[Seconds, Seconds]]:
    """The product and its floor, ``times`` times in turn."""
    copies = Copies(os.environ["DATABASE_URL"], os.environ["DATABASE_OWNER_URL"])
    try:
        with copies.fresh() as seeded:
            seed(seeded.owner_url, size)
            plan = planned(size)
            ours, floor = partial(write_as_we_do, plan), partial(write_bare, plan)
            connection.close()
            return [(alone(seeded.name, ours), alone(seeded.name, floor)) for _ in range(times)]
    finally:
        copies.close()


def seed(owner_url: str, size: int) -> None:
    with psycopg.connect(owner_url, autocommit=True, cursor_factory=psycopg.ClientCursor) as owner:
        owner.execute((SQL / "seed.sql").read_text(), {"size": size})


def planned(size: int) -> list[Planned]:
    """As many pairs that fit, drawn from needs and offers dealt out to each other."""
    problem = load(Policy(), timezone.now()).problem
    parts = [dealt(problem, category) for category in range(len(problem.categories))]
    need, offer, quantity = (np.concatenate(column) for column in zip(*parts, strict=True))
    barred = pair_keys(problem, problem.forbidden[:, 0], problem.forbidden[:, 1])
    fits = is_meant_for(problem, need, offer) & ~np.isin(pair_keys(problem, need, offer), barred)
    chosen = np.random.default_rng(1).permutation(np.flatnonzero(fits))[:size]
    need, offer, quantity = need[chosen], offer[chosen], quantity[chosen]
    donors = dict(Offer.private.values_list("pk", "donor_id"))
    requests, offers = problem.needs.id[need].tolist(), problem.offers.id[offer].tolist()
    metres = np.rint(distances_m(problem, need, offer)).astype(np.int64).tolist()
    given = [donors[pk] for pk in offers]
    rows = zip(requests, offers, given, quantity.tolist(), metres, strict=True)
    return [Planned(*row) for row in rows]


def dealt(problem: Problem, category: int) -> tuple[Ints, Ints, Ints]:
    """Needs and offers of a category in a drawn order, each served from where the one before
    ended: rows of both and units."""
    draw = np.random.default_rng(category)
    needs = draw.permutation(np.flatnonzero(problem.needs.category == category))
    offers = draw.permutation(np.flatnonzero(problem.offers.category == category))
    asked = np.cumsum(problem.needs.quantity[needs])
    given = np.cumsum(problem.offers.quantity[offers])
    least = min(asked[-1], given[-1]) if len(asked) and len(given) else 0
    ends = np.union1d(asked, given)
    ends = ends[ends <= least]
    starts = np.concatenate([[0], ends[:-1]])[: len(ends)]
    need = needs[np.searchsorted(asked, starts, side="right")]
    offer = offers[np.searchsorted(given, starts, side="right")]
    return need, offer, ends - starts


def alone(template: str, measure: Callable[[str], Seconds]) -> Seconds:
    """``measure`` on a copy of the seeded database."""
    with copy_of(template) as url:
        return measure(url)


@contextmanager
def copy_of(template: str) -> Iterator[str]:
    """A copy, which Django's connection leads to during the block; its URL."""
    # Another name than tests' databases have, whose leftovers whoever makes one drops.
    owner_url, name = os.environ["DATABASE_OWNER_URL"], f"gandeng_rows_{os.getpid()}"
    settings = connection.settings_dict
    with psycopg.connect(named(owner_url, "postgres"), autocommit=True) as owner:
        owner.execute(f"drop database if exists {name} with (force)")
        owner.execute(f"create database {name} template {template}")
        before, settings["NAME"] = settings["NAME"], name
        try:
            yield named(os.environ["DATABASE_URL"], name)
        finally:
            connection.close()
            settings["NAME"] = before
            owner.execute(f"drop database {name} with (force)")


def write_as_we_do(plan: list[Planned], _url: str) -> Seconds:
    begun = perf_counter()
    load(Policy(), timezone.now())
    read = perf_counter()
    proposals = [
        matches.Proposal(row.request, row.offer, row.quantity, row.distance, REASON) for row in plan
    ]
    with timed(matches, "propose_batch") as batches:
        done = matches.propose(SYSTEM, proposals, 1)
    written = perf_counter()
    assert (len(done.made), done.skipped) == (len(plan), 0)
    check_written(plan)
    return Seconds(read - begun, written - read, max(batches))


def write_bare(plan: list[Planned], url: str) -> Seconds:
    references, salts, reason = (
        new_references("M", len(plan)),
        new_salts(len(plan)),
        json.dumps(REASON),
    )
    rows = [
        (reference, row.request, row.offer, row.donor, row.quantity, row.distance, reason, salt)
        for row, reference, salt in zip(plan, references, salts, strict=True)
    ]
    with psycopg.connect(url, autocommit=True) as bare:
        begun = perf_counter()
        for name in ("needs", "offers", "forbidden"):
            statement = (SQL / f"floor_{name}.sql").read_text()
            with bare.cursor().copy(f"copy ({statement}) to stdout (format binary)") as copy:
                for _ in copy:
                    pass
        read = perf_counter()
        with bare.transaction(), bare.cursor() as cursor:
            cursor.execute(PLAN)
            with cursor.copy(FILL) as copy:
                for row in rows:
                    copy.write_row(row)
            cursor.execute((SQL / "floor_write.sql").read_text())
        written = perf_counter()
    check_written(plan)
    return Seconds(read - begun, written - read, written - read)


@contextmanager
def timed(module: object, name: str) -> Iterator[list[float]]:
    """The seconds of each call of a module's function during the block."""
    seconds: list[float] = []
    call = getattr(module, name)

    def timing(*given: object) -> object:
        begun = perf_counter()
        try:
            return call(*given)
        finally:
            seconds.append(perf_counter() - begun)

    setattr(module, name, timing)
    try:
        yield seconds
    finally:
        setattr(module, name, call)


def check_written(plan: list[Planned]) -> None:
    """Both wrote the same: matches, events and counters."""
    units = sum(row.quantity for row in plan)
    assert Match.private.filter(round_id=1, status="proposed").count() == len(plan)
    assert Event.log.filter(kind="propose").count() == len(plan)
    for rows in (Request.private.all(), Offer.private.all()):
        assert sum(rows.values_list("proposed", flat=True)) == units


def named(url: str, database: str) -> str:
    return urlsplit(url)._replace(path=f"/{database}").geturl()
