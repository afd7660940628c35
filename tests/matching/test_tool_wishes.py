"""Columns for what cannot be divided: read, kept, told and checked."""

import json
from pathlib import Path

import pytest

from matching.tool.checking import read_plan
from matching.tool.inputs import read_inputs
from tests.matching.sheets import (
    NEEDS_HEADING,
    OFFERS_HEADING,
    faults_of,
    needs_file,
    offers_file,
    sheet,
    told,
    tool,
)

NEEDS = f"{NEEDS_HEADING},least"
OFFERS = f"{OFFERS_HEADING},least,donor,donor_most"


def test_the_columns_are_read_and_may_be_empty(tmp_path: Path) -> None:
    needs = needs_file(tmp_path, "N1,0,0,meal,4,1,,4", "N2,0,0,meal,4,1,,", heading=NEEDS)
    offers = offers_file(
        tmp_path, "A,0,0,meal,5,9,2,Tini,3", "B,0,0,meal,5,9,,,", "C,0,0,meal,5,9,,Tini,1",
        "D,0,0,meal,5,9,,Budi,", heading=OFFERS,
    )  # fmt: skip
    problem = read_inputs(needs, offers).problem
    assert problem.needs.least.tolist() == [4, 1]
    assert problem.offers.least.tolist() == [2, 1, 1, 1]
    # Budi is 0 and Tini 1, of whose two numbers the smaller counts.
    assert problem.offers.donor.tolist() == [1, -1, 1, 0]
    assert problem.most_proposals.tolist() == [[1, 1]]


@pytest.mark.parametrize(
    ("need", "offer", "found"),
    [
        ("N1,0,0,meal,4,1,,5", "A,0,0,meal,5,9,,,", ("needs.csv", 2, "least", "too-large")),
        ("N1,0,0,meal,4,1,,0", "A,0,0,meal,5,9,,,", ("needs.csv", 2, "least", "too-small")),
        ("N1,0,0,meal,4,1,,x", "A,0,0,meal,5,9,,,", ("needs.csv", 2, "least", "not-a-number")),
        ("N1,0,0,meal,4,1,,", "A,0,0,meal,5,9,1.5,,", ("offers.csv", 2, "least", "not-whole")),
        ("N1,0,0,meal,4,1,,", "A,0,0,meal,5,9,,,3", ("offers.csv", 2, "donor", "missing-value")),
        ("N1,0,0,meal,4,1,,", "A,0,0,meal,5,9,,B,0", ("offers.csv", 2, "donor_most", "too-small")),
    ],
)
def test_a_wish_that_makes_no_sense_is_refused(
    tmp_path: Path, need: str, offer: str, found: tuple[str, int, str, str]
) -> None:
    needs = needs_file(tmp_path, need, heading=NEEDS)
    offers = offers_file(tmp_path, offer, heading=OFFERS)
    assert told(faults_of(lambda: read_inputs(needs, offers))) == [found]


def test_the_plan_keeps_the_wishes_and_the_report_tells_what_they_cost(tmp_path: Path) -> None:
    """N1 wants 5 at once, A and B have 3 and 4: divided it would get all 5; so it gets none, and
    N2 its 2. By priority 2 of 7 units stand, 5/7 below the bound."""
    needs = needs_file(
        tmp_path, "N1,0,0,meal,5,1,,5", "N2,0,0,meal,2,1,,", heading=NEEDS
    )  # fmt: skip
    offers = offers_file(tmp_path, "A,0,0,meal,3,9,,,", "B,0,0,meal,4,9,,,", heading=OFFERS)
    out, report = tmp_path / "out.csv", tmp_path / "report.json"
    done = tool("solve", needs, offers, "--out", out, "--report", report)
    assert (done.returncode, done.stderr) == (0, "")
    assert "71.43 %" in done.stdout
    assert [line.split(",")[0] for line in out.read_text().splitlines()] == ["need", "N2"]
    told_there = json.loads(report.read_text())
    assert told_there["proven"] is False
    assert told_there["wishes"]["relaxed_proven"] is True
    assert told_there["wishes"]["gap"] == pytest.approx(5 / 7)
    (category,) = told_there["wishes"]["categories"]
    assert (category["weighted_bound"], category["weighted_matched"]) == (7, 2)
    assert tool("check", needs, offers, out).returncode == 0


def test_without_wishes_the_report_tells_of_none(tmp_path: Path) -> None:
    needs = needs_file(tmp_path, "N1,0,0,meal,4,1,")
    offers = offers_file(tmp_path, "A,0,0,meal,5,9")
    report = tmp_path / "report.json"
    tool("solve", needs, offers, "--out", tmp_path / "out.csv", "--report", report)
    found = json.loads(report.read_text())
    assert (found["wishes"], found["proven"]) == (None, True)


def test_a_plan_that_breaks_a_wish_is_told_with_its_line(tmp_path: Path) -> None:
    """N1 takes all 4 or nothing; Tini takes one match, B is hers too."""
    needs = needs_file(tmp_path, "N1,0,0,meal,4,1,,4", "N2,0,0,meal,4,1,,", heading=NEEDS)
    offers = offers_file(
        tmp_path, "A,0,0,meal,5,9,,Tini,1", "B,0,0,meal,5,9,,Tini,", heading=OFFERS
    )  # fmt: skip
    inputs = read_inputs(needs, offers)

    def broken(*rows: str) -> list[tuple[str, int, str, str]]:
        plan = sheet(tmp_path / "plan.csv", "need,offer,quantity", *rows)
        return told(faults_of(lambda: read_plan(plan, inputs, needs, offers)))

    assert broken("N1,A,4") == []
    assert broken("N1,A,3") == [("plan.csv", 2, "quantity", "part-too-small")]
    assert broken("N1,A,4", "N2,B,1") == [("plan.csv", 3, "offer", "too-many-matches")]
