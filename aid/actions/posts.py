"""Places where goods lie: opening and closing them, who keeps them, and who fetches there."""

from dataclasses import dataclass
from datetime import time

from django.contrib.gis.geos import Point
from django.db import transaction
from django.utils import timezone

from aid import checks
from aid.actions.access import access_donor, access_match, read_match, require
from aid.checks import Trouble
from aid.errors import KnownDonorsOnly, NotFound, NothingToFetch
from aid.events import Entry, match_entry, record
from aid.models import Match, Offer, Post
from aid.models.post import LANES, POST_KINDS
from aid.relations import region_relations
from aid.rules import OfferStatus, Who
from geo.places import place_in_jakarta
from geo.projection import METRES, to_metres
from people.person import Person

OWN_KIND = "posko"


@dataclass(frozen=True)
class Described:
    """A post as entered. ``opens`` and ``closes`` are times of day, ``custodian`` is who keeps
    the goods, with a phone; ``longitude`` and ``latitude`` in degrees, without them the region's
    own point serves."""

    region: object
    name: object
    kind: object = OWN_KIND
    landmark: object = ""
    lane: object = "car"
    opens: object = "08:00"
    closes: object = "17:00"
    custodian: object = ""
    longitude: object = None
    latitude: object = None


def open_post(person: Person, described: Described) -> Post:
    """Open a post: the region's office any kind, a donor whom the city knows a posko.

    Raises Invalid with every wrong field, KnownDonorsOnly, or what the rules refuse.
    """
    post = checked_post(described)
    relations = region_relations(person, post.region_code)
    require("region", "open_post", None, relations)
    with transaction.atomic():
        if Who.COORDINATOR not in relations and not may_open_own(person, post):
            raise KnownDonorsOnly()
        post.added_by_id = person.user_id
        post.save(force_insert=True)
        record(person, Entry("open_post", region=post.region_code, facts={"post": post.pk}))
    return post


def may_open_own(person: Person, post: Post) -> bool:
    return post.kind == OWN_KIND and access_donor(person).verified_at is not None


def checked_post(described: Described) -> Post:
    check = checks.Checks()
    region = check.field("region", lambda: checks.region(described.region))
    point = check.field("point", lambda: place_in_jakarta(described.longitude, described.latitude))
    fields = {
        "kind": check.field(
            "kind", lambda: checks.one_of(described.kind, POST_KINDS, "kind_unknown")
        ),
        "lane": check.field("lane", lambda: checks.one_of(described.lane, LANES, "lane_unknown")),
        "name": check.field("name", lambda: checks.text(described.name, 120, needed=True)),
        "landmark": check.field("landmark", lambda: checks.text(described.landmark, 200)),
        "opens": check.field("opens", lambda: time_of_day(described.opens)),
        "closes": check.field("closes", lambda: time_of_day(described.closes)),
        "custodian": check.field(
            "custodian", lambda: checks.text(described.custodian, 200, needed=True)
        ),
    }
    check.done()
    assert region is not None
    place = Point(*to_metres(point or region.point), srid=METRES)
    return Post(region=region, place=place, added_at=timezone.now(), **fields)


def time_of_day(value: object) -> time:
    """``8.00``, ``08:00`` or a time."""
    if isinstance(value, time):
        return value
    try:
        return time.fromisoformat(f"{value}".strip().replace(".", ":").zfill(5))
    except ValueError:
        raise Trouble("time_invalid") from None


@transaction.atomic
def close_post(person: Person, post_id: object) -> Post:
    """Nothing comes there any more; what lies there is still handed out.

    Whoever opened it may close it too. Raises NotFound or what the rules refuse.
    """
    post = Post.private.standing().filter(pk=number(post_id)).first()
    if post is None:
        raise NotFound()
    own = person.user_id is not None and post.added_by_id == person.user_id
    relations = region_relations(person, post.region_code)
    require("region", "open_post" if own else "close_post", None, relations)
    post.closed_at = timezone.now()
    post.save(update_fields=["closed_at"])
    record(person, Entry("close_post", region=post.region_code, facts={"post": post.pk}))
    return post


def number(post_id: object) -> int:
    """The id typed, or 0, which no post has."""
    digits = str(post_id)
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else 0


def keeps(person: Person, post: Post) -> bool:
    """Whether ``person`` may read who keeps the goods: the office, and whoever opened it."""
    if person.user_id is not None and post.added_by_id == person.user_id:
        return True
    return Who.COORDINATOR in region_relations(person, post.region_code)


def custodian_of(person: Person, reference: str) -> str:
    """Who keeps the goods of a match, for those who bring or fetch them; empty without a post."""
    match = read_match(person, reference, "see_place")
    post = match.offer.post
    return str(post.custodian) if post is not None else ""


@transaction.atomic
def name_collector(person: Person, reference: str, name: object = "") -> Match:
    """Who fetches the goods where they lie. Raises Invalid, NothingToFetch when the donor brings
    them, or what the rules refuse."""
    match = access_match(person, reference, "name_collector")
    check = checks.Checks()
    clean = check.field("collector", lambda: checks.text(name, 120, needed=True))
    check.done()
    if match.offer.handover != "pickup":
        raise NothingToFetch()
    match.collector = clean
    match.save(update_fields=["collector"])
    record(person, match_entry("name_collector", match))
    return match


def collector_of(person: Person, reference: str) -> str:
    """Who fetches the goods; empty as long as nobody is named."""
    match = read_match(person, reference, "see_collector")
    return str(match.collector or "")


@dataclass(frozen=True)
class Stock:
    """Units of one category that lie at a post: ``promised``, only ``proposed``, or ``free``."""

    promised: int = 0
    proposed: int = 0
    free: int = 0

    @property
    def lying(self) -> int:
        return self.promised + self.proposed + self.free


def standing_at(post: Post) -> dict[str, Stock]:
    """What lies at ``post`` by category: stock of offers of donors whom the city knows."""
    offers = Offer.private.filter(
        post=post, status=OfferStatus.OPEN, donor__verified_at__isnull=False
    )
    stock: dict[str, Stock] = {}
    for offer in offers:
        known = stock.get(offer.category, Stock())
        stock[offer.category] = Stock(
            known.promised + offer.reserved,
            known.proposed + offer.proposed,
            known.free + offer.available,
        )
    return stock
