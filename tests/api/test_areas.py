"""Which area a donor reads of a match, and who reads the name of a neighbourhood."""

import pytest

from aid.actions import disclosure, neighbourhoods, pledges
from aid.models import Match
from aid.rules import MatchStatus
from people.person import Person
from tests import factories
from tests.api.client import Client, client_of
from tests.factories import HOME, KECAMATAN, RW_901, count_neighbourhoods, in_rw_901, rw_901


def area_of(person: Person, match: Match) -> str:
    body = client_of(person).get(f"/matches/{match.reference}/").body
    found = client_of(person).get("/matches/", region=RW_901).body["results"]
    named = body["region"]["code"] == RW_901
    assert named == (match.reference in [row["reference"] for row in found])
    return str(body["region"]["code"])


@pytest.mark.parametrize("status", [MatchStatus.PROPOSED, MatchStatus.ACCEPTED])
def test_unknown_donor_reads_the_kelurahan(new_donor: Person, status: MatchStatus) -> None:
    requests = in_rw_901(10)
    count_neighbourhoods()
    assert area_of(new_donor, factories.match_at(status, new_donor, requests[0])) == HOME


def test_donor_reads_the_rw_once_the_household_agreed(new_donor: Person) -> None:
    (request,) = in_rw_901(1)
    match = factories.match_at(MatchStatus.ACCEPTED, new_donor, request)
    disclosure.agree_contact(factories.household_of(request), match.reference)
    assert area_of(new_donor, match) == RW_901


def test_known_donor_reads_the_rw_of_a_promise(donor: Person) -> None:
    (request,) = in_rw_901(1)
    proposal = factories.proposed(request, factories.published(donor))
    assert area_of(donor, proposal) == HOME
    assert area_of(donor, factories.bring(proposal, MatchStatus.ACCEPTED)) == RW_901


def test_known_donor_reads_the_rw_of_a_proposal_where_many_ask(donor: Person) -> None:
    requests = in_rw_901(10)
    count_neighbourhoods()
    assert area_of(donor, factories.proposed(requests[0], factories.published(donor))) == RW_901


def test_rw_s_own_need_is_the_rw_s(new_donor: Person) -> None:
    factories.declared(20)
    (match,) = pledges.pledge_to_neighbourhood(new_donor, RW_901, "sembako", 5)
    assert area_of(new_donor, match) == RW_901


def test_household_and_office_read_the_rw(coordinator: Person, new_donor: Person) -> None:
    (request,) = in_rw_901(1)
    match = factories.match_at(MatchStatus.ACCEPTED, new_donor, request)
    assert area_of(factories.household_of(request), match) == RW_901
    assert area_of(coordinator, match) == RW_901


def test_offer_of_a_pledge_tells_no_rw(new_donor: Person) -> None:
    (request,) = in_rw_901(1)
    match = pledges.pledge_to_request(new_donor, request.reference, 1)
    assert RW_901 not in str(client_of(new_donor).get("/offers/").body)
    assert RW_901 not in str(client_of(new_donor).get(f"/matches/{match.reference}/").body)


def test_name_of_an_unverified_neighbourhood_is_for_its_offices_and_who_added_it(
    public: Client, stranger: Person, coordinator: Person, other_coordinator: Person
) -> None:
    rw = neighbourhoods.add_neighbourhood(stranger, HOME, name="Si Fulan Miskin")
    path = f"/regions/{rw.code}/"
    assert public.get(path).body["name"] == "K01"
    assert client_of(other_coordinator).get(path).body["name"] == "K01"
    assert client_of(stranger).get(path).body["name"] == "Si Fulan Miskin"
    assert client_of(coordinator).get(path).body["name"] == "Si Fulan Miskin"
    assert public.get("/regions/", q="Fulan").body["results"] == []
    neighbourhoods.verify_neighbourhood(factories.office(KECAMATAN), rw.code)
    assert public.get(path).body["name"] == "Si Fulan Miskin"
    assert len(public.get("/regions/", q="Fulan").body["results"]) == 1


def test_unverified_rw_is_called_by_its_number(public: Client) -> None:
    factories.declared(20)
    (area,) = public.get("/need/neighbourhoods/").body
    assert area["region"]["name"] == "RW 901"
    assert rw_901().name == "RW 901 Contoh"
