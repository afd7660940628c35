"""What the how-to shows is what the tool does."""

import re
from pathlib import Path

from matching.tool.faults import REASONS
from matching.tool.policies import WITH_EFFECT, read_policy
from tests.architecture.sources import ROOT
from tests.matching.sheets import tool

PAGE = (ROOT / "docs/howto/match-two-spreadsheets.md").read_text(encoding="utf-8")
FILE = re.compile(r"^```\w+ ([\w.]+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
FILES = dict(FILE.findall(PAGE))


def test_the_example_gives_the_matches_that_the_page_shows(tmp_path: Path) -> None:
    for name in ("needs.csv", "offers.csv"):
        (tmp_path / name).write_text(FILES[name], encoding="utf-8")
    files = [tmp_path / name for name in ("needs.csv", "offers.csv", "out.csv")]
    done = tool("solve", *files[:2], "--out", files[2])
    assert (done.returncode, done.stderr) == (0, "")
    assert files[2].read_text(encoding="utf-8") == FILES["matches.csv"]
    assert tool("check", *files).returncode == 0


def test_the_policy_shown_is_one_and_names_all_that_has_effect(tmp_path: Path) -> None:
    file = tmp_path / "policy.toml"
    file.write_text(FILES["policy.toml"], encoding="utf-8")
    assert read_policy(file).fairness_given_up_percent == 10
    named = [line.partition(" ")[0] for line in FILES["policy.toml"].splitlines()]
    assert sorted(named) == sorted(WITH_EFFECT)


def test_every_code_is_told_and_no_other() -> None:
    table = PAGE[PAGE.index("| code |") :]
    assert sorted(re.findall(r"`([a-z0-9-]+)`", table.replace("`check`", ""))) == sorted(REASONS)
