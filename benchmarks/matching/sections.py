"""What `./gandeng bench matching` measures, part by part."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module

from benchmarks.matching import beside_greedy, chennai, exact, fair, large, others, real
from benchmarks.report import Described, Row

# Every figure that is shown comes from seeds on which nothing was ever tried while the engine
# and its parameters were made; those were made on seeds below 1000.
SHOWN_SEED, DEVELOPMENT_SEED = 20_261_201, 1


@dataclass(frozen=True)
class Scale:
    """Sizes, and how often the short ones are repeated."""

    seed: int
    size: int
    fair_size: int
    small: tuple[int, ...]
    large: int
    growth: dict[int, int]
    times: int
    rows: tuple[int, int]
    question: tuple[int, int]


FULL = Scale(
    seed=SHOWN_SEED,
    size=10_000,
    fair_size=10_000,
    small=(300, 1_000),
    large=100_000,
    growth={10_000: 5, 30_000: 3, 100_000: 1},
    times=5,
    rows=(100_000, 5),
    question=(1_000_000, 5),
)
QUICK = Scale(
    seed=DEVELOPMENT_SEED,
    size=1_000,
    fair_size=600,
    small=(100, 200),
    large=3_000,
    growth={1_000: 2, 3_000: 1},
    times=2,
    rows=(1_000, 2),
    question=(5_000, 2),
)


def _run_of(module: str, targets: dict[str, str]) -> Callable[[Scale], Iterable[Row]]:
    """Of a module that needs Django, loaded when it is measured; targets: by what is measured."""

    def run(scale: Scale) -> Iterable[Row]:
        found = import_module(f"benchmarks.matching.{module}").run(*getattr(scale, module))
        rows = (Row(*line) for line in found)
        return [row._replace(target=targets.get(row.what, row.target)) for row in rows]

    return run


SECTIONS: dict[str, Described[Scale]] = {
    "exact": Described(
        "All legal pairs, 10 000 × 10 000",
        "The engine in one process beside OR-Tools' min-cost flow on the list of all legal pairs, "
        "category by category, the stages weighed so that their order is strict: both answers are "
        "best. *Need, km* leaves fairness out on both sides. The best on the 16 nearest offers of "
        "each need, and what the supply allows if every offer reached everybody, stand beside. "
        "Where offers go 3 km at most, OR-Tools is done with the few legal pairs in about a "
        "second; two thirds of the engine's time are the simplex then, a sixth the proof, and "
        "little is left to save.",
        lambda scale: exact.run(scale.size, scale.seed, scale.times),
    ),
    "greedy": Described(
        "Greedy on all legal pairs, 10 000 × 10 000",
        "*By priority, then nearest* serves needs of the highest priority first, each from its "
        "nearest offers; *nearest first* takes the shortest pair that is left. For the ways, the "
        "engine plans again for exactly the units that greedy brought to each need. Those ways "
        "are proven within 0.1 % of the shortest: where they miss the target, so does every plan.",
        lambda scale: beside_greedy.run(scale.size, scale.seed),
    ),
    "fair": Described(
        "Fairness, 10 000 × 10 000",
        "Beside the fairest that any plan can be that meets as much weighted need: the most that "
        "the worst-off neighbourhood of a category, and the worst tenth of them on average, can "
        "be covered, on all legal pairs. The LP's best may split units; where the engine stays "
        "behind it, the best in whole units stands beside, as a bound from above.",
        lambda scale: fair.run(scale.fair_size, scale.seed),
    ),
    "large": Described(
        "Large cities",
        "Need, fairness and km in two processes. Gaps are proven by the certificate, from prices "
        "over all legal pairs; memory is the proportional set size of all processes.",
        lambda scale: large.run(scale.large, scale.seed),
    ),
    "growth": Described(
        "Time against size",
        "Supply 0.9, by the clock, each run in a fresh process that has loaded its code. In two "
        "processes, starting them is a part of every run, and one category of a quarter of the "
        "requests is the longest. Radii stay as they are, so ten times the requests and offers "
        "have a hundred times the legal pairs, all of which the search and the proof look "
        "through: an exponent of 1.8 is two thirds of the time per pair.",
        lambda scale: large.growth(scale.growth, scale.seed),
    ),
    "real": Described(
        "A real workload",
        "What people of Chennai asked for and gave in the flood of December 2015, by items, people "
        "and order of arrival, placed on Jakarta's kelurahan in proportion to their households.",
        lambda scale: real.run(scale.seed, scale.times),
        chennai.missing,
    ),
    "others": Described(
        "Other solvers, small cities",
        "Need and km on all legal pairs by networkx (network simplex) and HiGHS (two linear "
        "programs), category by category.",
        lambda scale: others.run(scale.small, scale.seed, scale.times),
    ),
    "rows": Described(
        "From rows to proposals",
        "Reading what a round needs from PostgreSQL and writing its proposals, beside bare SQL "
        "that reads the same columns and writes the same rows, events and counters.",
        _run_of("rows", {"reading and writing": "≤ 2"}),
    ),
    "question": Described(
        "What is near me?",
        "A million open offers, end to end in Python, beside the same question as one prepared "
        "statement over a bare connection; offers go 1–20 km (many reach) or a hundredth of that.",
        _run_of("question", {}),
    ),
}
