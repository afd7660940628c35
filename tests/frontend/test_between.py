"""Messages and photos on the pages of those whom a match concerns."""

import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from aid.actions.blocks import block_donor
from aid.actions.disclosure import agree_contact, contact_for_donor
from aid.actions.messages import see_messages, write_message
from aid.actions.photos import add_photo
from aid.actions.places import agree_place
from aid.models import Complaint, Event, Match
from aid.photo_files import MOST_BYTES
from aid.rules import MatchStatus
from people.person import ANYONE, Person
from tests import factories
from tests.aid.pictures import JPEG, jpeg
from tests.factories import CITY, declared, fresh_match, household_of, verified
from tests.frontend.browsers import actions, browser_of, in_english, text, wrong_fields

pytestmark = pytest.mark.django_db

TEXT = "Saya tiba <b>pukul empat</b>"


@pytest.fixture
def match(donor: Person, helper: Person) -> Match:
    request = verified(helper, for_someone_else=True)
    return factories.match_at(MatchStatus.ON_THE_WAY, donor, request)


def talk(match: Match) -> str:
    return f"/matches/{match.reference}/messages/"


def album(match: Match) -> str:
    return f"/matches/{match.reference}/photos/"


def request_page(match: Match) -> str:
    return f"/requests/{match.request.reference}/"


def own(match: Match, verb: str) -> str:
    return f"{request_page(match)}{match.reference}/{verb}/"


def upload(data: bytes, name: str = "foto.jpg") -> dict[str, SimpleUploadedFile]:
    return {"photo": SimpleUploadedFile(name, data)}


# Messages


def test_what_one_side_writes_the_other_reads(match: Match, donor: Person) -> None:
    household = browser_of(household_of(match.request))
    sent = browser_of(donor).post(talk(match), {"text": TEXT})
    assert sent["Location"] == talk(match)
    waiting = text(household.get(request_page(match)).content)
    assert "Pesan 1 baru" in waiting
    page = household.get(talk(match))
    assert "Saya tiba &lt;b&gt;pukul empat&lt;/b&gt;" in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert "1 baru" not in text(household.get(request_page(match)).content)
    assert "dibaca" in text(browser_of(donor).get(talk(match)).content)


def test_lists_do_not_mark_messages_as_read(match: Match, donor: Person) -> None:
    write_message(donor, match.reference, TEXT)
    household = browser_of(household_of(match.request))
    for _ in range(2):
        assert "Pesan 1 baru" in text(household.get(request_page(match)).content)


def test_nobody_else_opens_the_conversation(
    match: Match, helper: Person, coordinator: Person, stranger: Person
) -> None:
    for person, answer in ((helper, 403), (coordinator, 403), (stranger, 404), (ANYONE, 404)):
        assert browser_of(person).get(talk(match)).status_code == answer
        assert browser_of(person).post(talk(match), {"text": "x"}).status_code == answer
    for person in (helper, coordinator):
        pages = [request_page(match), f"/board/requests/{match.request.reference}/"]
        for page in pages:
            assert talk(match) not in browser_of(person).get(page, follow=True).content.decode()


def test_refused_text_stays_in_its_box(match: Match, donor: Person) -> None:
    page = browser_of(donor).post(talk(match), {"text": "x" * 501})
    assert page.status_code == 422
    assert "text" in wrong_fields(page.content)
    assert "x" * 501 in page.content.decode()


def test_box_warns_in_words_of_each_side(match: Match, donor: Person) -> None:
    household = browser_of(household_of(match.request))
    assert "Jangan pernah menulis kode terima" in text(household.get(talk(match)).content)
    assert "Jangan meminta alamat" in text(browser_of(donor).get(talk(match)).content)


def test_text_is_in_no_address_and_on_no_other_page(match: Match, donor: Person) -> None:
    write_message(donor, match.reference, TEXT)
    for person in (household_of(match.request), donor):
        for page in (request_page(match), f"/deliveries/{match.reference}/"):
            response = browser_of(person).get(page)
            assert "pukul empat" not in response.content.decode()


def test_reported_message_is_read_above_the_kelurahan_alone(
    match: Match, donor: Person, city_coordinator: Person, coordinator: Person
) -> None:
    write_message(donor, match.reference, "Kirim foto wajah Anda")
    browser = browser_of(household_of(match.request))
    said = see_messages(household_of(match.request), match.reference)[0]
    facts = {"kind": "harassment", "message": str(said.id)}
    page = browser.post(f"{talk(match)}report/", facts, follow=True)
    assert "Dilaporkan" in text(page.content)
    assert Complaint.private.get().kind == "harassment"
    above = text(browser_of(city_coordinator).get(f"/board/{CITY}/complaints/").content)
    assert "Kirim foto wajah Anda" in above
    below = browser_of(coordinator).get("/board/31.73.01.1005/complaints/")
    assert "Kirim foto wajah Anda" not in text(below.content)


def test_report_without_a_reason_is_told(match: Match, donor: Person) -> None:
    write_message(donor, match.reference, TEXT)
    browser = in_english(browser_of(household_of(match.request)))
    page = browser.post(f"{talk(match)}report/", {}, follow=True)
    assert "Please choose what went wrong" in text(page.content)
    assert not Complaint.private.exists()


def test_need_of_a_whole_rw_has_no_conversation(donor: Person) -> None:
    match = factories.pledged(declared(20), 5, donor)
    assert browser_of(donor).get(talk(match)).status_code == 404
    assert (
        talk(match) not in browser_of(donor).get(f"/deliveries/{match.reference}/").content.decode()
    )


# Address, place, block


def test_household_closes_its_address_again(match: Match, donor: Person) -> None:
    agree_contact(household_of(match.request), match.reference)
    browser = browser_of(household_of(match.request))
    assert own(match, "take_back_contact") in actions(browser.get(request_page(match)).content)
    page = browser.post(own(match, "take_back_contact"), follow=True)
    assert own(match, "agree_contact") in actions(page.content)
    refused = browser_of(donor).post(f"/deliveries/{match.reference}/address/", follow=True)
    assert "Jalan Contoh 5" not in refused.content.decode()


def test_donor_still_finds_the_address_after_the_handover(match: Match, donor: Person) -> None:
    agree_contact(household_of(match.request), match.reference)
    factories.bring(fresh_match(match.pk), MatchStatus.CONFIRMED)
    page = browser_of(donor).get(f"/deliveries/{match.reference}/")
    assert f"/deliveries/{match.reference}/address/" in actions(page.content)
    shown = browser_of(donor).post(f"/deliveries/{match.reference}/address/")
    assert "Jalan Contoh 5" in shown.content.decode()


def test_agreed_place_is_told_to_donor_and_household(
    match: Match, donor: Person, helper: Person
) -> None:
    browser = browser_of(household_of(match.request))
    page = browser.post(own(match, "agree_place"), {"place": "Warung Contoh"}, follow=True)
    assert "Bertemu di: Warung Contoh" in text(page.content)
    delivery = text(browser_of(donor).get(f"/deliveries/{match.reference}/").content)
    assert "Warung Contoh" in delivery and "Kantor Kelurahan" not in delivery
    assert "Warung Contoh" not in browser_of(helper).get(request_page(match)).content.decode()


def test_usual_place_is_named_without_an_address(match: Match, donor: Person) -> None:
    delivery = text(browser_of(donor).get(f"/deliveries/{match.reference}/").content)
    assert "Kantor Kelurahan" in delivery and "Jalan" not in delivery


def test_coordinator_names_a_place_and_takes_the_yes_back(
    match: Match, donor: Person, coordinator: Person
) -> None:
    agree_contact(household_of(match.request), match.reference)
    browser = browser_of(coordinator)
    browser.post(f"/board/match/{match.reference}/agree_place/", {"place": "Pos ronda"})
    browser.post(f"/board/match/{match.reference}/take_back_contact/")
    assert fresh_match(match.pk).contact_agreed_at is None
    assert "Pos ronda" in text(browser_of(donor).get(f"/deliveries/{match.reference}/").content)


def test_household_blocks_and_lifts_it_again(match: Match, donor: Person) -> None:
    browser = browser_of(household_of(match.request))
    page = browser.post(own(match, "block_donor"), follow=True)
    assert own(match, "unblock_donor") in actions(page.content)
    assert own(match, "agree_contact") not in actions(page.content)
    assert f'action="{talk(match)}"' not in browser.get(talk(match)).content.decode()
    page = browser.post(own(match, "unblock_donor"), follow=True)
    assert own(match, "block_donor") in actions(page.content)


def test_donor_s_page_says_nothing_of_a_block(match: Match, donor: Person) -> None:
    block_donor(household_of(match.request), match.reference)
    pages = [f"/deliveries/{match.reference}/", "/deliveries/", talk(match)]
    for page in pages:
        shown = text(browser_of(donor).get(page).content).lower()
        assert "blokir" not in shown


# Who looked


def test_looks_within_a_minute_are_one_line_of_the_page_and_two_of_the_history(
    match: Match, donor: Person
) -> None:
    agree_contact(household_of(match.request), match.reference)
    for _ in range(2):
        contact_for_donor(donor, match.reference)
    looks = Event.log.of_match(match.pk).filter(kind="see_contact")
    assert looks.count() == 2
    page = text(browser_of(household_of(match.request)).get(request_page(match)).content)
    seen = page[page.index("Siapa yang sudah melihat") :]
    minutes = {each.at.replace(second=0, microsecond=0) for each in looks}
    assert seen.count("Donatur Donatur Contoh") == len(minutes)


# Photos


def test_photo_is_added_shown_and_removed(match: Match, donor: Person) -> None:
    browser = browser_of(donor)
    added = browser.post(album(match), upload(jpeg((300, 200))))
    assert added["Location"] == album(match)
    page = browser_of(household_of(match.request)).get(album(match)).content.decode()
    address = re.search(rf'src="({album(match)}[0-9a-f-]+/)"', page)
    assert address and 'width="300" height="200"' in page
    shown = browser.get(address[1])
    assert shown.content.startswith(b"\xff\xd8") and shown["Content-Type"] == "image/jpeg"
    browser.post(f"{address[1]}remove/")
    assert browser.get(address[1]).status_code == 404


def test_photo_is_served_as_a_picture_and_nothing_else(match: Match, donor: Person) -> None:
    photo = add_photo(donor, match.reference, JPEG)
    shown = browser_of(donor).get(f"{album(match)}{photo.pk}/")
    assert shown["X-Content-Type-Options"] == "nosniff"
    assert shown["Content-Disposition"] == 'inline; filename="photo.jpg"'
    assert shown["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert shown["Cache-Control"] == "no-store, private"


def test_for_everybody_else_there_is_no_photo(
    match: Match, donor: Person, stranger: Person, auditor: Person, other_coordinator: Person
) -> None:
    photo = add_photo(donor, match.reference, JPEG)
    for person in (stranger, auditor, other_coordinator, ANYONE):
        for address in (album(match), f"{album(match)}{photo.pk}/"):
            assert browser_of(person).get(address).status_code == 404
    assert browser_of(donor).get(f"{album(match)}{uuid.uuid4()}/").status_code == 404


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "Pilih foto dulu"),
        (b"<svg onload=alert(1)>", "bukan foto"),
        (JPEG[:-30], "rusak"),
        (JPEG + bytes(MOST_BYTES), "Paling besar 8 MB"),
    ],
)
def test_refused_photos_say_why(data: bytes, told: str, match: Match, donor: Person) -> None:
    page = browser_of(donor).post(album(match), upload(data))
    assert page.status_code == 422
    assert told in wrong_fields(page.content)["photo"]


def test_helper_sees_photos_and_adds_none(match: Match, donor: Person, helper: Person) -> None:
    photo = add_photo(donor, match.reference, JPEG)
    page = browser_of(helper).get(album(match)).content.decode()
    assert str(photo.pk) in page and 'type="file"' not in page
    assert browser_of(helper).post(album(match), upload(JPEG)).status_code == 403


def test_page_asks_for_goods_and_not_for_faces(match: Match, donor: Person) -> None:
    assert "Foto barangnya, bukan orangnya" in text(browser_of(donor).get(album(match)).content)


def test_place_of_hand_over_is_not_told_to_a_stranger(match: Match, stranger: Person) -> None:
    agree_place(household_of(match.request), match.reference, "Warung Contoh")
    assert browser_of(stranger).get(f"/deliveries/{match.reference}/").status_code == 404
