"""What reasons are made of: codes and numbers, JSON-serialisable, without anything personal.

No ids, no names, no vulnerability. Distances run between published points and count in half
kilometres, so that no number of reasons pins a home. `matching.facts` and `matching.why_not` find
them in a solution, `matching.explanation` puts them into words; whoever only reads them loads no
engine.
"""

from typing import Literal, NotRequired, TypedDict, get_args

Exchange = Literal["priority", "scarce", "together", "whole", "kept"]
Cause = Literal[
    "no_offer",
    "out_of_reach",
    "reserved",
    "barred",
    "used_up",
    "too_late",
    "priority",
    "fairer",
    "as_urgent",
    "too_small",
]
CAUSES: tuple[Cause, ...] = get_args(Cause)
SERVES: tuple[Literal["this", "this_or_equal", "others"], ...] = (
    "this",
    "this_or_equal",
    "others",
)


class PassedOver(TypedDict):
    """A nearer offer that reaches this need and serves others.

    What giving this need that offer instead would do. priority: somebody who goes before this
    need would go without. scarce: somebody would go without. together: the ways would be longer
    in total. whole: one of the two. kept: a proposal that stands would change for too little.
    """

    code: Exchange
    km: float


class MatchFacts(TypedDict):
    """Why an offer was proposed for a need.

    quantity of asked units; asked is what was open when the round began. km: in half kilometres.
    nearest: no offer that reaches the need looks nearer. reserved: the donor meant it for this
    neighbourhood. urgency and waiting_days: as in `Needs`. put_first: something was promised to
    it before and not brought.
    """

    code: Literal["match"]
    category: str
    quantity: int
    asked: int
    km: float
    nearest: bool
    reserved: bool
    urgency: int
    waiting_days: int
    put_first: NotRequired[Literal[True]]
    passed_over: NotRequired[PassedOver]


class Helping(TypedDict):
    """What one more offer would do, of the least quantity and for all alike.

    serves: this need, this one or one of the same priority, or others first. km: for offers no
    further away than that, which go no further; without it, for those that keep to this
    kelurahan.
    """

    serves: Literal["this", "this_or_equal", "others"]
    km: NotRequired[float]


class UnmetFacts(TypedDict):
    """Why a quantity of a need stays unmet.

    no_offer: nobody offers the category. out_of_reach: nobody comes this far; km and radius_km
    tell of the nearest, spare whether it has something left. reserved: whoever comes this far
    gives to others only. barred: whoever comes this far is the same person, or it came to nothing
    before. used_up: this need got all there is. too_late: its slot ends too soon. priority:
    `offers` reach it and all serve needs that go before it; because: all of them are more urgent,
    or as urgent and waiting longer. fairer: some serve needs of the same priority whose
    neighbourhood would otherwise be less covered than this one's, and none serves any other.
    as_urgent: some serve other needs of the same priority. too_small: `offers` reach it, and what
    could be for it goes in larger parts, or makes less than it asks for at once, or is of donors
    who take no more proposals. one_more: what would change it, where that is proven.
    """

    code: Cause
    category: str
    missing: int
    asked: int
    offers: int
    because: NotRequired[Literal["urgency", "waiting"]]
    km: NotRequired[float]
    radius_km: NotRequired[float]
    spare: NotRequired[Literal[True]]
    one_more: NotRequired[Helping]


Refusal = Literal[
    "matched",
    "next",
    "waits",
    "other_category",
    "barred",
    "reserved",
    "out_of_reach",
    "priority",
    "fairer",
    "as_urgent",
    "nearer",
    "enough",
    "passed_over",
    "too_small",
    "not_verified",
    "not_open",
    "failed",
]


class PairFacts(TypedDict):
    """Why an offer was not set aside for a need.

    matched: it was; of these, the next round would propose it (next), or one of the two waits for
    an answer to another proposal, which rounds leave alone (waits). other_category, barred,
    reserved, out_of_reach: the rule that forbids it, in this order; km and radius_km where the
    rounded numbers show the gap. The need lacks something and the offer is used up by needs that go
    before it (priority; because: as in `UnmetFacts`), or some of which fairness prefers (fairer),
    or some of the same priority (as_urgent). The need has all it asked for: from nearer offers
    (nearer), from others (enough), or passed_over: what an exchange would do. too_small: the offer
    has something left, which can't be divided to fit, or its donor takes no more proposals.
    not_verified, not_open: one of the two takes part in no round. failed: nothing could be worked
    out.
    """

    code: Refusal
    because: NotRequired[Literal["urgency", "waiting"]]
    km: NotRequired[float]
    radius_km: NotRequired[float]
    passed_over: NotRequired[PassedOver]
