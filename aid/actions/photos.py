"""Photos of what was brought: rewritten, sealed, and seen by those whom the match concerns."""

import uuid
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from aid import rules
from aid.actions.access import access_match, require_on_match
from aid.errors import (
    Invalid,
    NotAllowed,
    NotFound,
    SignInNeeded,
    TooManyPhotos,
    WrongState,
    problem,
)
from aid.events import match_entry, record
from aid.models import Match, Photo
from aid.opened import opened
from aid.photo_files import MOST_BYTES, PhotoRefused
from aid.queries import beside
from aid.reference import tidy_reference
from aid.relations import match_relations
from aid.rules import Who
from aid.standing import match_verbs
from people.fields import seal_in, unseal_in
from people.person import Person

MEGABYTE = 1024 * 1024
# A JPEG, its width and its height.
Pixels = tuple[bytes, int, int]


def add_photo(person: Person, reference: str, data: bytes) -> Photo:
    """Add a photo, without anything but its pixels.

    Raises Invalid, TooManyPhotos or what the rules refuse.
    """
    return keep_photo(person, reference, decoded_photo(person, reference, data))


def decoded_photo(person: Person, reference: str, data: bytes) -> Pixels:
    """What ``keep_photo`` keeps of a file. Raises as ``add_photo``.

    Whoever may not is refused before anything is decoded. Not inside a transaction: no row is
    to be locked meanwhile.
    """
    with transaction.atomic():
        room_for_photo(person, reference)
    return clean(data)


@transaction.atomic
def keep_photo(person: Person, reference: str, pixels: Pixels) -> Photo:
    """Add what ``decoded_photo`` made. Raises TooManyPhotos or what the rules refuse."""
    match = room_for_photo(person, reference)
    jpeg, width, height = pixels
    photo = Photo(match=match, side=side_of(person, match), added_by_id=person.user_id)
    photo.added_at, photo.width, photo.height = timezone.now(), width, height
    seal_in(photo, "jpeg", jpeg)
    with opened([match.pk]):
        photo.save(force_insert=True)
    record(person, match_entry("add_photo", match))
    return photo


def room_for_photo(person: Person, reference: str) -> Match:
    match = access_match(person, reference, "add_photo")
    if match.request.erased_at is not None:
        raise WrongState()
    with opened([match.pk]):
        if Photo.private.of_match(match.pk).count() >= rules.MOST_PHOTOS:
            raise TooManyPhotos(most=rules.MOST_PHOTOS)
    return match


def clean(data: bytes) -> Pixels:
    """As ``rewritten``. Raises Invalid."""
    from aid.photos import rewritten  # noqa: PLC0415 # heavy, and seldom needed

    try:
        return rewritten(data)
    except PhotoRefused as refused:
        wrong = problem(refused.code, most=MOST_BYTES // MEGABYTE)
        raise Invalid({"photo": wrong}) from None


def photos_of(person: Person, reference: str) -> tuple[Match, list[Photo]]:
    """The match and its photos, without their bytes. Raises NotFound for everybody else."""
    match = match_with_photos(person, reference)
    with opened([match.pk]):
        return match, list(Photo.private.of_match(match.pk))


def see_photo(person: Person, reference: str, photo_id: uuid.UUID) -> bytes:
    """One photo, a JPEG. Raises NotFound, to everybody whom the match doesn't concern too."""
    match = match_with_photos(person, reference)
    with opened([match.pk]):
        photo = Photo.private.filter(match=match, pk=photo_id).first()
    if photo is None:
        raise NotFound()
    return unseal_in(photo, "jpeg")


@transaction.atomic
def remove_photo(person: Person, reference: str, photo_id: uuid.UUID) -> Match:
    """Take a photo away for good: the household any of them, others what they added.

    Raises NotFound, NotAllowed or what the rules refuse.
    """
    match = access_match(person, reference, "remove_photo")
    with opened([match.pk]):
        photo = Photo.private.of_match(match.pk).filter(pk=photo_id).first()
        if photo is None:
            raise NotFound()
        if not may_remove(person, match, photo):
            raise NotAllowed()
        photo.delete()
    record(person, match_entry("remove_photo", match))
    return match


def may_remove(person: Person, match: Match, photo: Photo) -> bool:
    """Of those whom the rules let remove photos at all."""
    return beside.may_remove(person, match, photo.added_by_id)


def photo_counts(person: Person, matches: Iterable[Match]) -> dict[int, int]:
    """How many photos there are, by id of those of ``matches`` (with facts) whose photos
    ``person`` may see. One statement."""
    now = timezone.now()
    counts = {match.pk: 0 for match in matches if "see_photo" in match_verbs(person, match, now)}
    if counts:
        with opened(counts):
            for match_id in Photo.private.filter(match_id__in=counts).values_list(
                "match_id", flat=True
            ):
                counts[match_id] += 1
    return counts


def match_with_photos(person: Person, reference: str) -> Match:
    """The match, with "see_photo" allowed on it; not locked. Raises NotFound."""
    known = Match.private.visible_to(person).filter(reference=tidy_reference(reference))
    match: Match | None = known.first()
    if match is None:
        raise NotFound()
    try:
        require_on_match(person, match, "see_photo")
    except (NotAllowed, SignInNeeded):
        raise NotFound() from None
    return match


def side_of(person: Person, match: Match) -> str:
    relations = match_relations(person, match)
    if Who.DONOR in relations:
        return "donor"
    return "household" if Who.RESIDENT in relations else "office"
