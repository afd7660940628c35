"""Photos of a match: who adds, sees and removes them, and what is kept."""

import uuid
from io import BytesIO

import pytest
from PIL import Image

from aid import photos as decoding
from aid import rules
from aid.actions.photos import add_photo, photo_counts, photos_of, remove_photo, see_photo
from aid.errors import Invalid, NotAllowed, NotFound, TooManyPhotos
from aid.models import Event, Match, Photo
from aid.opened import opened
from aid.rules import MatchStatus
from people.person import ANYONE, Person
from people.vault import NotOpened
from tests import factories
from tests.aid.pictures import JPEG, jpeg
from tests.factories import fresh_match, household_of, verified

pytestmark = pytest.mark.django_db


@pytest.fixture
def match(donor: Person, helper: Person) -> Match:
    request = verified(helper, for_someone_else=True)
    return factories.match_at(MatchStatus.ON_THE_WAY, donor, request)


@pytest.fixture
def photo(match: Match, donor: Person) -> Photo:
    return add_photo(donor, match.reference, JPEG)


def rows(match: Match) -> list[Photo]:
    with opened([match.pk]):
        return list(Photo.private.filter(match=match))


def test_those_whom_it_concerns_see_it(
    match: Match, photo: Photo, donor: Person, helper: Person, coordinator: Person
) -> None:
    for person in (household_of(match.request), donor, helper, coordinator):
        data = see_photo(person, match.reference, photo.pk)
        with Image.open(BytesIO(data)) as shown:
            assert (shown.format, shown.size) == ("JPEG", (8, 6))
        assert [each.pk for each in photos_of(person, match.reference)[1]] == [photo.pk]
        assert photo_counts(person, [fresh_match(match.pk)]) == {match.pk: 1}


def test_for_everybody_else_there_is_none(
    match: Match, photo: Photo, stranger: Person, auditor: Person, other_coordinator: Person
) -> None:
    rival = factories.donor_of(factories.pledged(verified(), 1))
    for person in (stranger, auditor, other_coordinator, rival, ANYONE):
        with pytest.raises(NotFound):
            see_photo(person, match.reference, photo.pk)
        with pytest.raises(NotFound):
            photos_of(person, match.reference)
        assert photo_counts(person, [fresh_match(match.pk)]) == {}


def test_photo_of_one_match_is_not_there_on_another(
    match: Match, photo: Photo, donor: Person
) -> None:
    other = factories.match_at(MatchStatus.ON_THE_WAY, donor)
    with pytest.raises(NotFound):
        see_photo(donor, other.reference, photo.pk)
    with pytest.raises(NotFound):
        remove_photo(donor, other.reference, photo.pk)
    assert len(rows(match)) == 1


@pytest.mark.parametrize("who", ["donor", "household", "office"])
def test_who_added_it_is_kept_as_a_side(
    who: str, match: Match, donor: Person, coordinator: Person
) -> None:
    people = {"donor": donor, "household": household_of(match.request), "office": coordinator}
    photo = add_photo(people[who], match.reference, JPEG)
    assert (photo.side, photo.added_by_id) == (who, people[who].user_id)


def test_what_is_kept_is_not_what_came(match: Match, donor: Person) -> None:
    came = jpeg((3_200, 100)) + b"<script>"
    photo = add_photo(donor, match.reference, came)
    kept = bytes(rows(match)[0].jpeg)
    assert (photo.width, photo.height) == (1_600, 50)
    assert b"script" not in kept and came[:40] not in kept
    # Sealed: no JPEG begins anywhere.
    assert b"\xff\xd8\xff\xe0" not in kept
    with Image.open(BytesIO(see_photo(donor, match.reference, photo.pk))) as shown:
        assert shown.size == (1_600, 50)


def test_photo_opens_in_no_other_row(match: Match, donor: Person) -> None:
    first, second = (add_photo(donor, match.reference, JPEG) for _ in range(2))
    with opened([match.pk]):
        Photo.private.filter(pk=second.pk).update(jpeg=bytes(first.jpeg))
    with pytest.raises(NotOpened):
        see_photo(donor, match.reference, second.pk)


def test_refused_upload_says_why_and_leaves_nothing(match: Match, donor: Person) -> None:
    for data, code in ((b"", "photo_empty"), (b"GIF89a", "photo_kind_unknown")):
        with pytest.raises(Invalid) as refused:
            add_photo(donor, match.reference, data)
        assert refused.value.problems["photo"].code == code
    assert rows(match) == []
    assert not Event.log.of_match(match.pk).filter(kind="add_photo").exists()


def test_nothing_is_decoded_for_whom_it_does_not_concern(
    match: Match, stranger: Person, helper: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def decode(_: bytes) -> None:
        pytest.fail("decoded")

    monkeypatch.setattr(decoding, "pixels", decode)
    with pytest.raises(NotFound):
        add_photo(stranger, match.reference, JPEG)
    with pytest.raises(NotAllowed):
        add_photo(helper, match.reference, JPEG)


def test_six_and_no_more(match: Match, donor: Person) -> None:
    for _ in range(rules.MOST_PHOTOS):
        factories.photo_by(donor, match)
    with pytest.raises(TooManyPhotos):
        add_photo(donor, match.reference, JPEG)
    remove_photo(donor, match.reference, rows(match)[0].pk)
    add_photo(donor, match.reference, JPEG)


def test_household_removes_any(match: Match, photo: Photo) -> None:
    remove_photo(household_of(match.request), match.reference, photo.pk)
    assert rows(match) == []
    with pytest.raises(NotFound):
        see_photo(household_of(match.request), match.reference, photo.pk)


def test_others_remove_their_own_alone(
    match: Match, photo: Photo, donor: Person, coordinator: Person
) -> None:
    theirs = add_photo(household_of(match.request), match.reference, JPEG)
    with pytest.raises(NotAllowed):
        remove_photo(coordinator, match.reference, photo.pk)
    with pytest.raises(NotAllowed):
        remove_photo(donor, match.reference, theirs.pk)
    remove_photo(donor, match.reference, photo.pk)
    assert [each.pk for each in rows(match)] == [theirs.pk]


def test_unknown_photos_are_not_found(match: Match, donor: Person) -> None:
    with pytest.raises(NotFound):
        see_photo(donor, match.reference, uuid.uuid4())
    with pytest.raises(NotFound):
        remove_photo(donor, match.reference, uuid.uuid4())


def test_photos_are_there_only_for_the_named_match(match: Match, photo: Photo) -> None:
    assert Photo.private.count() == 0
    assert Photo.private.filter(pk=photo.pk).delete()[0] == 0
    with opened([match.pk + 1]):
        assert Photo.private.count() == 0
    with opened([match.pk]):
        assert Photo.private.count() == 1
