"""What the engine may pair is what the actions let it propose, and what lies within reach."""

from random import Random

import numpy as np
import pytest
from django.utils import timezone

from aid.actions import deliveries, pledges
from aid.actions.pairing import Proposal, lay_table
from aid.actions.taking_back import Standing, take_back
from aid.categories import CATEGORIES
from aid.errors import AidError
from aid.models import Block, Match, Offer, Request
from aid.rules import MatchStatus, OfferStatus
from geo.models import Region
from geo.privacy import PUBLISHED_M
from geo.projection import to_metres
from matching.policy import Policy
from matching.problem import Problem, legal
from matching.queries import SPENT, load
from people.person import Person
from tests import factories
from tests.factories import ELSEWHERE, HOME, RW_901

KINDS = ("sembako", "cash")
ENDS = (MatchStatus.PROPOSED, MatchStatus.DECLINED, MatchStatus.LAPSED, MatchStatus.CANCELLED)


class City:
    """People who ask, give, or both, and what happened between them, all by ``seed``."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.people = [factories.a_donor(verified=self.random.random() < 0.6) for _ in range(5)]
        factories.rw_901()
        self.requests = [self.asked() for _ in range(6)]
        self.offers = [self.given(by) for by in (*self.people, *self.people[:2])]
        self.pledge()
        for _ in range(3):
            self.meet()
        for _ in range(4):
            household = self.random.choice(self.requests).household
            donor = self.random.choice(self.people).user_id
            made = {"made_at": timezone.now()}
            Block.private.get_or_create(household=household, donor_id=donor, defaults=made)

    def asked(self) -> Request:
        kind = self.random.choice(KINDS)
        by = self.random.choice([*self.people, factories.somebody()])
        request = factories.submitted(
            by,
            category=kind,
            quantity=4 * CATEGORIES[kind].step,
            region=self.random.choice((HOME, RW_901, ELSEWHERE)),
            for_someone_else=True,
        ).request
        self.move(request)
        return factories.verify(request)

    def given(self, by: Person) -> Offer:
        kind = self.random.choice(KINDS)
        offer = factories.published(
            by,
            category=kind,
            quantity=20 * CATEGORIES[kind].step,
            region=self.random.choice((HOME, ELSEWHERE)),
            radius=self.random.choice((1, 2, 10, 25)),
        )
        self.move(offer)
        return offer

    def move(self, thing: Request | Offer) -> None:
        """Up to 1.5 km each way, so that circles cut through a kelurahan."""
        thing.place.x += self.random.randint(-15, 15) * 100
        thing.place.y += self.random.randint(-15, 15) * 100
        thing.save(update_fields=["place"])

    def pledge(self) -> None:
        """Two offers for regions, whose promises were cancelled: they are open again."""
        for region in (RW_901, HOME):
            donor, kind = self.random.choice(self.people), self.random.choice(KINDS)
            try:
                made = pledges.pledge_to_neighbourhood(donor, region, kind, CATEGORIES[kind].step)
            except AidError:
                continue
            for match in made:
                deliveries.cancel(donor, match.reference)
            Offer.private.filter(pk=made[0].offer_id).update(quantity=20 * CATEGORIES[kind].step)

    def meet(self) -> None:
        request, offer = self.random.choice(self.requests), self.random.choice(self.offers)
        proposal = Proposal(request.pk, offer.pk, CATEGORIES[request.category].step)
        if lay_table([proposal], locked=False).obstacle(proposal) is None:
            match = factories.proposed(request, offer, proposal.quantity)
            factories.bring(match, self.random.choice(ENDS))


def published_place(code: str) -> tuple[float, float]:
    east, north = to_metres(Region.objects.get(code=code).point)
    return round(east / PUBLISHED_M) * PUBLISHED_M, round(north / PUBLISHED_M) * PUBLISHED_M


def reaches(request: Request, offer: Offer) -> bool:
    """Anywhere in its target, else as far as the donor goes: from the kelurahan's published point
    where the city doesn't know the donor."""
    if offer.target_id is not None:
        return True
    east, north = request.place.coords
    if offer.donor.verified_at is None:
        east, north = published_place(request.region_id[: len(HOME)])
    away = np.hypot(east - offer.place.x, north - offer.place.y)
    return bool(away <= offer.radius)


def may_be_matched(request: Request, offer: Offer) -> bool:
    proposal = Proposal(request.pk, offer.pk, CATEGORIES[request.category].step)
    spent = Match.private.filter(request_id=request.pk, offer_id=offer.pk, status__in=SPENT)
    obstacle = lay_table([proposal], locked=False).obstacle(proposal)
    return obstacle is None and reaches(request, offer) and not spent.exists()


def legal_ids(problem: Problem) -> set[tuple[int, int]]:
    need, offer = np.indices((len(problem.needs), len(problem.offers))).reshape(2, -1)
    allowed = legal(problem, need, offer)
    needs, offers = problem.needs.id[need[allowed]], problem.offers.id[offer[allowed]]
    return set(zip(needs.tolist(), offers.tolist(), strict=True))


@pytest.mark.parametrize("seed", range(6))
def test_engine_and_actions_agree_on_every_pair(seed: int, db: None) -> None:
    City(seed)
    problem = load(Policy(), timezone.now()).problem
    requests = Request.private.with_facts().filter(pk__in=problem.needs.id.tolist())
    offers = Offer.private.filter(status=OfferStatus.OPEN, for_request=None)
    expected = {
        (request.pk, offer.pk)
        for request in requests
        for offer in offers.select_related("donor")
        if may_be_matched(request, offer)
    }
    assert legal_ids(problem) == expected
    assert 0 < len(expected) < len(problem.needs) * len(problem.offers)
    assert len(problem.forbidden)


@pytest.mark.parametrize("seed", range(6))
def test_weighed_again_what_stands_is_as_if_nobody_had_proposed_it(seed: int, db: None) -> None:
    """A round that weighs again sees what one would see if the proposals of rounds, all taken
    back, had never been there; and keeps exactly those whose both sides it reads."""
    City(seed)
    now = timezone.now()
    again = load(Policy(), now, again=True)
    waiting = Match.private.filter(status=MatchStatus.PROPOSED, origin="round")
    assert set(again.standing.tolist()) == set(waiting.values_list("pk", flat=True))
    rows = waiting.order_by("pk").values_list("pk", "request_id", "offer_id")
    take_back([Standing(*row) for row in rows], 1)
    after = load(Policy(), now).problem
    for one, other in ((again.problem.needs, after.needs), (again.problem.offers, after.offers)):
        assert one.id.tolist() == other.id.tolist()
        assert one.quantity.tolist() == other.quantity.tolist()
    assert legal_ids(again.problem) == legal_ids(after)
