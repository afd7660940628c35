"""A policy from TOML: its names and values are those of `Policy`, or refused by line."""

from pathlib import Path

import pytest

from matching.policy import Policy
from matching.tool.policies import NAMES, WITH_EFFECT, read_policy, without_effect
from tests.matching.sheets import faults_of, sheet, told


def refused(folder: Path, *lines: str) -> list[tuple[int, str, str]]:
    file = sheet(folder / "policy.toml", *lines)
    return [each[1:] for each in told(faults_of(lambda: read_policy(file)))]


def test_no_file_is_the_usual_policy() -> None:
    assert read_policy(None) == Policy()


def test_names_of_the_policy_are_read(tmp_path: Path) -> None:
    file = sheet(
        tmp_path / "policy.toml",
        "fairness = false", "fairness_given_up_percent = 5  # of 100", "cost_grid_m = 1_00",
        "urgency_points = [90, 50]",
    )  # fmt: skip
    assert read_policy(file) == Policy(
        fairness=False, fairness_given_up_percent=5, cost_grid_m=100, urgency_points=(90, 50)
    )


def test_every_wrong_line_is_told(tmp_path: Path) -> None:
    lines = ("", "fairnes = true", "cost_grid_m = 0", '"fairness" = 1', "inertia_m = 2.5")
    assert refused(tmp_path, *lines) == [
        (2, "fairnes", "unknown-name"),
        (3, "cost_grid_m", "bad-value"),
        (4, "fairness", "bad-value"),
        (5, "inertia_m", "bad-value"),
    ]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("urgency_points = 3", (1, "urgency_points", "bad-value")),
        ("urgency_points = [20, 40]", (1, "urgency_points", "bad-value")),
        ("distance_gap_ppm = nan", (1, "distance_gap_ppm", "bad-value")),
        ("cost_grid_m = 9999999999", (1, "cost_grid_m", "bad-value")),
        ("[policy]", (1, "policy", "unknown-name")),
        ("policy.fairness = true", (1, "policy", "unknown-name")),
        ("fairness = yes", (1, "", "not-toml")),
        ("fairness: true", (1, "", "not-toml")),
    ],
)
def test_a_line_that_is_no_policy_is_refused(
    tmp_path: Path, line: str, fault: tuple[int, str, str]
) -> None:
    assert refused(tmp_path, line) == [fault]


def test_values_that_do_not_go_together_are_refused(tmp_path: Path) -> None:
    """Each is fine beside the usual other: points of 20 and 10 taken off, or 15 and 60."""
    assert refused(tmp_path, "urgency_points = [30, 15]", "received_points = 19") == [
        (0, "", "bad-value")
    ]


def test_a_policy_that_is_not_there_or_not_text_is_refused(tmp_path: Path) -> None:
    missing = tmp_path / "policy.toml"
    assert told(faults_of(lambda: read_policy(missing))) == [("policy.toml", 0, "", "unreadable")]
    missing.write_bytes(b"\xff\xfe")
    assert told(faults_of(lambda: read_policy(missing))) == [("policy.toml", 0, "", "not-utf-8")]


def test_what_weighs_nothing_in_spreadsheets_is_named(tmp_path: Path) -> None:
    """Priorities come with the needs; nothing stands from an earlier plan."""
    policy = Policy(waiting_points=3, cost_grid_m=5, inertia_m=100)
    assert without_effect(policy) == ["waiting_points", "inertia_m"]
    assert set(WITH_EFFECT) < set(NAMES)
