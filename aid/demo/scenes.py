"""Eight situations of a whole kampung, made up, each ending in figures that pages show.

All goes through the actions that people use, at the times of day at which it happens.
"""

from dataclasses import dataclass
from datetime import timedelta
from math import cos, radians

from django.utils import timezone

from aid import codes
from aid.actions import (
    complaints,
    consignments,
    coupons,
    dividing,
    matches,
    offers,
    planning,
    pledges,
    verification,
    vouching,
)
from aid.actions.meals import offer_late_meals_on
from aid.actions.posts import Described, open_post
from aid.actions.redemption import redeem
from aid.actions.requests import Asked, submit, submit_for_neighbourhood
from aid.demo.clock import at, days_ago
from aid.demo.kampung import (
    Kampung,
    bring,
    bring_back,
    coupons_of,
    households,
    make_kampung,
    phone_of,
    promise,
    schedule,
    verified_list,
    verified_rw,
)
from aid.demo.people import HOME, make_person
from aid.models import Consignment, Handout, NeighbourhoodList, Post, Request
from people.person import Person
from people.queries import person_of

# 1.2 km to the east, in degrees at six degrees south.
KITCHEN_AWAY = 1.2 / (111.32 * cos(radians(6)))
# Scenario 4: RWs of Penjaringan; the last one's lane takes motorbikes only.
PENJARINGAN = "31.72.01.1001"
EIGHT_RW, PACKAGES = range(904, 912), 5_000


@dataclass(frozen=True)
class Cast:
    """Who takes part: head and cadre of RW 901 in Kapuk, the officers of Kapuk and of the city in
    the north, the demo's own donor, and seven others."""

    head: Person
    cadre: Person
    officer: Person
    north: Person
    donor: Person
    others: tuple[Person, ...]


def donors() -> tuple[Person, ...]:
    """Seven donors whom the city knows."""
    return tuple(
        person_of(make_person(f"kiriman-{number}@contoh.test", f"Donatur Kiriman Contoh {number}"))
        for number in range(1, 8)
    )


def listed_in_rw_901(cast: Cast) -> tuple[Kampung, NeighbourhoodList]:
    """RW 901 of Kapuk lists 412 households, 1,648 people, for four weeks, of which this is the
    third; 37 of them had asked alone."""
    with at(days_ago(17, 9)):
        kampung = Kampung(verified_rw(HOME, 901), cast.head, cast.cadre, cast.officer)
        lines = households(412, 1_648)
        for line in lines[:37]:
            asked = Asked(
                category="sembako", quantity=1, region=kampung.region.code, people=line.people,
                name=line.name, phone=line.phone, landmark="Contoh", consent=True,
            )  # fmt: skip
            request = submit(Person(), asked).request
            verification.verify(cast.officer, request.reference)
    with at(days_ago(15, 10)):
        return kampung, verified_list(kampung, lines, days_ago(14, 0).date(), weeks=4)


def first_week(cast: Cast, kampung: Kampung, of_list: NeighbourhoodList) -> Consignment:
    """300 packages promised, 298 at the post, 291 confirmed, 7 left."""
    donor, day = cast.others[0], days_ago(14, 0).date()
    with at(days_ago(14, 7)):
        sent = promise(donor, kampung, 300, schedule(day))
        printed = coupons_of(kampung, of_list, portion=1)
    with at(days_ago(14, 9)):
        came = bring(donor, kampung, sent, 298)
        due = set(Handout.private.filter(consignment=came).values_list("household_id", flat=True))
    with at(days_ago(14, 16)):
        mine = [coupon for coupon in printed if coupon.household_id in due]
        bring_back(kampung, came, mine[:291])
    return came


def asked_to_pay(came: Consignment) -> None:
    """ "Diminta Rp10.000?" Yes, says one household: the city reads it, the RT and RW don't."""
    handout = Handout.private.of_consignment(came.pk).filter(way="coupon").first()
    assert handout is not None and handout.coupon_id is not None
    holder = Person(coupons=frozenset([handout.coupon_id]))
    with at(days_ago(13, 8)):
        text = "Contoh: diminta Rp10.000 untuk ongkos angkut."
        complaints.complain_about_handout(holder, handout.pk, "asked_to_pay", text)


def third_week(cast: Cast, kampung: Kampung, posko: Post) -> Consignment:
    """Today's portion lacks 112 of 412 packages; of 120 at a posko, 112 fill it and 8 stay."""
    today = timezone.localdate()
    first, second = cast.others[1], cast.others[2]
    with at(days_ago(0, 0, 30)):
        promise(first, kampung, 300, schedule(today))
        given = offers.Given(
            category="sembako", quantity=120, region=HOME, radius=5, handover="pickup",
            post=posko.pk, contents=["rice", "oil"],
        )  # fmt: skip
        offer = offers.publish(second, given)
        portion = portion_of(kampung, 3)
        matches.propose_by_hand(cast.officer, portion, offer.reference, 112)
        return planning.plan(second, kampung.region.code, "sembako", schedule(today, slot="midday"))


def portion_of(kampung: Kampung, number: int) -> str:
    """The reference of a portion's request."""
    found = Request.private.get(list__region=kampung.region, portion=number)
    return found.reference


def posko_in_kapuk(cast: Cast) -> Post:
    described = Described(
        region=HOME, name="Posko Contoh Kapuk", landmark="Contoh", lane="truck",
        custodian="Penjaga Contoh",
    )  # fmt: skip
    return open_post(cast.officer, described)


def rw_post(kampung: Kampung, lane: str = "truck") -> Post:
    described = Described(
        region=kampung.region.code, kind="rw_post", name=f"Pos {kampung.region.name}",
        landmark="Musala Contoh", lane=lane, custodian="Penjaga Contoh",
    )  # fmt: skip
    return open_post(kampung.head, described)


def eight_rw(cast: Cast) -> list[Consignment]:
    """One donor gives 5,000 packages to eight RW: one yes for each."""
    tomorrow, sent = timezone.localdate() + timedelta(days=1), []
    for lane, kampung in proposed_to_eight_rw(cast.donor, cast.north):
        when = schedule(tomorrow, vehicle=lane)
        sent.append(planning.plan(cast.donor, kampung.region.code, "sembako", when))
    return sent


def proposed_to_eight_rw(donor: Person, north: Person) -> list[tuple[str, Kampung]]:
    """What gets through the lane of each of the eight RW, and its people, once the city in the
    north has proposed the donor's 5,000 packages to them. The last lane takes motorbikes only."""
    offer = offers.publish(donor, offers.Given("sembako", PACKAGES, PENJARINGAN, radius=10))
    each, found = PACKAGES // len(EIGHT_RW), []
    for rw in EIGHT_RW:
        kampung = make_kampung(PENJARINGAN, rw, north)
        lane = "motorbike" if rw == EIGHT_RW[-1] else "truck"
        rw_post(kampung, lane)
        asked = Asked(category="sembako", quantity=each, region=kampung.region.code)
        declared = submit_for_neighbourhood(kampung.head, asked)
        verification.verify(north, declared.reference)
        matches.propose_by_hand(north, declared.reference, offer.reference, each)
        found.append((lane, kampung))
    return found


def divided(cast: Cast) -> Consignment:
    """200 packages for 400 families: the RW divides them, 400 times "sebagian"."""
    donor = cast.others[3]
    with at(days_ago(4, 8)):
        kampung = make_kampung(HOME, 902, cast.officer)
        of_list = verified_list(kampung, households(400, 1_600), days_ago(3, 0).date(), weeks=1)
        printed = coupons_of(kampung, of_list, portion=1)
    with at(days_ago(3, 8)):
        sent = promise(donor, kampung, 200, schedule(timezone.localdate()))
        came = bring(donor, kampung, sent, 200)
        dividing.divide(kampung.head, came.reference, "Contoh: cukup untuk semua bila dibagi rata.")
    with at(days_ago(3, 16)):
        bring_back(kampung, came, printed)
        return consignments.finish(kampung.head, came.reference)


def rented_room(cast: Cast) -> Consignment:
    """A rented room, no Jakarta ID, a neighbour's phone: two neighbours vouch, the kelurahan
    prints a coupon, the goods are received."""
    donor = cast.others[4]
    with at(days_ago(6, 9)):
        kampung = make_kampung(HOME, 903, cast.officer)
        neighbours = [neighbour(kampung, number) for number in (1, 2)]
        asked = Asked(
            category="sembako", quantity=1, region=kampung.region.code, people=3,
            name="Penghuni Kontrakan Contoh", phone=phone_of(9031), no_local_id=True, consent=True,
        )  # fmt: skip
        request = submit(Person(), asked).request
        for each in neighbours:
            vouching.vouch(each, request.reference)
        verification.verify(kampung.head, request.reference)
        coupon = coupons.issue_for_request(cast.officer, request.reference)
    with at(days_ago(5, 8)):
        pledges.pledge_to_request(donor, request.reference, 1)
        code, today = kampung.region.code, timezone.localdate()
        sent = planning.plan(donor, code, "sembako", schedule(today, vehicle="motorbike"))
        came = bring(donor, kampung, sent, 1)
        redeem(kampung.head, came.reference, coupon.serial, codes.coupon_code(coupon.salt))
        return consignments.finish(kampung.head, came.reference)


def neighbour(kampung: Kampung, number: int) -> Person:
    """Somebody of the RW whose own household was checked."""
    login = f"tetangga{number}-{kampung.region.code}@contoh.test"
    person = person_of(make_person(login, f"Tetangga Contoh {number}"))
    asked = Asked(
        category="hygiene", quantity=1, region=kampung.region.code, people=4,
        name=f"Tetangga Contoh {number}", consent=True,
    )  # fmt: skip
    verification.verify(kampung.officer, submit(person, asked).request.reference)
    return person


def late_meals(cast: Cast) -> Consignment:
    """40 meals for 17.30 that nobody had set out with at 16.30 are offered on; a kitchen 1.2 km
    away brings them at 17.25."""
    first, kitchen = cast.others[5], cast.others[6]
    with at(days_ago(2, 9)):
        kampung = make_kampung(HOME, 904, cast.officer)
        lines = households(10, 40)
        meals_for = verified_list(
            kampung, lines, days_ago(1, 0).date(), weeks=1, category="meal", slot="buka"
        )
    code = kampung.region.code
    with at(days_ago(1, 14)):
        when = schedule(timezone.localdate(), slot="buka", vehicle="motorbike", contents=["rice"])
        planning.pledge(first, code, "meal", 40, when)
    with at(days_ago(1, 16, 30)):
        offer_late_meals_on(timezone.now())
    with at(days_ago(1, 16, 35)):
        point = kampung.region.point
        given = offers.Given(
            "meal", 40, HOME, radius=3, longitude=point.x + KITCHEN_AWAY, latitude=point.y
        )
        offer = offers.publish(kitchen, given)
        portion = portion_of(kampung, 1)
        matches.propose_by_hand(cast.officer, portion, offer.reference, 40)
        sent = planning.plan(kitchen, code, "meal", when)
        consignments.start(kitchen, sent.reference)
    with at(days_ago(1, 17, 25)):
        receipt = consignments.Receipt(40, "Penerima Contoh", "Saksi Contoh")
        came = consignments.arrive(kampung.head, sent.reference, receipt)
        printed = coupons_of(kampung, meals_for, portion=1)
        bring_back(kampung, came, printed)
        return consignments.finish(kampung.head, came.reference)


def load(cast: Cast) -> None:
    """All eight."""
    kampung, of_list = listed_in_rw_901(cast)
    asked_to_pay(first_week(cast, kampung, of_list))
    third_week(cast, kampung, posko_in_kapuk(cast))
    eight_rw(cast)
    divided(cast)
    rented_room(cast)
    late_meals(cast)
