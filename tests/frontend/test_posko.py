"""Poskos on the pages: public, opened by office and donor, named on offers and arrivals."""

import pytest
from django.test import Client

from aid.models import Match, Offer, Post
from aid.rules import MatchStatus
from people.person import Person
from tests import factories
from tests.factories import CITY, HOME, RW_901, fresh, fresh_match, posko
from tests.frontend.browsers import browser_of, text, wrong_fields

pytestmark = pytest.mark.django_db

TYPED = {
    "name": "Posko Dua Contoh", "landmark": "lapangan", "opens": "7.30", "closes": "16.00",
    "lane": "motorbike", "custodian": "Bu Contoh",
}  # fmt: skip


def test_everybody_sees_a_posko_and_nobody_its_custodian(client: Client, donor: Person) -> None:
    """120 at the posko; 3 hygiene kits are fewer than 5."""
    post = posko()
    factories.published(donor, post=post.pk, quantity=122)
    factories.published(donor, post=post.pk, quantity=3, category="hygiene")
    page = text(client.get(f"/posko/{post.pk}/").content)
    for shown in ("Posko Contoh", "lapangan bola", "08.00–17.00 WIB", "Paket sembako: 120", "<5"):
        assert shown in page
    assert "Pak Contoh" not in page
    office = text(browser_of(factories.office(HOME)).get(f"/posko/{post.pk}/").content)
    assert "Pak Contoh" in office


def test_who_keeps_a_posko_reads_exactly_what_lies_there_and_what_is_free(donor: Person) -> None:
    """122 lie there, 4 of them promised; an unknown visitor reads 120."""
    post, request = posko(), factories.verified(region=RW_901)
    offer = factories.published(donor, post=post.pk, quantity=122)
    factories.bring(factories.proposed(request, offer), MatchStatus.ACCEPTED)
    office = text(browser_of(factories.office(HOME)).get(f"/posko/{post.pk}/").content)
    assert "Paket sembako: 122 paket" in office
    assert "4 paket disanggupi, 118 paket masih tersedia" in office
    others = text(browser_of(donor).get(f"/posko/{post.pk}/").content)
    assert "Paket sembako: 120" in others
    assert not any(told in others for told in ("118", "disanggupi", "masih tersedia"))


def test_what_is_proposed_of_a_posko_is_told_and_a_part_of_nothing_is_not(donor: Person) -> None:
    """Of 8, 4 are promised and 4 proposed elsewhere: nothing is free."""
    post, office = posko(), browser_of(factories.office(HOME))
    offer = factories.published(donor, post=post.pk, quantity=8)
    page = f"/posko/{post.pk}/"
    whole = text(office.get(page).content)
    assert "8 paket masih tersedia" in whole
    assert "paket disanggupi" not in whole and "diusulkan" not in whole
    for status in (MatchStatus.ACCEPTED, MatchStatus.PROPOSED):
        request = factories.verified(region=RW_901)
        factories.bring(factories.proposed(request, offer), status)
    shown = text(office.get(page).content)
    assert "Paket sembako: 8 paket" in shown and "masih tersedia" not in shown
    assert "4 paket disanggupi, 4 paket diusulkan" in shown


def test_office_opens_a_post_on_its_board(rw_head: Person) -> None:
    browser = browser_of(rw_head)
    typed = {**TYPED, "region": RW_901, "kind": "rw_post"}
    wrong = browser.post(f"/board/{RW_901}/posts/open/", {**typed, "name": ""})
    assert wrong.status_code == 422 and set(wrong_fields(wrong.content)) == {"name"}
    browser.post(f"/board/{RW_901}/posts/open/", typed)
    assert (Post.private.get().kind, Post.private.get().lane) == ("rw_post", "motorbike")
    page = text(browser.get(f"/board/{RW_901}/posts/").content)
    assert "Posko Dua Contoh" in page and "07.30–16.00" in page


def test_known_donor_opens_a_posko_and_closes_it(donor: Person, new_donor: Person) -> None:
    refused = browser_of(new_donor).post("/give/posko/", {**TYPED, "kelurahan": "Kapuk"})
    assert not Post.private.exists() and refused.status_code == 200
    browser = browser_of(donor)
    opened = browser.post("/give/posko/", {**TYPED, "kelurahan": "Kapuk"})
    post = Post.private.get()
    assert opened["Location"] == f"/posko/{post.pk}/"
    browser.post(f"/posko/{post.pk}/close/")
    assert "sudah tutup" in text(browser.get(f"/posko/{post.pk}/").content)


def test_auditor_reads_the_posts_and_opens_none(auditor: Person) -> None:
    page = browser_of(auditor).get(f"/board/{CITY}/posts/")
    assert page.status_code == 200 and b"posts/open/" not in page.content


def test_offer_form_ticks_contents_and_names_the_posko(donor: Person) -> None:
    browser, post = browser_of(donor), posko()
    assert "Posko Contoh" in text(browser.get("/give/offer/").content)
    sent = browser.post("/give/offer/", {
        "category": "sembako", "quantity": "120", "radius": "5", "handover": "pickup",
        "post": str(post.pk), "contents-sembako": ["rice", "eggs"], "contents-baby": ["nappies"],
    })  # fmt: skip
    offer = Offer.private.get()
    assert (offer.post_id, offer.contents, offer.region_id) == (post.pk, ["rice", "eggs"], RW_901)
    page = text(browser.get(sent["Location"]).content)
    assert "beras, telur" in page and "Posko Contoh" in page


def fetched() -> Match:
    request = factories.verified(region=RW_901)
    offer = factories.published(post=posko().pk, handover="pickup")
    return factories.bring(factories.proposed(request, offer), MatchStatus.ACCEPTED)


def test_household_sees_where_to_fetch_and_names_who_comes() -> None:
    match = fetched()
    page = f"/requests/{match.request.reference}/"
    browser = browser_of(factories.household_of(match.request))
    shown = text(browser.get(page).content)
    for told in ("Ambil sendiri: Posko Contoh", "lapangan bola", "Penjaga : Pak Contoh"):
        assert told in shown.replace("Penjaga:", "Penjaga :")
    browser.post(f"{page}{match.reference}/name_collector/", {"collector": "Budi Contoh"})
    assert "Diambil oleh: Budi Contoh" in text(browser.get(page).content)
    donor = browser_of(factories.donor_of(match))
    assert "Budi Contoh" in text(donor.get(f"/deliveries/{match.reference}/").content)


def test_donor_sees_who_keeps_the_goods_and_until_when(stranger: Person) -> None:
    match = fetched()
    page = f"/deliveries/{match.reference}/"
    shown = text(browser_of(factories.donor_of(match)).get(page).content)
    for told in ("Posko Contoh", "lapangan bola", "08.00–17.00 WIB", "Pak Contoh"):
        assert told in shown
    assert browser_of(stranger).get(page).status_code == 404


def test_office_names_on_its_board_who_fetches(coordinator: Person, auditor: Person) -> None:
    match = fetched()
    page = f"/board/requests/{match.request.reference}/"
    browser = browser_of(coordinator)
    door = f"/board/match/{match.reference}/name_collector/"
    assert door in browser.get(page).content.decode()
    browser.post(door, {"collector": "Ani Contoh", "next": page})
    assert "Diambil oleh: Ani Contoh" in text(browser.get(page).content)
    seen = browser_of(auditor).get(page).content.decode()
    assert door not in seen and "Ani Contoh" not in seen


def test_what_the_donor_brings_has_no_field_for_who_fetches(coordinator: Person) -> None:
    match = factories.pledged(factories.verified())
    page = browser_of(coordinator).get(f"/board/requests/{match.request.reference}/")
    assert b"name_collector" not in page.content


def test_household_says_that_nobody_came() -> None:
    match = factories.pledged(factories.verified())
    page = f"/requests/{match.request.reference}/"
    browser = browser_of(factories.household_of(match.request))
    assert f"{page}{match.reference}/did_not_come/" in browser.get(page).content.decode()
    browser.post(f"{page}{match.reference}/did_not_come/")
    assert fresh_match(match.pk).status == MatchStatus.CANCELLED
    assert fresh(match.request).put_first


def test_board_says_that_nobody_came(coordinator: Person) -> None:
    match = factories.pledged(factories.verified())
    browser = browser_of(coordinator)
    page = browser.get(f"/board/requests/{match.request.reference}/").content.decode()
    assert f"/board/match/{match.reference}/did_not_come/" in page
    browser.post(f"/board/match/{match.reference}/did_not_come/")
    assert fresh(match.request).put_first
