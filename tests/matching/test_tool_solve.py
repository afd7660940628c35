"""`python -m matching solve`: two files in, the best plan out, or nothing at all."""

import csv
import json
import os
import pty
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from geopy.distance import geodesic

from matching.tool.outputs import all_or_nothing
from tests.architecture.sources import ROOT
from tests.matching.sheets import (
    NEED,
    NEEDS_HEADING,
    OFFER,
    OFFERS_HEADING,
    faults_of,
    needs_file,
    offers_file,
    sheet,
    tool,
)

# Along the equator 0.001 degrees are 111.3 m. A is 1 from M and 1 from the other side's L.
NEEDS = ("L,0.001,0,meal,1,1,West", "M,0.003,0,meal,1,1,East", "R,0.9,0,meal,2,1,East")
OFFERS = ("A,0.002,0,meal,1,1000", "B,0,0,meal,1,200", "C,0.004,0,rice,9,9000")


def solved(folder: Path, *more: str) -> list[dict[str, str]]:
    """MATCHES of NEEDS and OFFERS."""
    out = folder / "matches.csv"
    done = tool(
        "solve", needs_file(folder, *NEEDS), offers_file(folder, *OFFERS), "--out", out, *more
    )
    assert (done.returncode, done.stderr) == (0, "")
    return list(csv.DictReader(out.open(encoding="utf-8")))


def left_behind(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} - {"needs.csv", "offers.csv", "policy.toml"}


def test_the_best_plan_is_written_not_the_nearest_first(tmp_path: Path) -> None:
    """B reaches only L, so A goes to M although L is as near. R is out of reach."""
    rows = solved(tmp_path)
    assert [(row["need"], row["offer"], row["quantity"]) for row in rows] == [
        ("L", "B", "1"),
        ("M", "A", "1"),
    ]
    # 111.319 m, rounded down.
    assert geodesic((0, 0), (0, 0.001)).m == pytest.approx(111.319, abs=0.001)
    assert [row["distance_m"] for row in rows] == ["111.3", "111.3"]


def test_priority_decides_who_goes_first(tmp_path: Path) -> None:
    needs = needs_file(tmp_path, "near,0.001,0,meal,1,1,", "far,0.005,0,meal,1,2,")
    offers = offers_file(tmp_path, "A,0,0,meal,1,1000")
    assert tool("solve", needs, offers, "--out", tmp_path / "out.csv").returncode == 0
    assert (tmp_path / "out.csv").read_text().splitlines()[1:] == ["far,A,1,556.5"]


def test_a_radius_of_0_reaches_what_is_in_the_same_place(tmp_path: Path) -> None:
    needs = needs_file(tmp_path, "N,106.8272,-6.1754,meal,1,1,", "M,106.8273,-6.1754,meal,1,9,")
    offers = offers_file(tmp_path, "A,106.8272,-6.1754,meal,2,0")
    assert tool("solve", needs, offers, "--out", tmp_path / "out.csv").returncode == 0
    assert (tmp_path / "out.csv").read_text().splitlines()[1:] == ["N,A,1,0.0"]


def test_neighbourhoods_are_served_fairly_unless_the_policy_says_not(tmp_path: Path) -> None:
    """Two offers, four equal needs: two beside them in Near, two 334 m off in Far. Shortest serves
    Near alone; fairest gives each neighbourhood one of its two."""
    rows = [f"{name}{n},{lon},0,meal,1,1,{name}" for n in (1, 2)
            for name, lon in (("Near", 0.0), ("Far", 0.003))]  # fmt: skip
    needs = needs_file(tmp_path, *rows)
    offers = offers_file(tmp_path, "A,0,0,meal,2,1000")
    unfair = sheet(tmp_path / "policy.toml", "fairness = false")
    served = []
    for more in ((), ("--policy", unfair)):
        assert tool("solve", needs, offers, "--out", tmp_path / "out.csv", *more).returncode == 0
        matches = csv.DictReader((tmp_path / "out.csv").open())
        served.append(sorted(row["need"][:-1] for row in matches))
    assert served == [["Far", "Near"], ["Near", "Near"]]


def test_the_report_holds_figures_proofs_and_what_they_rest_on(tmp_path: Path) -> None:
    """Of 4 meals 2 are met. Unmet: R's 2, at priority 1; nothing bounds it lower. 2 ways of
    111 m are 22 steps of 10 m."""
    solved(tmp_path, "--report", str(tmp_path / "report.json"), "--seed", "7")
    report: dict[str, Any] = json.loads((tmp_path / "report.json").read_text())
    meal, rice = report["categories"]
    assert report["proven"] is True
    assert (report["asked"], report["matched"], report["coverage"]) == (4, 2, 0.5)
    assert report["kilometres"] == pytest.approx(0.223, abs=0.001)
    stages = {stage.pop("stage"): stage for stage in meal["stages"]}
    assert stages["need"] == {"objective": 2, "bound": 2, "gap": 0.0}
    assert stages["distance"] == {"objective": 22, "bound": 22, "gap": 0.0}
    assert (meal["category"], meal["needs"], meal["neighbourhoods"]) == ("meal", 3, 2)
    # East gets 1 of 3.
    assert meal["least_covered"] == pytest.approx(1 / 3)
    assert (rice["matched"], rice["stages"][0]["gap"]) == (0, 0.0)
    assert report["parameters"]["seed"] == 7
    assert report["parameters"]["policy"]["cost_grid_m"] == 10
    assert set(report["parameters"]["versions"]) == {"python", "numpy", "numba"}
    assert set(report["seconds"]) >= {"read", "write", "all", "solve proof", "solve all"}
    assert report["peak_memory_mib"]["own"] > 10
    # 0.45° of the equator, 50.1 km, are all places from their middle.
    assert report["measuring"]["farthest_km"] == pytest.approx(50.1, abs=0.1)
    assert 0 < report["measuring"]["error_percent"] < 0.0011


def test_a_need_that_nobody_offers_for_is_its_own_bound(tmp_path: Path) -> None:
    needs = needs_file(tmp_path, "N,0,0,tent,3,2,")
    offers = offers_file(tmp_path, "A,0,0,meal,1,1")
    done = tool(
        "solve", needs, offers, "--out", tmp_path / "o.csv", "--report", tmp_path / "r.json"
    )
    assert 'Note: category "tent" is not offered.' in done.stdout
    assert 'Note: category "meal" is not needed.' in done.stdout
    (stage,) = json.loads((tmp_path / "r.json").read_text())["stages"]
    assert stage == {"stage": "need", "objective": 6, "bound": 6, "gap": 0.0}


def test_files_without_rows_make_an_empty_plan(tmp_path: Path) -> None:
    done = tool("solve", needs_file(tmp_path), offers_file(tmp_path), "--out", tmp_path / "o.csv")
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "o.csv").read_text() == "need,offer,quantity,distance_m\n"


def test_processes_change_nothing_and_the_same_seed_gives_the_same_plan(tmp_path: Path) -> None:
    """Four needs and four offers of two categories in one place each: all pairs tie."""
    kinds = [(kind, n) for kind in ("meal", "rice") for n in range(4)]
    needs = needs_file(tmp_path, *(f"{kind}{n},0,0,{kind},2,1," for kind, n in kinds))
    offers = offers_file(tmp_path, *(f"{kind}{n},0,0.001,{kind},1,900" for kind, n in kinds))
    plans = []
    for number, processes in enumerate(("1", "1", "2")):
        out = tmp_path / f"{number}.csv"
        done = tool("solve", needs, offers, "--out", out, "--seed", "3", "--processes", processes)
        assert (done.returncode, done.stderr) == (0, "")
        plans.append(out.read_text())
    assert plans[0] == plans[1] == plans[2]
    assert len(plans[0].splitlines()) == 1 + 8


def test_the_plan_is_written_the_way_the_needs_are(tmp_path: Path) -> None:
    needs = needs_file(
        tmp_path, "N;0,001;0;meal;1;1;", '"a;b";0,001;0;meal;1;1;',
        heading=NEEDS_HEADING.replace(",", ";"),
    )  # fmt: skip
    offers = offers_file(tmp_path, "Toko Ána,0,0,meal,2,900")
    assert tool("solve", needs, offers, "--out", tmp_path / "o.csv").returncode == 0
    assert (tmp_path / "o.csv").read_text(encoding="utf-8") == (
        'need;offer;quantity;distance_m\nN;Toko Ána;1;111,3\n"a;b";Toko Ána;1;111,3\n'
    )


def test_bad_rows_are_told_with_status_2_and_no_file_is_written(tmp_path: Path) -> None:
    needs = needs_file(tmp_path, NEED, NEED.replace("106.8272", "east"))
    offers = offers_file(tmp_path, OFFER.replace("2000", ""))
    policy = sheet(tmp_path / "policy.toml", "# ours", "fairnes = true")
    done = tool(
        "solve", needs, offers, "--policy", policy,
        "--out", tmp_path / "out.csv", "--report", tmp_path / "report.json",
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        f"{policy}:2: fairnes: unknown-name: is not a name of the policy; is fairness meant?",
        f'{needs}:3: id: duplicate-id: "N1" is on line 2 already',
        f'{needs}:3: lon: not-a-number: "east" is not a number',
        f"{offers}:2: radius_m: missing-value: is empty",
        "4 faults in 3 files; nothing was written.",
    ]
    assert left_behind(tmp_path) == set()


def test_an_older_plan_stays_when_the_new_one_is_refused(tmp_path: Path) -> None:
    out = sheet(tmp_path / "out.csv", "older")
    done = tool("solve", needs_file(tmp_path, "x"), offers_file(tmp_path), "--out", out)
    assert (done.returncode, out.read_text()) == (2, "older\n")


@pytest.mark.parametrize("bad", ["needs.csv", ".", "no/out.csv"])
def test_a_place_that_nothing_can_be_written_to_is_told_before_solving(
    tmp_path: Path, bad: str
) -> None:
    needs, offers = needs_file(tmp_path, NEED), offers_file(tmp_path, OFFER)
    done = tool("solve", needs, offers, "--out", tmp_path / bad)
    assert (done.returncode, "bad-target" in done.stderr) == (2, True)
    assert needs.read_text() == f"{NEEDS_HEADING}\n{NEED}\n"
    assert left_behind(tmp_path) == set()


def test_what_ends_the_writing_leaves_older_files_and_nothing_new(tmp_path: Path) -> None:
    older = sheet(tmp_path / "out.csv", "older")

    def interrupted() -> None:
        with all_or_nothing() as write:
            write(older, "newer")
            write(tmp_path / "report.json", "{}")
            assert older.read_text() == "older\n"
            raise KeyboardInterrupt

    def without_a_folder() -> None:
        with all_or_nothing() as write:
            write(older, "newer")
            write(tmp_path / "gone/report.json", "{}")

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert [each.code for each in faults_of(without_a_folder)] == ["bad-target"]
    assert older.read_text() == "older\n"
    assert left_behind(tmp_path) == {"out.csv"}


def test_plan_and_report_are_not_written_over_each_other(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    needs, offers = needs_file(tmp_path, NEED), offers_file(tmp_path, OFFER)
    done = tool("solve", needs, offers, "--out", out, "--report", out)
    assert (done.returncode, "is to be written twice" in done.stderr) == (2, True)
    assert left_behind(tmp_path) == set()


@pytest.mark.parametrize(
    "options", [("--seed", "-1"), ("--seed", "x"), ("--processes", "0"), ("--sed", "1"), ()],
    ids=str,
)  # fmt: skip
def test_a_mistyped_command_is_refused_with_status_2(
    tmp_path: Path, options: tuple[str, ...]
) -> None:
    out = ("--out", tmp_path / "out.csv") if options else ()
    needs, offers = needs_file(tmp_path, NEED), offers_file(tmp_path, OFFER)
    assert tool("solve", needs, offers, *out, *options).returncode == 2
    assert left_behind(tmp_path) == set()


def test_it_runs_without_database_or_django(tmp_path: Path) -> None:
    code = (
        "import sys; from matching.__main__ import main; status = main(); "
        "print(status, sorted({'django', 'psycopg', 'ortools'} & set(sys.modules)))"
    )
    needs, offers = needs_file(tmp_path, NEED), offers_file(tmp_path, OFFER)
    done = tool("solve", needs, offers, "--out", tmp_path / "out.csv", code=code)
    assert (done.stdout.splitlines()[-1:], done.stderr) == (["0 []"], "")


def test_help_tells_every_column(tmp_path: Path) -> None:
    told = tool("solve", "--help").stdout
    columns = {*NEEDS_HEADING.split(","), *OFFERS_HEADING.split(",")}
    assert {column for column in columns if column not in told} == set()


def crowd(folder: Path, rows: int) -> tuple[Path, Path]:
    """So many needs and offers on a grid, each offer reaching all needs: some seconds of work."""
    spots = [(106 + n % 97 / 997, -6 - n % 89 / 991) for n in range(rows)]
    needs = [f"N{n},{x},{y},meal,{n % 7 + 1},{n % 5 + 1},K{n % 40}"
             for n, (x, y) in enumerate(spots)]  # fmt: skip
    offers = [f"A{n},{x + 0.001},{y},meal,{n % 5 + 1},20000" for n, (x, y) in enumerate(spots)]
    return needs_file(folder, *needs), offers_file(folder, *offers)


@pytest.mark.parametrize("processes", ["1", "2"])
def test_ctrl_c_leaves_no_file_and_says_so(tmp_path: Path, processes: str) -> None:
    """Sent to all of its processes, as a terminal does, once the solver has told of progress."""
    needs, offers = crowd(tmp_path, 6000)
    with needs.open("a") as file:
        file.write("Z,106,-6,rice,1,1,\n")
    with offers.open("a") as file:
        file.write("Z,106,-6,rice,1,1\n")
    terminal, end = pty.openpty()
    # Where these tests were told to ignore Ctrl+C, their children would be too.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    running = subprocess.Popen(
        [sys.executable, "-m", "matching", "solve", needs, offers, "--out", tmp_path / "out.csv",
         "--processes", processes],
        cwd=ROOT, env={}, stdout=subprocess.DEVNULL, stderr=end, start_new_session=True,
    )  # fmt: skip
    os.close(end)
    said = b""
    while b"step" not in said:
        said += os.read(terminal, 1000)
    os.killpg(running.pid, signal.SIGINT)
    assert running.wait(60) == 130
    while b"Interrupted" not in said:
        said += os.read(terminal, 1000)
    assert left_behind(tmp_path) == set()
    os.close(terminal)
