"""Publishing what one can give, and taking it back."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.gis.geos import Point
from django.db import transaction
from django.utils import timezone

from aid import checks, rules
from aid.actions.access import access_donor, access_offer, known_offer, require
from aid.actions.arrival import call_matching
from aid.actions.counters import close_offer, move
from aid.errors import TooManyOffers, WrongState
from aid.events import Entry, record
from aid.holidays import cut_off
from aid.models import Offer, Post
from aid.models.offer import HANDOVERS
from aid.queries.room import offers_are_full
from aid.reference import new_reference
from aid.relations import relations_at_door
from aid.standing import offer_verbs
from geo.places import place_in_jakarta
from geo.privacy import snapped_point
from people.models import User
from people.person import Person


@dataclass(frozen=True)
class Given:
    """What a form or the API hands over, as entered; ``publish`` checks every field.

    ``radius`` is in kilometres; ``longitude`` and ``latitude`` in degrees, without them the
    region's own point serves; ``until`` is the last day, as date or ISO text. Goods that lie at
    ``post`` already (its id) have its region and place. ``contents`` are codes of
    ``aid.contents``. ``least`` is the smallest part worth a trip, ``most_open`` how many unanswered
    proposals the donor takes at once; empty for whatever comes.
    """

    category: object
    quantity: object
    region: object = ""
    radius: object = 5
    handover: object = "delivery"
    note: object = ""
    longitude: object = None
    latitude: object = None
    until: object = None
    post: object = None
    contents: object = ()
    least: object = None
    most_open: object = None


def publish(person: Person, given: Given) -> Offer:
    """Offer something to whoever needs it nearby.

    Raises Invalid with every wrong field, TooManyOffers or what the rules refuse.
    """
    require("offer", "publish", None, relations_at_door(person))
    offer = checked_offer(person, given)
    with transaction.atomic():
        refuse_too_many(access_donor(person))
        announce(person, offer)
    return offer


@transaction.atomic
def publish_again(person: Person, reference: str) -> Offer:
    """Offer the same once more, from today on and for as many days as before.

    It is the same donor's, whomever ``person`` gives for at present. Where its post closed, the
    goods are taken to lie nearby. Raises WrongState for a pledge, TooManyOffers or what the rules
    refuse.
    """
    donor_id = known_offer(person, reference, "publish_again").donor_id
    donor = User.objects.select_for_update(no_key=True).get(pk=donor_id)
    before, _ = access_offer(person, reference, "publish_again")
    if "publish_again" not in offer_verbs(person, before, timezone.now()):
        raise WrongState()
    refuse_too_many(donor)
    offer = repeated(before)
    announce(person, offer, again=before.pk)
    return offer


def announce(person: Person, offer: Offer, **facts: int) -> None:
    """Save a new ``offer``, write down that it was published, and have it matched."""
    offer.save(force_insert=True)
    told = {"category": offer.category, "quantity": offer.quantity, **facts}
    record(person, Entry("publish", offer=offer, facts=told))
    call_matching()


def repeated(before: Offer) -> Offer:
    """A new offer of what ``before`` offered, not yet saved."""
    post = before.post
    return Offer(
        reference=new_reference("O"),
        donor_id=before.donor_id,
        region_id=before.region_id,
        category=before.category,
        quantity=before.quantity,
        least=before.least,
        most_open=before.most_open,
        radius=before.radius,
        handover=before.handover,
        note=before.note,
        until=as_long_again(before),
        published_at=timezone.now(),
        place=before.place,
        post=post if post is not None and post.closed_at is None else None,
        contents=before.contents,
    )


def as_long_again(before: Offer) -> datetime:
    """The end of the day that is as far from today as the last of ``before`` was from the day on
    which it was published; what is for a holiday ends with it."""
    last = timezone.localdate(before.until - timedelta(seconds=1))
    days = max(timedelta(0), last - timezone.localdate(before.published_at))
    until = checks.end_of_day(timezone.localdate() + days)
    latest = cut_off(before.category)
    return until if latest is None else min(until, latest)


def refuse_too_many(donor: User) -> None:
    """Raise TooManyOffers when ``donor``, whose account is locked, offers too much at once and
    the city doesn't know who it is."""
    if donor.verified_at is None and offers_are_full(donor.pk):
        raise TooManyOffers(most=rules.MOST_OPEN_OFFERS)


def checked_offer(person: Person, given: Given) -> Offer:
    check = checks.Checks()
    category = check.field("category", lambda: checks.category(given.category))
    quantity = category and check.field(
        "quantity", lambda: checks.quantity(given.quantity, category)
    )
    post = check.field("post", lambda: standing_post(given.post))
    region = post.region if post else check.field("region", lambda: checks.region(given.region))
    contents = category and check.field(
        "contents", lambda: checks.contents(given.contents, category)
    )
    least = quantity and check.field("least", lambda: checks.least_part(given.least, quantity))
    most_open = check.field("most_open", lambda: checks.most_open(given.most_open))
    radius = check.field("radius", lambda: checks.radius(given.radius))
    handover = check.field(
        "handover", lambda: checks.one_of(given.handover, HANDOVERS, "handover_unknown")
    )
    note = check.field("note", lambda: checks.text(given.note, 500))
    until = check.field("until", lambda: checks.ends(given.until, category))
    point = check.field("point", lambda: place_in_jakarta(given.longitude, given.latitude))
    check.done()
    assert category and quantity and region and radius and until
    return new_offer(
        person,
        region_id=region.pk,
        category=category.code,
        quantity=quantity,
        least=least or 1,
        most_open=most_open,
        radius=radius,
        handover=handover,
        note=note or "",
        until=until,
        place=snapped_point(post.place if post else point or region.point),
        post=post,
        contents=contents or [],
    )


def standing_post(value: object) -> Post | None:
    """The post where the goods lie; None where they lie elsewhere."""
    if value in (None, ""):
        return None
    digits = str(value)
    known = digits.isascii() and digits.isdigit() and len(digits) < 10
    post: Post | None = Post.private.standing().filter(pk=int(digits)).first() if known else None
    if post is None:
        raise checks.Trouble("post_unknown")
    return post


def new_offer(person: Person, *, until: datetime, place: Point, **fields: Any) -> Offer:
    """An offer of ``person``, or of the organisation that they give for, not yet saved."""
    assert person.donor_id is not None
    return Offer(
        reference=new_reference("O"),
        donor_id=person.donor_id,
        until=until,
        published_at=timezone.now(),
        place=place,
        **fields,
    )


@transaction.atomic
def withdraw(person: Person, reference: str) -> Offer:
    """The donor takes back what isn't promised yet; promises stand and are still delivered."""
    offer, proposals = access_offer(person, reference, "withdraw")
    for match in proposals:
        move(person, "decline", match)
    close_offer(person, "withdraw", offer)
    call_matching()
    return offer
