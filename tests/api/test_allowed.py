"""``allowed`` names exactly what would be accepted: each verb is tried by everybody who sees the
thing, and each trial undone."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from aid import rules
from aid.actions import blocks, complaints, erasing, photos
from aid.actions.disclosure import take_back_contact
from aid.errors import AidError
from aid.models import Match, Offer, Request, Vouch
from aid.opened import opened
from aid.relations import match_relations, offer_relations, request_relations
from aid.rules import MatchStatus, OfferStatus, RequestStatus, Who
from people.person import SYSTEM, Person
from tests import factories, kampung
from tests.aid.acting import ACTS, Scene
from tests.aid.scenes import cast_of, everybody, match_scene, offer_scene, request_scene
from tests.api.client import Client, client_of
from tests.factories import RW_901

Cast = dict[str, Person]
# By table and verb: method, the end of the address, and what is sent. What is not here has no
# door of its own, and is tried by its action.
DOORS: dict[tuple[str, str], tuple[str, str, dict[str, Any]]] = {
    **{("request", verb): ("post", f"{verb.replace('_', '-')}/", {}) for verb in (
        "take_back_messages", "vouch", "verify", "withdraw", "say_enough", "still_need", "erase",
    )},
    ("request", "see"): ("get", "", {}),
    ("request", "see_contact"): ("get", "contact/", {}),
    ("request", "see_known"): ("get", "known/", {}),
    ("request", "issue_link"): ("post", "link/", {}),
    ("request", "refuse"): ("post", "refuse/", {"reason": "Ganda"}),
    ("request", "correct"): ("post", "correct/", {"landmark": "pagar biru"}),
    ("request", "keep_both"): ("post", "keep-both/", {}),
    ("offer", "see"): ("get", "", {}),
    ("offer", "publish_again"): ("post", "publish-again/", {}),
    ("offer", "withdraw"): ("post", "withdraw/", {}),
    **{("match", verb): ("post", f"{verb.replace('_', '-')}/", {}) for verb in (
        "accept", "decline", "take_back_contact", "agree_place", "block_donor", "unblock_donor",
        "start", "deliver", "receive", "confirm", "dispute", "cancel", "did_not_come", "lose",
    )},
    ("match", "see"): ("get", "", {}),
    ("match", "see_contact"): ("get", "contact/", {}),
    ("match", "see_place"): ("get", "place/", {}),
    ("match", "see_collector"): ("get", "collection/", {}),
    ("match", "see_messages"): ("get", "messages/", {}),
    ("match", "see_photo"): ("get", "photos/", {}),
    ("match", "see_code"): ("get", "receipt-code/", {}),
    ("match", "agree_contact"): ("post", "agree-contact/", {"household_agreed": True}),
    ("match", "name_collector"): ("post", "name-collector/", {"name": "Budi Contoh"}),
    ("match", "write_message"): ("post", "write-message/", {"text": "Jam berapa?"}),
    ("match", "running_late"): ("post", "running-late/", {"about": "half_hour"}),
    ("match", "settle_arrived"): ("post", "settle/", {"arrived": True}),
    ("match", "settle_lost"): ("post", "settle/", {"arrived": False}),
    ("match", "complain"): ("post", "complain/", {"kind": "not_as_described"}),
    ("match", "answer_payment"): ("post", "answer-payment/", {"asked": False}),
}  # fmt: skip
# What is so already is not offered, and yet taken when it is said twice.
SAID_AGAIN = {"agree_contact", "block_donor", "unblock_donor"}
# What removing a photo meets where there is none.
NoPhotos = IndexError
RELATIONS: dict[str, Callable[..., frozenset[Who]]] = {
    "request": request_relations, "offer": offer_relations, "match": match_relations,
}  # fmt: skip
PLURAL = {"request": "requests", "offer": "offers", "match": "matches"}


@pytest.fixture
def cast(request: pytest.FixtureRequest) -> Cast:
    return cast_of(request)


def thing_of(table: str, scene: Scene) -> Any:
    return {"request": scene.request, "offer": scene.offer, "match": scene.match}[table]


def accepted(client: Client, person: Person, table: str, verb: str, scene: Scene) -> bool:
    """Whether ``verb`` would be done; nothing stays of it."""
    before = transaction.savepoint()
    try:
        return try_verb(client, person, table, verb, scene)
    except (AidError, NoPhotos):
        return False
    finally:
        transaction.savepoint_rollback(before)


def try_verb(client: Client, person: Person, table: str, verb: str, scene: Scene) -> bool:
    door = DOORS.get((table, verb))
    if door is None:
        ACTS[table, verb](person, scene)
        return True
    method, end, body = door
    if verb == "keep_both":
        body = {"other": other_than(scene.request).reference}
    path = f"/{PLURAL[table]}/{thing_of(table, scene).reference}/{end}"
    answer = getattr(client, method)(path, *([body] if method == "post" else []))
    assert answer.status < 500, answer.body
    return bool(answer.status < 300)


def other_than(request: Request) -> Request:
    others = Request.private.exclude(pk=request.pk).exclude(household=None)
    return others.filter(region=request.region).latest("pk")


def check(table: str, scene: Scene, cast: Cast, **others: Person) -> None:
    reference = thing_of(table, scene).reference
    for letter, person in {**everybody(cast, scene), **others}.items():
        if person is SYSTEM:
            continue
        client = client_of(person)
        shown = client.get(f"/{PLURAL[table]}/{reference}/")
        if shown.status != 200:
            continue
        one_by_one = set(shown.body["allowed"])
        (listed,) = client.get(f"/{PLURAL[table]}/", reference=reference).body["results"]
        # A list of requests doesn't look at what stands beside each.
        may_be_more = set(listed["allowed"]) - one_by_one if table == "request" else set()
        assert set(listed["allowed"]) == one_by_one | may_be_more, letter
        verbs = verbs_at_some_status(table, person, thing_of(table, scene))
        assert one_by_one <= verbs, letter
        tried = verbs - (SAID_AGAIN - one_by_one)
        really = {verb for verb in tried if accepted(client, person, table, verb, scene)}
        assert one_by_one == really, f"{letter}: {one_by_one ^ really}"


def verbs_at_some_status(table: str, person: Person, thing: Any) -> set[str]:
    """Those that the table gives ``person`` at whatever status; nobody else gets any further, as
    tests/aid/test_rules_hold.py makes sure."""
    relations = RELATIONS[table](person, thing)
    return {line.verb for line in rules.TABLES[table] if line.come_from and line.who & relations}


def again(scene: Scene, **changes: object) -> Scene:
    """The scene as it is in the database now, its request changed."""
    Request.private.filter(pk=scene.request.pk).update(**changes) if changes else None
    match = scene.match and factories.fresh_match(scene.match.pk)
    request = factories.fresh(scene.request)
    return Scene(request, factories.fresh_offer(scene.offer), match, scene.complaint)


# Requests


@pytest.mark.parametrize("status", RequestStatus)
def test_of_requests(cast: Cast, status: RequestStatus) -> None:
    scene = request_scene(cast, status)
    factories.submitted(region=scene.request.region_code, category=scene.request.category)
    check("request", scene, cast)


def on_the_road(cast: Cast, scene: Scene) -> Scene:
    factories.bring(factories.pledged(scene.request, 2), MatchStatus.ON_THE_WAY)
    return again(scene)


def past_its_end(cast: Cast, scene: Scene) -> Scene:
    return again(scene, until=timezone.now() - timedelta(hours=1))


def far_from_its_end(cast: Cast, scene: Scene) -> Scene:
    return again(scene, until=timezone.now() + timedelta(days=10))


def filled(cast: Cast, scene: Scene) -> Scene:
    factories.pledged(scene.request)
    return again(scene)


def given_by_its_office(cast: Cast, scene: Scene) -> Scene:
    factories.pledged(scene.request, 1, factories.account_person(cast["D"].user_id or 0))
    factories.proposed(scene.request, factories.published(cast["C"], region=RW_901), 1)
    return again(scene)


def erased(cast: Cast, scene: Scene) -> Scene:
    erasing.erase(factories.household_of(scene.request), scene.request.reference)
    return again(scene)


def unknown_to_all(cast: Cast, scene: Scene) -> Scene:
    Vouch.private.filter(request=scene.request).delete()
    return again(scene)


def vouched_by_its_cadre(cast: Cast, scene: Scene) -> Scene:
    Vouch.private.create(
        request=scene.request, user_id=cast["E"].user_id, as_cadre=True, made_at=timezone.now()
    )
    return scene


def without_messages(cast: Cast, scene: Scene) -> Scene:
    ACTS["request", "take_back_messages"](factories.household_of(scene.request), scene)
    return scene


Change = Callable[[Cast, Scene], Scene]


@pytest.mark.parametrize("change", [on_the_road, past_its_end, filled, given_by_its_office, erased])
def test_of_a_checked_request(cast: Cast, change: Change) -> None:
    check("request", change(cast, request_scene(cast, RequestStatus.VERIFIED)), cast)


@pytest.mark.parametrize(
    "change",
    [past_its_end, far_from_its_end, unknown_to_all, vouched_by_its_cadre, without_messages],
)
def test_of_a_request_to_check(cast: Cast, change: Change) -> None:
    check("request", change(cast, request_scene(cast, RequestStatus.SUBMITTED)), cast)


def test_of_what_a_neighbourhood_needs(cast: Cast) -> None:
    request = factories.declared(by=cast["W"])
    check("request", Scene(factories.fresh(request), factories.published(region=RW_901)), cast)


# Offers


@pytest.mark.parametrize("status", OfferStatus)
def test_of_offers(cast: Cast, status: OfferStatus) -> None:
    check("offer", offer_scene(cast, status), cast)


@pytest.mark.parametrize("change", ["past", "used_up", "nothing_given"])
def test_of_an_open_offer(cast: Cast, change: str) -> None:
    scene = offer_scene(cast, OfferStatus.OPEN)
    if change == "past":
        Offer.private.filter(pk=scene.offer.pk).update(until=timezone.now())
    elif change == "used_up":
        wanted = factories.verified(region=RW_901, quantity=scene.offer.available)
        factories.proposed(wanted, scene.offer)
    else:
        scene = Scene(scene.request, factories.published(cast["D"], region=RW_901))
    check("offer", again(scene), cast)


def test_of_a_pledge(cast: Cast) -> None:
    match = factories.pledged(factories.verified(region=RW_901), 1, cast["D"])
    check("offer", Scene(factories.verified(region=RW_901), match.offer), cast)


# Matches


@pytest.mark.parametrize("status", MatchStatus)
def test_of_matches(cast: Cast, status: MatchStatus) -> None:
    check("match", match_scene(cast, status), cast)


def blocked(cast: Cast, scene: Scene) -> Scene:
    blocks.block_donor(everybody(cast, scene)["H"], reference_of(scene))
    return again(scene)


def reference_of(scene: Scene) -> str:
    assert scene.match is not None
    return scene.match.reference


def closed_to_its_donor(cast: Cast, scene: Scene) -> Scene:
    take_back_contact(everybody(cast, scene)["H"], reference_of(scene))
    return again(scene)


def brought(cast: Cast, scene: Scene) -> Scene:
    Offer.private.filter(pk=scene.offer.pk).update(handover="delivery")
    return again(scene)


def nearly_over(cast: Cast, scene: Scene) -> Scene:
    return again(scene, until=timezone.now() + timedelta(minutes=5))


def locked_code(cast: Cast, scene: Scene) -> Scene:
    wrong = rules.MOST_CODE_ATTEMPTS
    Match.private.filter(reference=reference_of(scene)).update(wrong_codes=wrong)
    return again(scene)


def full_of_photos(cast: Cast, scene: Scene) -> Scene:
    assert scene.match is not None
    for _ in range(rules.MOST_PHOTOS - 4):
        factories.photo_by(cast["D"], scene.match)
    return scene


def without_photos(cast: Cast, scene: Scene) -> Scene:
    assert scene.match is not None
    with opened([scene.match.pk]):
        ids = [photo.pk for photo in photos.Photo.private.of_match(scene.match.pk)]
    for pk in ids:
        photos.remove_photo(everybody(cast, scene)["H"], scene.match.reference, pk)
    return scene


def complained_enough(cast: Cast, scene: Scene) -> Scene:
    for letter in "HFD":
        for _ in range(rules.MOST_COMPLAINTS_A_DAY):
            complaints.complain(everybody(cast, scene)[letter], reference_of(scene), "harassment")
    return again(scene)


@pytest.mark.parametrize("change", [
    blocked, closed_to_its_donor, brought, nearly_over, locked_code, full_of_photos,
    without_photos, complained_enough,
])  # fmt: skip
def test_of_what_is_on_its_way(cast: Cast, change: Change) -> None:
    check("match", change(cast, match_scene(cast, MatchStatus.ON_THE_WAY)), cast)


@pytest.mark.parametrize("late", ["request", "offer"])
def test_of_a_proposal_that_came_too_late(cast: Cast, late: str) -> None:
    scene = match_scene(cast, MatchStatus.PROPOSED)
    if late == "offer":
        Offer.private.filter(pk=scene.offer.pk).update(until=timezone.now())
    else:
        Request.private.filter(pk=scene.request.pk).update(until=timezone.now())
    check("match", again(scene), cast)


def test_of_a_proposal_to_whoever_made_the_households_link(cast: Cast) -> None:
    request = factories.verified(region=RW_901)
    ACTS["request", "issue_link"](cast["C"], Scene(request, factories.published()))
    offer = factories.published(cast["C"], region=RW_901)
    match = factories.proposed(request, offer, 1)
    check("match", Scene(factories.fresh(request), match.offer, match), cast)


@pytest.mark.parametrize("status", [MatchStatus.PROPOSED, MatchStatus.ACCEPTED])
def test_of_what_a_neighbourhood_gets(cast: Cast, status: MatchStatus) -> None:
    match = factories.match_at(status, cast["D"], factories.declared(by=cast["W"]), 2)
    check("match", Scene(match.request, match.offer, match), cast)


def test_of_what_travels_in_a_consignment(cast: Cast) -> None:
    kampung.portion([1] * 4)
    consignment = kampung.on_the_way(cast["D"], 2)
    match = Match.private.with_facts().get(consignment=consignment)
    check("match", Scene(match.request, match.offer, match), cast)
