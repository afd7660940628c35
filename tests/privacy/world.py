"""One small city for all cells of the matrix: something of each kind, near and far."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import timezone

from aid.actions import disclosure, handouts
from aid.actions.complaints import complain
from aid.actions.requests import issue_link
from aid.models import Complaint, Match, Offer, Request
from aid.rules import MatchStatus
from geo.actions.neighbourhoods import add_neighbourhood
from geo.models import Region
from matching.models import Gap, Round
from people.person import ANYONE, Person
from people.queries import person_of
from tests import factories, kampung, lists
from tests.factories import ELSEWHERE, HOME, RW_901
from tests.organisations import organisation, token_of
from tests.privacy import people
from tests.privacy.people import Actor

SECOND_RW = f"{HOME}.902"
UNKNOWN = {
    "request": "R-00000000",
    "offer": "F-00000000",
    "match": "M-00000000",
    "complaint": "999999999",
    "consignment": "K-00000000",
    "list": "L-00000000",
    "handout": "999999999",
    "round": "999999999",
    "region": "31.99",
    "post": "999999999",
    "token": "nobody-was-ever-given-this-link",
}
UNMET = {"code": "no_offer", "category": "sembako", "missing": 4, "asked": 4, "offers": 0}


@dataclass(frozen=True)
class Thing:
    """Something with an address: its kind, the text that names it there, and the row itself."""

    kind: str
    name: str
    key: str
    row: object


@dataclass(frozen=True)
class World:
    actors: tuple[Actor, ...]
    things: tuple[Thing, ...]

    def of(self, kind: str) -> list[Thing]:
        return [thing for thing in self.things if thing.kind == kind]


def build() -> World:
    """Everything committed to the database at hand."""
    factories.rw_901()
    home = Region.objects.get(code=HOME)
    add_neighbourhood(HOME, rw_number=902, name="Contoh Dua", point=home.point)
    offices = people.offices(SECOND_RW)
    program = people.program("program of an organisation", token_of(organisation()))
    named = {
        "household with an account": person_of(factories.account("Warga")),
        "helper with an account": person_of(factories.account("Kader")),
        "donor": factories.a_donor(),
        "other donor": factories.a_donor(verified=False),
        "organisation": program.person,
    }
    carried = consignments_of(named["donor"], offices["head of the RW"])
    requests = requests_of(named, offices["head of the RW"])
    giver = offices["coordinator of the kelurahan"]
    offers = offers_of(named, giver)
    matches = matches_of(requests, offers, named)
    complaints = complaints_of(matches, named)
    cast = {
        "anyone": ANYONE,
        "stranger": person_of(factories.account("Orang Lain")),
        **{name: person for name, person in named.items() if name != "organisation"},
        "household by link": Person(opened=frozenset([requests["filed"].pk])),
        "helper by link": Person(helping=frozenset([requests["filed by link"].pk])),
        **offices,
    }
    actors = (*(people.actor(name, person) for name, person in cast.items()),)
    actors = (*actors[:2], program, *actors[2:])
    things = [
        *things_of("request", {name: factories.fresh(row) for name, row in requests.items()}),
        *things_of("offer", {name: factories.fresh_offer(row) for name, row in offers.items()}),
        *things_of("match", {name: factories.fresh_match(row.pk) for name, row in matches.items()}),
        *(Thing("complaint", name, str(row.pk), row) for name, row in complaints.items()),
        *(Thing("region", code, code, code) for code in (HOME, RW_901, "31.73", ELSEWHERE)),
        *carried,
        *lists_of(offices["head of the RW"]),
        a_round(requests["rw"]),
        Thing("post", "posko", str(factories.posko().pk), None),
        Thing("token", "a household's", link_token(requests["submitted"]), None),
    ]
    return World(actors, tuple(things))


def requests_of(named: dict[str, Person], head: Person) -> dict[str, Request]:
    household, helper = named["household with an account"], named["helper with an account"]
    filed = factories.submitted(helper, for_someone_else=True, region=RW_901, name="Ibu Contoh")
    by_link = factories.submitted(for_someone_else=True, region=SECOND_RW)
    return {
        "rw": factories.verified(household, region=RW_901, quantity=40),
        "filed": factories.verify(filed.request),
        "filed by link": by_link.request,
        "submitted": factories.submitted(region=HOME).request,
        "unknown": factories.submitted(region=RW_901, no_local_id=True).request,
        "declared": factories.declared_unverified(by=head, category="baby"),
        "other kelurahan": factories.submitted(region=people.SAME_KECAMATAN).request,
        "other kecamatan": factories.verified(region=people.SAME_CITY),
        "other city": factories.verified(region=ELSEWHERE),
    }


def offers_of(named: dict[str, Person], giver: Person) -> dict[str, Offer]:
    return {
        "rw": factories.published(named["donor"], region=RW_901, quantity=30),
        "of the coordinator": factories.published(giver, region=HOME),
        "other city": factories.published(named["other donor"], region=ELSEWHERE),
        "of the organisation": factories.published(named["organisation"], region=RW_901),
    }


def matches_of(
    requests: dict[str, Request], offers: dict[str, Offer], named: dict[str, Person]
) -> dict[str, Match]:
    """One match at each of the statuses that differ in who may do what."""
    steps = {
        "proposed": (requests["rw"], offers["other city"], MatchStatus.PROPOSED),
        "agreed": (requests["rw"], offers["rw"], MatchStatus.ACCEPTED),
        "on the way": (requests["filed"], offers["rw"], MatchStatus.ON_THE_WAY),
        "of the coordinator": (requests["rw"], offers["of the coordinator"], MatchStatus.DELIVERED),
        "disputed": (requests["other kecamatan"], offers["rw"], MatchStatus.DISPUTED),
        "other city": (requests["other city"], offers["other city"], MatchStatus.CONFIRMED),
        "of the organisation": (
            requests["rw"],
            offers["of the organisation"],
            MatchStatus.ACCEPTED,
        ),
    }
    made = {
        name: factories.bring(factories.proposed(request, offer, 2), status)
        for name, (request, offer, status) in steps.items()
    }
    for agreed in ("agreed", "of the organisation"):
        disclosure.agree_contact(named["household with an account"], made[agreed].reference)
    return made


def complaints_of(matches: dict[str, Match], named: dict[str, Person]) -> dict[str, Complaint]:
    donor, household = named["donor"], named["household with an account"]
    return {
        "plain": complain(household, matches["of the coordinator"].reference, "not_as_described"),
        "sensitive": complain(donor, matches["on the way"].reference, "asked_to_pay"),
        "other kecamatan": complain(donor, matches["disputed"].reference, "not_as_described"),
    }


def consignments_of(donor: Person, head: Person) -> list[Thing]:
    """A list of five households of RW 901: a package each for two is planned, for two more at
    the post, where one was handed out."""
    kampung.portion([1] * 5)
    came = kampung.slot_over(kampung.at_post(donor, head, 2))
    due = kampung.handouts_of(came)
    handouts.give(head, came.reference, [due[0].pk])
    rows = {"planned": kampung.planned(donor, 2), "at the post": kampung.fresh(came)}
    return [
        *(Thing("consignment", name, row.reference, row) for name, row in rows.items()),
        *(Thing("handout", each.status, str(each.pk), each) for each in kampung.handouts_of(came)),
    ]


def lists_of(head: Person) -> list[Thing]:
    """Lists of RW 901 at each status but closed, by its head; a line on each."""
    entered = [lists.household(1)]
    rows = {
        "draft": lists.draft(head, entered, category="hygiene"),
        "compiled": lists.compiled(head, entered, category="cash"),
        "verified": lists.verified(head, entered, category="lebaran"),
    }
    return [Thing("list", name, row.reference, row) for name, row in rows.items()]


def a_round(unmet: Request) -> Thing:
    now = timezone.now()
    made = Round.objects.create(
        kind="full", status="done", started_at=now, finished_at=now, seed=1, policy={}, figures={}
    )
    Gap.private.create(request_id=unmet.pk, round=made, facts=UNMET)
    return Thing("round", "newest", str(made.pk), made)


def link_token(request: Request) -> str:
    return issue_link(request, "resident").token


def things_of(kind: str, found: Mapping[str, Request | Offer | Match]) -> list[Thing]:
    return [Thing(kind, name, row.reference, row) for name, row in found.items()]
