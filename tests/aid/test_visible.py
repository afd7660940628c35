"""visible_to() and the rule "see" are the same thing, told twice."""

from dataclasses import replace

import pytest
from django.db.models import QuerySet

from aid import rules
from aid.actions.complaints import complain
from aid.actions.requests import submit_for_neighbourhood
from aid.models import Complaint, Handout, Match, Offer, Request
from aid.relations import (
    handout_relations,
    match_relations,
    offer_relations,
    request_relations,
)
from aid.rules import HandoutStatus, MatchStatus, OfferStatus, RequestStatus, Status, Who
from people.person import ANYONE, SYSTEM, Person, Role
from tests import factories, kampung
from tests.aid.expected import EXPECTED, STATUSES
from tests.factories import CITY, ELSEWHERE, HOME, KECAMATAN, RW_901

pytestmark = pytest.mark.django_db

CAST = (
    "stranger", "resident", "helper", "donor", "new_donor", "rw_head", "coordinator",
    "city_coordinator", "auditor", "other_coordinator", "anonymous_resident",
)  # fmt: skip


@pytest.fixture
def cast(request: pytest.FixtureRequest) -> list[Person]:
    """Everybody, and people who hold an office and have a part in what they would decide."""
    people = [request.getfixturevalue(name) for name in CAST]
    offices = [factories.office(code) for code in (RW_901, HOME, KECAMATAN, CITY, ELSEWHERE)]
    return [*people, *offices, factories.office(RW_901, Role.AUDITOR), ANYONE, SYSTEM]


def sees(table: str, status: str, relations: frozenset[Who]) -> bool:
    kinds: dict[str, type[Status]] = {
        "request": RequestStatus, "offer": OfferStatus, "match": MatchStatus,
        "handout": HandoutStatus,
    }  # fmt: skip
    kind = kinds.get(table, rules.ComplaintStatus)
    return "see" in rules.allowed(table, kind(status), relations)


def visible(rows: QuerySet, person: Person) -> set[int]:  # type: ignore[type-arg]
    return set(rows.visible_to(person).values_list("pk", flat=True))  # type: ignore[attr-defined]


def with_links(people: list[Person], request: Request) -> list[Person]:
    """These people, and again with a link to ``request`` opened as the household or helper."""
    linked = frozenset([request.pk])
    opened = [replace(person, opened=linked) for person in people if not person.system]
    return [*people, *opened, *(replace(p, helping=linked) for p in people if not p.system)]


def test_requests(cast: list[Person]) -> None:
    stranger, resident, helper = cast[:3]
    office = cast[11]
    some = [
        factories.submitted(resident, region=RW_901).request,
        factories.submitted(helper, for_someone_else=True).request,
        factories.submitted(office, region=RW_901).request,
        factories.submitted(region=ELSEWHERE).request,
        factories.declared_unverified(by=office),
    ]
    for person in with_links(cast, some[0]):
        found = visible(Request.private.all(), person)
        for request in Request.private.with_facts():
            relations = request_relations(person, request)
            expected = sees("request", request.status, relations)
            assert (request.pk in found) is expected, (person, request)
    assert not visible(Request.private.all(), stranger)


@pytest.mark.parametrize("status", RequestStatus)
def test_requests_at_every_status(status: RequestStatus, coordinator: Person) -> None:
    request = factories.request_at(status)
    assert EXPECTED["request"]["see"].come_from == {s.value for s in STATUSES["request"]}
    assert visible(Request.private.all(), coordinator) == {request.pk}


def test_offers(cast: list[Person]) -> None:
    donor, office = cast[3], cast[12]
    for by, region in ((donor, HOME), (office, RW_901), (donor, ELSEWHERE), (office, HOME)):
        factories.published(by, region=region)
    factories.offer_at(OfferStatus.WITHDRAWN, donor)
    factories.offer_at(OfferStatus.EXPIRED, donor)
    for person in cast:
        found = visible(Offer.private.all(), person)
        for offer in Offer.private.all():
            expected = sees("offer", offer.status, offer_relations(person, offer))
            assert (offer.pk in found) is expected, (person, offer)


def test_matches_and_complaints(cast: list[Person]) -> None:
    resident, helper, donor = cast[1:4]
    office = cast[12]
    request = factories.verified(resident, region=RW_901)
    filed = factories.verified(helper, for_someone_else=True)
    matches = [
        factories.match_at(MatchStatus.ACCEPTED, donor, request, 1),
        factories.match_at(MatchStatus.ON_THE_WAY, office, request, 1),
        factories.match_at(MatchStatus.LOST, donor, filed),
        factories.match_at(MatchStatus.CONFIRMED, donor, factories.verified(office)),
    ]
    for match in matches:
        complain(factories.donor_of(match), match.reference, "not_as_described")
        complain(factories.donor_of(match), match.reference, "asked_to_pay")
    for person in with_links(cast, request):
        found = visible(Match.private.all(), person)
        complaints = visible(Complaint.private.all(), person)
        for match in Match.private.with_facts():
            relations = match_relations(person, match)
            assert (match.pk in found) is sees("match", match.status, relations), (person, match)
            for complaint in Complaint.private.filter(match=match):
                table = rules.complaint_table(complaint.kind)
                expected = sees(table, complaint.status, relations)
                assert (complaint.pk in complaints) is expected, (person, complaint.kind)


def test_handouts(cast: list[Person]) -> None:
    """Of a list and of own requests; whoever hands out there is no household by its link."""
    resident, donor, office = cast[1], cast[3], cast[11]
    factories.declared(10)
    own = factories.verified(resident, region=RW_901, quantity=1)
    by_link = factories.verified(region=RW_901, quantity=1)
    kampung.at_post(donor, office, 2)
    rows = list(Handout.private.all().with_facts())
    assert {row.own_request_id for row in rows} == {own.pk, by_link.pk}
    people = [*cast, factories.office(RW_901, Role.CADRE), factories.office(HOME, Role.CADRE)]
    holder = kampung.coupon_holder(rows[0])
    people += [holder, replace(people[-1], coupons=holder.coupons)]
    for person in with_links(people, by_link):
        found = visible(Handout.private.all(), person)
        for handout in Handout.private.all().with_facts():
            relations = handout_relations(person, handout)
            assert (handout.pk in found) is sees("handout", handout.status, relations), person


def test_lists_take_few_statements(
    rw_head: Person, coordinator: Person, donor: Person, django_assert_num_queries: object
) -> None:
    """What the rules need to know comes with the list: no statement per row."""
    for _ in range(3):
        request = factories.verified(region=RW_901)
        match = factories.match_at(MatchStatus.DELIVERED, donor, request)
        complain(donor, match.reference, "not_as_described")
    factories.declared_unverified()
    with django_assert_num_queries(4):  # type: ignore[operator]
        for request in Request.private.visible_to(rw_head):
            request_relations(rw_head, request)
        for match in Match.private.visible_to(rw_head):
            match_relations(rw_head, match)
        for offer in Offer.private.visible_to(coordinator):
            offer_relations(coordinator, offer)
        for complaint in Complaint.private.visible_to(coordinator):
            match_relations(coordinator, complaint.match)


def test_own_lists_hold_own_things_only(resident: Person, donor: Person, stranger: Person) -> None:
    request = factories.verified(resident)
    match = factories.match_at(MatchStatus.ACCEPTED, donor, request)
    assert [r.pk for r in Request.private.own(resident)] == [request.pk]
    assert [m.pk for m in Match.private.of_donor(donor)] == [match.pk]
    assert [o.pk for o in Offer.private.own(donor)] == [match.offer_id]
    for person in (stranger, ANYONE):
        assert not Request.private.own(person).exists()
        assert not Match.private.of_donor(person).exists()
        assert not Offer.private.own(person).exists()


def test_donor_sees_no_request_page(donor: Person, resident: Person) -> None:
    """A donor sees the match, not the household's page."""
    match = factories.match_at(MatchStatus.ACCEPTED, donor, factories.verified(resident))
    assert visible(Match.private.all(), donor) == {match.pk}
    assert not visible(Request.private.all(), donor)


def test_neighbourhood_declared_elsewhere_is_not_seen(
    rw_head: Person, other_coordinator: Person
) -> None:
    needs = replace(factories.ASKED, region=RW_901)
    request = submit_for_neighbourhood(rw_head, needs)
    assert visible(Request.private.all(), rw_head) == {request.pk}
    assert not visible(Request.private.all(), other_coordinator)
