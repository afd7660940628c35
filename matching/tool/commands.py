"""`python -m matching`: reads, solves, writes, and says what is wrong."""

import math
import os
import signal
import sys
from argparse import Namespace
from collections.abc import Mapping, Sequence
from concurrent.futures.process import BrokenProcessPool
from io import TextIOWrapper
from pathlib import Path
from time import perf_counter
from types import FrameType
from typing import Any

from matching.columns import Progress, Tell
from matching.errors import MatchingError
from matching.plan import outcomes
from matching.policy import Policy
from matching.solver import Solution, silent, solve
from matching.tool.checking import read_plan
from matching.tool.faults import Fault, Refused, shown
from matching.tool.inputs import Inputs, read_inputs
from matching.tool.outputs import all_or_nothing, bad_targets, matches_text, report_text
from matching.tool.policies import read_policy, without_effect
from matching.tool.report import report_of, totals

DONE, NOT_SOLVED, REFUSED, INTERRUPTED = 0, 1, 2, 130
# Below so many rows, starting processes takes longer than they save.
FEW_ROWS = 20_000
CLEAR_LINE = "\r\x1b[K"


def run(given: Namespace) -> int:
    """Does what the options say; the exit status."""
    _write_any_text()
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        return _solve(given) if given.verb == "solve" else _check(given)
    except Refused as refused:
        nothing = "; nothing was written" if given.verb == "solve" else ""
        _complain(*map(str, refused.faults), f"{_count(refused.faults)}{nothing}.")
        return REFUSED
    except MatchingError as error:
        _complain(f"Not solved: {error.code}: {error}")
        return NOT_SOLVED
    except BrokenProcessPool:
        _complain("Not solved: a process was ended from outside, perhaps for want of memory.")
        return NOT_SOLVED
    except MemoryError:
        _complain("Not solved: out of memory.")
        return NOT_SOLVED
    except KeyboardInterrupt:
        _complain("Interrupted: nothing was written.")
        return INTERRUPTED


def _solve(given: Namespace) -> int:
    begun = perf_counter()
    seconds: dict[str, float] = {}
    inputs, policy = _read(given)
    for name in without_effect(policy):
        _complain(f"Note: {given.policy}: {name} has no effect on spreadsheets.")
    seconds["read"] = perf_counter() - begun
    processes = given.processes or _usual_processes(inputs)
    solution = solve(inputs.problem, policy, seed=given.seed, processes=processes, tell=_teller())
    _clear_progress()
    if solution.certificate.breaches:
        _complain("Not solved: the plan breaks a rule.", *solution.certificate.breaches)
        return NOT_SOLVED
    before = perf_counter()
    with all_or_nothing() as write:
        write(given.out, matches_text(inputs, solution.plan))
        seconds |= {"write": perf_counter() - before, "all": perf_counter() - begun}
        if given.report is not None:
            parameters = _parameters(given, processes)
            write(
                given.report, report_text(report_of(inputs, solution, policy, parameters, seconds))
            )
    _say(*_summary(inputs, solution), f"Written: {given.out}")
    return DONE


def _check(given: Namespace) -> int:
    inputs = read_inputs(given.needs, given.offers)
    plan = read_plan(given.matches, inputs, given.needs, given.offers)
    _say("The plan keeps every rule.", *_figures(totals(outcomes(inputs.problem, plan, {}), plan)))
    return DONE


def _read(given: Namespace) -> tuple[Inputs, Policy]:
    """Inputs and policy; Refused with the faults of all files together."""
    targets = [file for file in (given.out, given.report) if file is not None]
    faults: list[Fault] = bad_targets(targets, _sources(given))
    inputs, policy = None, Policy()
    try:
        policy = read_policy(given.policy)
    except Refused as refused:
        faults += refused.faults
    try:
        inputs = read_inputs(given.needs, given.offers)
    except Refused as refused:
        faults += refused.faults
    if faults or inputs is None:
        raise Refused(faults)
    return inputs, policy


def _sources(given: Namespace) -> list[Path]:
    return [file for file in (given.needs, given.offers, given.policy) if file is not None]


def _usual_processes(inputs: Inputs) -> int:
    rows = len(inputs.problem.needs) + len(inputs.problem.offers)
    if rows < FEW_ROWS:
        return 1
    # Those that this process may use, where the system tells.
    usable = getattr(os, "sched_getaffinity", None)
    return len(usable(0)) if usable else os.cpu_count() or 1


def _parameters(given: Namespace, processes: int) -> dict[str, Any]:
    """What a run depends on besides its policy; `processes` changes nothing but the time."""
    files = {
        "needs": given.needs, "offers": given.offers, "policy_file": given.policy,
        "out": given.out,
    }  # fmt: skip
    names = {name: None if file is None else str(file) for name, file in files.items()}
    return names | {"seed": given.seed, "processes": processes}


def _summary(inputs: Inputs, solution: Solution) -> list[str]:
    problem, unproven = inputs.problem, solution.certificate.unproven
    lonely = [
        f"Note: category {shown(category.code)} is {what}."
        for number, category in enumerate(problem.categories)
        for side, what in ((problem.needs, "not needed"), (problem.offers, "not offered"))
        if not (side.category == number).any()
    ]
    verdict = f"Not proven to be the best plan: {', '.join(map(shown, unproven))}."
    proven = "Proven: no plan is better, by more than the policy's gap in kilometres."
    figures = _figures(totals(solution.outcomes, solution.plan))
    if solution.wished and not unproven:
        proven = _wishes_told(solution)
    return [*lonely, *figures, verdict if unproven else proven]


def _wishes_told(solution: Solution) -> str:
    """What is proven of a plan that keeps wishes."""
    if solution.plan is solution.relaxed:
        return "Proven: no plan is better, though all wishes are kept."
    bound = sum(each.relaxed_weighted for each in solution.wished)
    lost = bound - sum(each.weighted for each in solution.wished)
    return (
        "Repaired so that all wishes are kept; proven: no plan meets more by priority than "
        f"this one and {_percent_up(lost / max(bound, 1))} of the bound."
    )


def _figures(figures: Mapping[str, Any]) -> list[str]:
    met, weighted = (_percent(figures[name]) for name in ("coverage", "weighted_coverage"))
    return [
        f"{figures['needs']:,} needs, {figures['offers']:,} offers: "
        f"{figures['matches']:,} matches.",
        f"Met: {figures['matched']:,} of {figures['asked']:,} ({met}), by priority {weighted}.",
        f"Ways: {figures['kilometres']:,.1f} km in all.",
    ]


def _percent(share: float) -> str:
    """Rounded down, so that only all is 100 %."""
    return f"{math.floor(share * 10_000) / 100:.2f} %"


def _percent_up(share: float) -> str:
    """Rounded up, so that only nothing is 0 %."""
    return f"{math.ceil(share * 10_000) / 100:.2f} %"


def _teller() -> Tell:
    """Shows the progress on a terminal, and nowhere else."""
    if not sys.stderr.isatty():
        return silent

    def tell(progress: Progress) -> None:
        of = f"{shown(progress.category)}: " if progress.category else ""
        line = f"{of}{progress.stage}, step {progress.step}, {progress.seconds:.0f} s"
        sys.stderr.write(CLEAR_LINE + line)
        sys.stderr.flush()

    return tell


def _clear_progress() -> None:
    if sys.stderr.isatty():
        sys.stderr.write(CLEAR_LINE)


def _count(faults: Sequence[Fault]) -> str:
    files = len({fault.file for fault in faults})
    of = "1 fault" if len(faults) == 1 else f"{len(faults):,} faults"
    return f"{of} in {files} file{'s' if files > 1 else ''}"


def _say(*lines: str) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))


def _complain(*lines: str) -> None:
    _clear_progress()
    sys.stderr.write("".join(f"{line}\n" for line in lines))


def _write_any_text() -> None:
    """Characters that a terminal cannot show are told by their number."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
