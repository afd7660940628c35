"""What the command line takes, and `--help`."""

from argparse import ArgumentParser, ArgumentTypeError, Namespace, RawDescriptionHelpFormatter
from collections.abc import Callable, Sequence
from pathlib import Path

MOST_SEED = 2**63 - 1
MOST_PROCESSES = 256

ABOUT = """\
Matches needs with offers, each in a spreadsheet saved as CSV (UTF-8): which offer
gives how much to which need. Finds the best plan there is and proves it."""

FILES = """\
NEEDS    one need a line, with the columns
           id             any text, different on every line
           lon, lat       degrees (WGS 84), such as 106.8272 and -6.1754
           category       what is needed; only offers of the same text can serve it
           quantity       a whole number from 1
           priority       a whole number from 1: what one unit is worth, the more the sooner
           neighbourhood  any text; may be empty, or absent for all
           least          the smallest part worth bringing, at most the quantity, which
                          means all or nothing from one offer; may be empty or absent
OFFERS   one offer a line, with the columns
           id, lon, lat, category, quantity   as above
           radius_m       how far it can be brought in a straight line, in metres
           least          the smallest part worth a trip; may be empty or absent
           donor          any text, the same for all offers of one donor; and
           donor_most     how many matches this donor takes; may be empty or absent
MATCHES  one match a line: need, offer, quantity, distance_m

Commas, semicolons or tabs part the columns; a decimal comma is read where the
comma does not part them. MATCHES is written the way NEEDS is."""

SOLVE = """\
What is best, in this order: most need met, each unit weighed by its priority; the
worst-off neighbourhoods of each category served as far as can be; the shortest
ways, in a straight line. Where parts are too small to be worth it (least, donor_most),
the best plan is repaired, and what that costs at most is told."""

STATUSES = """\
exit status: 0 done; 1 not solved; 2 something is wrong with the files or the
command (each fault is told with file, line, column and code); 130 interrupted.
Whatever is not 0 leaves no new file behind."""

CHECK_STATUSES = """\
exit status: 0 the plan keeps every rule; 2 it does not, or a file cannot be read
(each fault is told with file, line, column and code)."""


def parser() -> ArgumentParser:
    """Of `python -m matching`."""
    top = ArgumentParser(
        prog="python -m matching",
        description=ABOUT,
        epilog="`python -m matching solve --help` tells what the files hold.",
        formatter_class=RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    verbs = top.add_subparsers(dest="verb", required=True, metavar="solve | check")
    solve = verbs.add_parser(
        "solve",
        help="find the best plan",
        description=SOLVE,
        epilog=f"{FILES}\n\n{STATUSES}",
        formatter_class=RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    _files(solve)
    solve.add_argument("--out", type=Path, required=True, metavar="MATCHES.csv",
        help="the plan; an older file of this name is replaced")  # fmt: skip
    solve.add_argument("--policy", type=Path, metavar="POLICY.toml",
        help="what to weigh how: fairness (true or false), fairness_given_up_percent, "
        "cost_grid_m, distance_gap_ppm")  # fmt: skip
    solve.add_argument("--seed", type=_whole(0, MOST_SEED), default=0, metavar="N",
        help="decides between plans that are equally good (default 0); "
        "the same files and seed give the same plan")  # fmt: skip
    solve.add_argument("--report", type=Path, metavar="REPORT.json",
        help="what was reached, what is proven, and what it took")  # fmt: skip
    solve.add_argument("--processes", type=_whole(1, MOST_PROCESSES), metavar="N",
        help="how many categories to solve at once (default: as many as there are processors, "
        "1 for small files); changes nothing but the time")  # fmt: skip
    check = verbs.add_parser(
        "check",
        help="see whether a plan keeps the rules",
        description="Checks a plan, by whomever, against the needs and offers, and counts it up.",
        epilog=f"{FILES}\n\n{CHECK_STATUSES}",
        formatter_class=RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    _files(check)
    check.add_argument("matches", type=Path, metavar="MATCHES.csv",
        help="the plan; distance_m may be absent")  # fmt: skip
    return top


def options(arguments: Sequence[str] | None) -> Namespace:
    """Exits with status 2 where the command line is wrong."""
    return parser().parse_args(arguments)


def _files(command: ArgumentParser) -> None:
    command.add_argument("needs", type=Path, metavar="NEEDS.csv", help="what is needed where")
    command.add_argument("offers", type=Path, metavar="OFFERS.csv", help="what is offered where")


def _whole(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        value = int(text) if text.isascii() and text.isdecimal() and len(text) < 20 else -1
        if not least <= value <= most:
            raise ArgumentTypeError(f"must be a whole number from {least} to {most}")
        return value

    return read
