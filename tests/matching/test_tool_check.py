"""`python -m matching check`: any plan against the rules."""

from pathlib import Path

import pytest

from matching.tool.checking import read_plan
from matching.tool.inputs import read_inputs
from tests.matching.sheets import faults_of, needs_file, offers_file, sheet, told, tool

# Along the equator 0.001 degrees are 111.3 m.
NEEDS = ("N1,0.001,0,meal,4,1,", "N2,0.002,0,meal,2,1,", "N3,0.003,0,rice,1,1,")
OFFERS = ("A,0,0,meal,5,300", "B,0,0,meal,9,200", "C,0,0,rice,1,400")


def breaches(
    folder: Path, *rows: str, heading: str = "need,offer,quantity"
) -> list[tuple[int, str, str]]:
    needs, offers = needs_file(folder, *NEEDS), offers_file(folder, *OFFERS)
    plan = sheet(folder / "plan.csv", heading, *rows)
    inputs = read_inputs(needs, offers)
    return [each[1:] for each in told(faults_of(lambda: read_plan(plan, inputs, needs, offers)))]


def test_a_plan_that_keeps_the_rules_is_counted_up(tmp_path: Path) -> None:
    """4 of A's 5 to N1 (111 m), 1 to N2 (223 m), C's to N3 (334 m): 6 of 7, 0.7 km."""
    needs, offers = needs_file(tmp_path, *NEEDS), offers_file(tmp_path, *OFFERS)
    plan = sheet(tmp_path / "plan.csv", "offer,need,quantity", "A,N1,4", "A,N2,1", "C,N3,1")
    done = tool("check", needs, offers, plan)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "The plan keeps every rule.",
        "3 needs, 3 offers: 3 matches.",
        "Met: 6 of 7 (85.71 %), by priority 85.71 %.",
        "Ways: 0.7 km in all.",
    ]


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        (("N1,A,1", "N9,A,1"), (3, "need", "unknown-need")),
        (("N1,Z,1",), (2, "offer", "unknown-offer")),
        (("N1,A,0",), (2, "quantity", "too-small")),
        (("N1,A,1", "N1,A,1"), (3, "", "duplicate-pair")),
        (("N3,A,1",), (2, "", "other-category")),
        (("N2,B,1",), (2, "", "out-of-reach")),
        (("N1,A,3", "N1,B,2"), (3, "need", "more-than-asked")),
        (("N1,A,4", "N2,A,2"), (3, "offer", "more-than-given")),
    ],
)
def test_each_broken_rule_is_told_with_its_line(
    tmp_path: Path, rows: tuple[str, ...], found: tuple[int, str, str]
) -> None:
    """N3 is also beyond A's 300 m: one row may break two rules."""
    assert found in breaches(tmp_path, *rows)
    assert breaches(tmp_path, "N1,A,1") == []


def test_too_much_is_told_once_on_the_line_that_goes_beyond(tmp_path: Path) -> None:
    """A has 5: 3, then 5, then 6 on line 4, and 7."""
    rows = ("N1,A,3", "N2,A,2", "N3,A,1", "N1,A,1")
    assert [each for each in breaches(tmp_path, *rows) if each[1] == "offer"] == [
        (4, "offer", "more-than-given")
    ]


@pytest.mark.parametrize(("told_m", "sound"), [("111.3", True), ("111", True), ("", True),
                                               ("113", False), ("0.1113", False)])  # fmt: skip
def test_a_distance_that_is_told_must_be_true_to_a_metre(
    tmp_path: Path, told_m: str, sound: bool
) -> None:
    found = breaches(tmp_path, f"N1,A,1,{told_m}", heading="need,offer,quantity,distance_m")
    assert found == ([] if sound else [(2, "distance_m", "wrong-distance")])


def test_a_broken_rule_is_status_2(tmp_path: Path) -> None:
    needs, offers = needs_file(tmp_path, *NEEDS), offers_file(tmp_path, *OFFERS)
    plan = sheet(tmp_path / "plan.csv", "need,offer,quantity", "N2,B,1")
    done = tool("check", needs, offers, plan)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines() == [
        f"{plan}:2: out-of-reach: the way is 222.6 m, the offer's radius 200.0 m",
        "1 fault in 1 file.",
    ]


def test_what_solve_writes_passes(tmp_path: Path) -> None:
    needs, offers = needs_file(tmp_path, *NEEDS), offers_file(tmp_path, *OFFERS)
    plan = tmp_path / "plan.csv"
    assert tool("solve", needs, offers, "--out", plan).returncode == 0
    assert tool("check", needs, offers, plan).returncode == 0
