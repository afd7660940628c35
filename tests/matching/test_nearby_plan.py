"""How the question is answered: along the indexes, looking at few of many offers."""

import json
import re
from importlib import import_module
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction
from django.utils import timezone

from aid.models import Offer
from aid.models.offer import REACHES_M
from matching.nearby import MOST_OFFERS, Spot, nearest_offers
from tests import factories
from tests.database import Copy
from tests.factories import HOME

OFFERS = 20_000
# A square of 20 km, so that 50 offers lie in each km².
WEST, SOUTH, SIDE_M = 690_000, 9_300_000, 20_000
SPOT = Spot("sembako", WEST + 9_950, SOUTH + 10_050, WEST + 9_500, SOUTH + 10_000, ("31",), (0,))

# Radii spread evenly in their logarithm, as in a city: from 1 to 20 km, and a hundredth of that.
REGIMES = {"many reach": 1.0, "few reach": 0.01}

FILL = """
    insert into aid_offer (
        reference, donor_id, region_id, category, contents, status, quantity, proposed, reserved,
        delivered, lost, radius, handover, note, until, published_at, place
    )
    select 'N' || n, %(donor)s, %(region)s, 'sembako', '[]', 'open', 10, 0, 0, 0, 0,
        ceil(%(scale)s * 1000 * 20 ^ ((n * 0.7548776662) %% 1)), 'delivery', '',
        now() + interval '30 days', now(),
        st_setsrid(st_makepoint(
            %(west)s + round(%(side)s * ((n * 0.8191725134) %% 1)),
            %(south)s + round(%(side)s * ((n * 0.6710436067) %% 1))
        ), 32748)
    from generate_series(1, %(offers)s) as n
"""


@pytest.fixture(params=REGIMES)
def city(request: pytest.FixtureRequest, committed_db: Copy) -> str:
    """A city full of offers, of one known donor; gives the regime."""
    values: dict[str, Any] = {
        "donor": factories.a_donor().user_id,
        "region": HOME,
        "offers": OFFERS,
    }
    values |= {"west": WEST, "south": SOUTH, "side": SIDE_M, "scale": REGIMES[request.param]}
    with psycopg.connect(committed_db.owner_url, autocommit=True) as owner:
        owner.execute(FILL, values)
        owner.execute("analyze aid_offer")
    return str(request.param)


def looked_at() -> tuple[int, int]:
    """Sequential scans of the offers, and rows of theirs fetched by index, so far in this
    transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select seq_scan, idx_tup_fetch from pg_stat_xact_user_tables"
            " where relname = 'aid_offer'"
        )
        scans, fetched = cursor.fetchone()
    return scans, fetched


def by_brute_force() -> list[tuple[int, float]]:
    here = (SPOT.east, SPOT.north)
    ways = (
        (pk, ((place.x - here[0]) ** 2 + (place.y - here[1]) ** 2) ** 0.5, radius)
        for pk, place, radius in Offer.private.values_list("pk", "place", "radius")
    )
    reaching = sorted((metres, pk) for pk, metres, radius in ways if metres <= radius)
    return [(pk, round(metres, 3)) for metres, pk in reaching[:MOST_OFFERS]]


def test_few_of_many_offers_are_looked_at_and_the_answer_is_exact(city: str) -> None:
    with transaction.atomic():
        found = nearest_offers(SPOT, timezone.now())
        scans, fetched = looked_at()
    assert [(pk, round(metres, 3)) for pk, metres in found] == by_brute_force()
    assert len(found) == MOST_OFFERS if city == "many reach" else 0 < len(found) < MOST_OFFERS
    assert scans == 0
    assert fetched <= OFFERS / 50


def test_question_is_planned_along_the_indexes_without_sorting_offers(city: str) -> None:
    scans = [node for node in nodes(plan()) if node.get("Relation Name") == "aid_offer"]
    assert {node["Node Type"] for node in scans} == {"Index Scan"}, city
    ordered = [node["Index Name"] for node in scans if "Order By" in json.dumps(node)]
    assert ordered == [f"offer_reach_{most}" for most in REACHES_M]
    (meant_for,) = [node for node in scans if node["Index Name"] not in ordered]
    assert meant_for["Index Name"].startswith("aid_offer_target_id")
    assert not any("Parallel" in key and value for node in scans for key, value in node.items())


def plan() -> dict[str, Any]:
    """The plan that the function keeps: that of its question, under its settings."""
    migration = import_module("aid.migrations.0013_nearest_offers")
    question = migration.QUESTION
    names = ("of_category", "here", "shown", "regions", "barred", "at", "most")
    for number, name in enumerate(names, 1):
        question = re.sub(rf"\b{name}\b", f"${number}", question)
    point = "st_setsrid(st_makepoint(%s, %s), 32748)"
    with transaction.atomic(), connection.cursor() as cursor:
        for name, value in migration.SETTINGS.items():
            cursor.execute(f"set local {name} = {value}")
        cursor.execute(
            "prepare question (text, geometry, geometry, text[], bigint[], timestamptz, integer)"
            f" as {question}"
        )
        cursor.execute(
            "explain (format json) execute question"
            f" (%s, {point}, {point}, %s, %s, now(), {MOST_OFFERS})",
            [SPOT.category, SPOT.east, SPOT.north, SPOT.shown_east, SPOT.shown_north,
             list(SPOT.regions), list(SPOT.barred)],
        )  # fmt: skip
        explained: dict[str, Any] = cursor.fetchone()[0][0]["Plan"]
        cursor.execute("deallocate question")
    return explained


def nodes(plan: dict[str, Any]) -> list[dict[str, Any]]:
    below = [each for child in plan.get("Plans", []) for each in nodes(child)]
    alone = {key: value for key, value in plan.items() if key != "Plans"}
    return [alone, *below]


def test_answer_of_the_function_is_that_of_its_last_migration(committed_db: Copy) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select prosrc from pg_proc where proname = 'aid_offers_that_reach'")
        (source,) = cursor.fetchone()
    assert import_module("aid.migrations.0013_nearest_offers").QUESTION in source
