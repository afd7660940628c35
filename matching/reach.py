"""Which offers reach which needs, without listing the pairs.

There may be hundreds of millions of legal pairs. A `Reach` holds one category's needs sorted into
square cells, so that the needs within an offer's radius are a few runs of neighbours in memory,
and answers the one question that the engine asks over and over: which legal pairs are worth more
than they cost at given prices.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from matching.problem import NONE, Flags, Floats, Ints, Problem, places
from matching.travel import CategoryWays, Known, Travel, Ways

PER_CELL = 4
# Rounding may put a point on the wrong side of a cell's border, never further.
MARGIN_M = 0.01


class Sheet(NamedTuple):
    """Points sorted into cells.

    order: (n,) which point stands at each place; x, y: (n,) metres in that order. begins: where
    each cell's points begin, row of cells after row of cells, and the end. left, bottom, side:
    metres; columns, rows: how many cells.
    """

    order: Ints
    x: Floats
    y: Floats
    begins: Ints
    left: float
    bottom: float
    side: float
    columns: int
    rows: int


class Discs(NamedTuple):
    """Offers that reach needs within a radius: rows among the category's offers, and metres."""

    offer: Ints
    x: Floats
    y: Floats
    radius: Floats


class Ranges(NamedTuple):
    """Offers that are for neighbourhoods, with the needs in the order of theirs.

    order: (n,) which need stands at each place; need_x, need_y: metres in that order. offer:
    rows among the category's offers; x, y: metres; first, end: the places that each reaches.
    """

    order: Ints
    need_x: Floats
    need_y: Floats
    offer: Ints
    x: Floats
    y: Floats
    first: Ints
    end: Ints


class Bars(NamedTuple):
    """Pairs that must not be, as need · offers + offer of the category's rows, ascending."""

    keys: Ints
    offers: int


class Pairs(NamedTuple):
    """Which pairs must not be, and how long the ways of some count."""

    bars: Bars
    known: Known


class Terms(NamedTuple):
    """Prices at which pairs are judged.

    A pair counts when its marks are equal, its reduced cost, metres / grid_m rounded (0 where
    grid_m is 0) − need_price + offer_price, is below 0, and, where tight_grid_m is not 0, its
    reduced cost at the tight prices is not above 0.
    """

    need_mark: Ints
    offer_mark: Ints
    need_price: Ints
    offer_price: Ints
    grid_m: float
    tight_need: Ints
    tight_offer: Ints
    tight_grid_m: float


class Best(NamedTuple):
    """The best pairs so far, best first: (rows, k) reduced cost, partner or NONE, metres."""

    reduced: Ints
    partner: Ints
    metres: Floats


class Pair(NamedTuple):
    """A legal pair, rows among the category's needs and offers, and what it costs."""

    need: int
    offer: int
    reduced: int
    metres: float


class Found(NamedTuple):
    """What a search has found so far: the best pairs of every need and of every offer, and the
    least reduced cost of every need, at most 0."""

    by_need: Best
    by_offer: Best
    lowest: Ints


class Bargains(NamedTuple):
    """Legal pairs that count: rows among the category's needs and offers, each pair once,
    the `k` best of every need and of every offer. lowest: (needs,) the least reduced cost of all
    legal pairs of a need, at most 0."""

    need: Ints
    offer: Ints
    lowest: Ints


class Reach:
    """One category of a problem, as the engine searches it.

    need, offer: rows of the problem; neighbours in space stand next to each other, and the seed
    orders those in the same cell. Rows below are places in these two. ways: how long ways count.
    """

    def __init__(
        self,
        problem: Problem,
        category: int,
        seed: int = 0,
        travel: Travel | None = None,
        ways: Ways | None = None,
    ) -> None:
        rng = np.random.default_rng(seed)
        need = rng.permutation(np.flatnonzero(problem.needs.category == category))
        offer = rng.permutation(np.flatnonzero(problem.offers.category == category))
        self.need = need[sheet_of(problem.needs.point[need]).order]
        self.offer = offer[sheet_of(problem.offers.point[offer]).order]
        meant = problem.offers.target_from[self.offer] != NONE
        exact = problem.offers.exact[self.offer] == 1
        kinds = ((exact, problem.needs.point), (~exact, problem.needs.shown_point))
        self._discs = [
            # In no order: where offers come nearer and nearer, each would be kept for a while.
            (
                sheet_of(points[self.need]),
                self._discs_of(problem, rng.permutation(np.flatnonzero(kind & ~meant))),
            )
            for kind, points in kinds
        ]
        self._ranges = [self._ranges_of(problem, kind & meant, points) for kind, points in kinds]
        self._barred = barred_keys(problem, self.need, self.offer)
        self.ways = CategoryWays(problem, self.need, self.offer, travel, ways)

    def _discs_of(self, problem: Problem, place: Ints) -> Discs:
        row = self.offer[place]
        x, y = problem.offers.point[row].T.copy()
        return Discs(place, x, y, problem.offers.radius_m[row])

    def _ranges_of(self, problem: Problem, chosen: Flags, points: Floats) -> Ranges:
        place = np.flatnonzero(chosen)
        row = self.offer[place]
        neighbourhood = problem.needs.neighbourhood[self.need]
        order = np.argsort(neighbourhood, kind="stable")
        need_x, need_y = points[self.need[order]].T.copy()
        x, y = problem.offers.point[row].T.copy()
        first, end = (
            np.searchsorted(neighbourhood[order], border[row])
            for border in (problem.offers.target_from, problem.offers.target_to)
        )
        return Ranges(order, need_x, need_y, place, x, y, first, end)

    def places_of(self, problem: Problem) -> tuple[Ints, Ints]:
        """Where every need and every offer of the problem stands here, NONE for others."""
        return places(len(problem.needs), self.need), places(len(problem.offers), self.offer)

    def bargains(self, terms: Terms, k: int) -> Bargains:
        """The legal pairs that are worth more than they cost, ways that are not known counted as
        their straight lines; time grows with the legal pairs."""
        needs, offers = len(self.need), len(self.offer)
        width = max(offers, 1)
        pairs = Pairs(Bars(self._barred, width), self.ways.known)
        lowest = np.zeros(needs, dtype=np.int64)
        found = Found(_none_yet(needs, k), _none_yet(offers, k), lowest)
        for sheet, discs in self._discs:
            _search_discs(sheet, discs, pairs, terms, found)
        for ranges in self._ranges:
            _search_ranges(ranges, pairs, terms, found)
        of_needs = _keys(np.arange(needs)[:, None], found.by_need.partner, width)
        of_offers = _keys(found.by_offer.partner, np.arange(offers)[:, None], width)
        keys = np.unique(np.concatenate((of_needs, of_offers)))
        return Bargains(keys // width, keys % width, lowest)


def barred_keys(problem: Problem, need: Ints, offer: Ints) -> Ints:
    """The forbidden pairs among rows of needs and of offers, as place of the need · offers + place
    of the offer, ascending."""
    first = places(len(problem.needs), need)[problem.forbidden[:, 0]]
    second = places(len(problem.offers), offer)[problem.forbidden[:, 1]]
    here = (first != NONE) & (second != NONE)
    keys: Ints = np.sort(first[here] * np.int64(max(len(offer), 1)) + second[here])
    return keys


def sheet_of(points: Floats) -> Sheet:
    """Points (n, 2) in cells of about PER_CELL points each."""
    if len(points) == 0:
        empty = np.empty(0)
        return Sheet(
            np.empty(0, np.int64), empty, empty, np.zeros(2, np.int64), 0.0, 0.0, 1.0, 1, 1
        )
    low, high = points.min(axis=0), points.max(axis=0)
    width, height = (high - low).tolist()
    cells = max(1, len(points) // PER_CELL)
    side = float(max(np.sqrt(width * height / cells), max(width, height) / cells, 1.0))
    columns, rows = int(width // side) + 1, int(height // side) + 1
    column = ((points[:, 0] - low[0]) // side).astype(np.int64)
    row = ((points[:, 1] - low[1]) // side).astype(np.int64)
    cell = row * columns + column
    order = np.argsort(cell, kind="stable")
    x, y = points[order].T.copy()
    begins = np.searchsorted(cell[order], np.arange(columns * rows + 1))
    return Sheet(order, x, y, begins, float(low[0]), float(low[1]), side, columns, rows)


def _none_yet(rows: int, k: int) -> Best:
    return Best(
        reduced=np.zeros((rows, k), dtype=np.int64),
        partner=np.full((rows, k), NONE, dtype=np.int64),
        metres=np.zeros((rows, k)),
    )


def _keys(need: Ints, offer: Ints, width: int) -> Ints:
    need, offer = np.broadcast_arrays(need, offer)
    found = (need != NONE) & (offer != NONE)
    keys: Ints = need[found] * width + offer[found]
    return keys


@njit(cache=True)
def _search_discs(sheet: Sheet, discs: Discs, pairs: Pairs, terms: Terms, found: Found) -> None:
    """Every need within reach of every offer: the runs of cells that its circle touches."""
    mark, price = terms.need_mark[sheet.order], terms.need_price[sheet.order]
    bars, knows_ways = pairs.bars, len(pairs.known.keys) > 0
    last_kept = found.by_need.reduced.shape[1] - 1
    kept = found.by_need.reduced[:, last_kept][sheet.order]
    for number in range(len(discs.offer)):
        offer = discs.offer[number]
        x, y, radius = discs.x[number], discs.y[number], discs.radius[number]
        reach = radius + MARGIN_M
        own_kept = found.by_offer.reduced[offer, last_kept]
        offer_mark, offer_price = terms.offer_mark[offer], terms.offer_price[offer]
        lowest_row = max(0, int(np.floor((y - reach - sheet.bottom) / sheet.side)))
        highest_row = min(sheet.rows - 1, int(np.floor((y + reach - sheet.bottom) / sheet.side)))
        for row in range(lowest_row, highest_row + 1):
            edge = sheet.bottom + row * sheet.side
            off = max(0.0, edge - y - MARGIN_M, y - edge - sheet.side - MARGIN_M)
            if off > reach:
                continue
            half = np.sqrt(reach * reach - off * off) + MARGIN_M
            first = max(0, int(np.floor((x - half - sheet.left) / sheet.side)))
            last = min(sheet.columns - 1, int(np.floor((x + half - sheet.left) / sheet.side)))
            if first > last:
                continue
            start = row * sheet.columns
            for place in range(sheet.begins[start + first], sheet.begins[start + last + 1]):
                if mark[place] != offer_mark or price[place] <= offer_price:
                    continue
                across, along = sheet.x[place] - x, sheet.y[place] - y
                square = across * across + along * along
                # Farther than this, neither side would keep the pair among its best.
                most = price[place] - offer_price + max(kept[place], own_kept)
                useful = (most + 1) * terms.grid_m if terms.grid_m > 0 else reach
                if most < 0 or square > min(reach * reach, useful * useful):
                    continue
                metres = np.sqrt(square)
                reduced = offer_price - price[place] + _cost(metres, terms.grid_m)
                need = sheet.order[place]
                if metres <= radius and reduced < 0 and _is_tight(terms, need, offer, metres):
                    if knows_ways:
                        metres = _way(pairs, need, offer, metres)
                        reduced = offer_price - price[place] + _cost(metres, terms.grid_m)
                        if reduced >= 0 or not _is_tight(terms, need, offer, metres):
                            continue
                    _note(Pair(need, offer, reduced, metres), bars, found)
                    kept[place] = found.by_need.reduced[need, last_kept]
                    own_kept = found.by_offer.reduced[offer, last_kept]


@njit(cache=True)
def _search_ranges(ranges: Ranges, pairs: Pairs, terms: Terms, found: Found) -> None:
    """Every need in the neighbourhoods that every offer is for."""
    bars, knows_ways = pairs.bars, len(pairs.known.keys) > 0
    for number in range(len(ranges.offer)):
        offer = ranges.offer[number]
        for place in range(ranges.first[number], ranges.end[number]):
            need = ranges.order[place]
            if terms.need_mark[need] != terms.offer_mark[offer]:
                continue
            across = ranges.need_x[place] - ranges.x[number]
            along = ranges.need_y[place] - ranges.y[number]
            metres = np.sqrt(across * across + along * along)
            if knows_ways:
                metres = _way(pairs, need, offer, metres)
            reduced = terms.offer_price[offer] - terms.need_price[need]
            reduced += _cost(metres, terms.grid_m)
            if reduced < 0 and _is_tight(terms, need, offer, metres):
                _note(Pair(need, offer, reduced, metres), bars, found)


@njit(cache=True)
def _cost(metres: float, grid_m: float) -> int:
    return int(np.rint(metres / grid_m)) if grid_m > 0 else 0


@njit(cache=True)
def _is_tight(terms: Terms, need: int, offer: int, metres: float) -> bool:
    if terms.tight_grid_m == 0:
        return True
    way = _cost(metres, terms.tight_grid_m)
    return bool(way - terms.tight_need[need] + terms.tight_offer[offer] <= 0)


@njit(cache=True)
def holds(keys: Ints, key: int) -> bool:
    """Whether ascending keys hold one."""
    place = np.searchsorted(keys, key)
    return bool(place < len(keys) and keys[place] == key)


@njit(cache=True)
def _way(pairs: Pairs, need: int, offer: int, metres: float) -> float:
    """How long a way counts: no shorter than the straight line, which counts where it is not
    known."""
    keys, key = pairs.known.keys, need * pairs.bars.offers + offer
    place = np.searchsorted(keys, key)
    if place < len(keys) and keys[place] == key:
        return float(pairs.known.metres[place])
    return metres


@njit(cache=True)
def _note(pair: Pair, bars: Bars, found: Found) -> None:
    """Keep a pair where it is among the best and may be."""
    need, offer = pair.need, pair.offer
    if holds(bars.keys, need * bars.offers + offer):
        return
    found.lowest[need] = min(found.lowest[need], pair.reduced)
    _keep(found.by_need, need, offer, pair.reduced, pair.metres)
    _keep(found.by_offer, offer, need, pair.reduced, pair.metres)


@njit(cache=True)
def _keep(best: Best, row: int, partner: int, reduced: int, metres: float) -> None:
    """Put a pair in its place among the best of a row, cheapest and then nearest first."""
    place = best.partner.shape[1]
    while place > 0 and (
        best.partner[row, place - 1] == NONE
        or reduced < best.reduced[row, place - 1]
        or (reduced == best.reduced[row, place - 1] and metres < best.metres[row, place - 1])
    ):
        place -= 1
    for later in range(best.partner.shape[1] - 1, place, -1):
        best.reduced[row, later] = best.reduced[row, later - 1]
        best.partner[row, later] = best.partner[row, later - 1]
        best.metres[row, later] = best.metres[row, later - 1]
    if place < best.partner.shape[1]:
        best.reduced[row, place] = reduced
        best.partner[row, place] = partner
        best.metres[row, place] = metres
