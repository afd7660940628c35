"""The pages of lists: a cadre writes on its phone, the RW hands in, the kelurahan checks."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from aid.actions import lists as actions
from aid.actions import pledges
from aid.models import Event, Line, NeighbourhoodList, Request
from aid.rules import ListStatus
from people.person import Person
from tests import factories, lists
from tests.aid.sheets import HEADINGS, good, xlsx
from tests.factories import HOME, RW_901
from tests.frontend.browsers import browser_of, in_english, text

pytestmark = pytest.mark.django_db

SITI = {"name": "Siti Rahayu", "people": "4", "rt": "3", "agreed": "1"}


def page_of(found: NeighbourhoodList) -> str:
    return f"/board/lists/{found.reference}/"


def upload(*rows: object, agreed: str = "1") -> dict[str, object]:
    file = SimpleUploadedFile("daftar.xlsx", xlsx(HEADINGS, *rows))  # type: ignore[arg-type]
    return {"file": file, "agreed": agreed}


def test_cadre_starts_at_the_list_of_its_rw() -> None:
    cadre = lists.cadre_of()
    browser = browser_of(cadre)
    answer = browser.get("/board/")
    assert answer.status_code == 302 and answer["Location"] == f"/board/{RW_901}/lists/"
    assert browser.get(answer["Location"]).status_code == 200
    assert browser.get(f"/board/{RW_901}/").status_code == 403


def test_cadre_opens_a_list_and_adds_one_household_after_the_other() -> None:
    browser = in_english(browser_of(lists.cadre_of()))
    terms = {"category": "sembako", "first_day": lists.today().isoformat()}
    page = browser.post(f"/board/{RW_901}/lists/open/", terms)["Location"]
    answer = browser.post(f"{page}line/", SITI)
    assert answer["Location"] == f"{page}?last_rt=3#add"
    shown = browser.get(f"{page}?last_rt=3").content
    assert "Siti Rahayu" in text(shown) and 'name="rt"' in shown.decode()
    assert 'value="3"' in shown.decode()


def test_refused_line_keeps_what_was_typed() -> None:
    cadre = lists.cadre_of()
    made = lists.opened(cadre)
    answer = browser_of(cadre).post(f"{page_of(made)}line/", {**SITI, "people": "0"})
    assert answer.status_code == 422 and "Siti Rahayu" in answer.content.decode()
    assert not Line.private.exists()


def test_cadre_reads_its_own_lines_alone() -> None:
    made = lists.draft(lists.cadre_of(), [lists.household(1, name="Budi Santoso")])
    other = browser_of(lists.cadre_of())
    shown = other.get(page_of(made)).content.decode()
    assert "Budi Santoso" not in shown
    assert other.get(f"{page_of(made)}lines/1/").status_code == 404
    assert other.get(f"{page_of(made)}export/").status_code == 404


def test_stranger_donor_and_other_offices_find_no_list(
    stranger: Person, donor: Person, other_coordinator: Person
) -> None:
    made = lists.draft()
    for person in (stranger, donor, other_coordinator, lists.cadre_of(lists.second_rw())):
        browser = browser_of(person)
        for door in ("", "lines/1/", "template/", "export/"):
            assert browser.get(f"{page_of(made)}{door}").status_code == 404
        assert browser.post(f"{page_of(made)}line/", SITI).status_code == 404
        assert browser.post(f"{page_of(made)}import/", upload(good())).status_code == 404
        assert browser.post(f"{page_of(made)}compile/").status_code in (404, 422)


def test_line_is_changed_and_taken_off(rw_head: Person) -> None:
    made = lists.draft(rw_head, [lists.household(1), lists.household(2)])
    browser = browser_of(rw_head)
    assert browser.get(f"{page_of(made)}lines/1/").status_code == 200
    assert browser.post(f"{page_of(made)}lines/1/", SITI).status_code == 302
    assert browser.post(f"{page_of(made)}lines/2/remove/").status_code == 302
    (line,) = lists.lines_of(made)
    assert line.rt == 3
    assert "Siti Rahayu" in browser.get(page_of(made)).content.decode()


def test_file_is_taken_over(rw_head: Person) -> None:
    made = lists.opened(rw_head)
    browser = in_english(browser_of(rw_head))
    answer = browser.post(f"{page_of(made)}import/", upload(good()), follow=True)
    assert "1 new, 0 changed, 0 unchanged" in text(answer.content)
    assert len(lists.lines_of(made)) == 1


def test_script_that_sends_a_file_leaves_the_message_to_the_next_page(rw_head: Person) -> None:
    made = lists.opened(rw_head)
    browser, url = in_english(browser_of(rw_head)), f"{page_of(made)}import/"
    answer = browser.post(url, upload(good()), headers={"accept": "application/json"})
    assert answer.json() == {"next": page_of(made)}
    assert "1 new, 0 changed, 0 unchanged" in text(browser.get(page_of(made)).content)


def test_page_asks_how_far_its_file_is_read(rw_head: Person) -> None:
    made = lists.opened(rw_head)
    browser, other = browser_of(rw_head), browser_of(lists.cadre_of())
    key = re.findall(r'name="key" value="([^"]+)"', browser.get(page_of(made)).content.decode())[0]
    asked = f"{page_of(made)}import/{key}/"
    assert browser.get(asked).json() == {"done": 0, "of": 0}
    browser.post(f"{page_of(made)}import/", {**upload(good()), "key": key})
    assert browser.get(asked).json() == {"done": 1, "of": 1}
    assert other.get(asked).json() == {"done": 0, "of": 0}


def test_last_rt_of_the_rw_is_noted(rw_head: Person) -> None:
    made = lists.draft(rw_head, [lists.household(1, rt=7)])
    browser = in_english(browser_of(rw_head))
    refused = browser.post(f"{page_of(made)}last_rt/", {"last_rt": "6"})
    assert refused.status_code == 422 and "There are lines of RT 007" in text(refused.content)
    shown = browser.post(f"{page_of(made)}last_rt/", {"last_rt": "12"}, follow=True)
    assert "Last RT of the RW: 012" in text(shown.content)


def test_faults_of_a_file_are_shown_by_row_and_column(rw_head: Person) -> None:
    made = lists.opened(rw_head)
    bad = good(**{"Jumlah jiwa": 0})
    answer = browser_of(rw_head).post(f"{page_of(made)}import/", upload(good(NIK=""), bad))
    assert answer.status_code == 422
    shown = text(answer.content)
    assert "Jumlah jiwa (C)" in shown and "3" in shown
    assert not lists.lines_of(made)


def test_file_without_a_tick_or_no_file_is_refused(rw_head: Person) -> None:
    made = lists.opened(rw_head)
    browser = browser_of(rw_head)
    assert browser.post(f"{page_of(made)}import/", upload(good(), agreed="")).status_code == 422
    assert browser.post(f"{page_of(made)}import/", {"agreed": "1"}).status_code == 422
    assert not lists.lines_of(made)


def test_template_and_export_are_spreadsheets(rw_head: Person) -> None:
    made = lists.draft(rw_head)
    browser = browser_of(rw_head)
    for door in ("template", "export"):
        answer = browser.get(f"{page_of(made)}{door}/")
        assert answer.content.startswith(b"PK") and made.reference in answer["Content-Disposition"]
    assert Event.log.filter(kind="list_export").count() == 1


def test_rw_hands_in_and_kelurahan_checks(rw_head: Person, coordinator: Person) -> None:
    made = lists.draft(rw_head)
    met = {"note": "Disepakati", "met_on": lists.today().isoformat()}
    assert browser_of(rw_head).post(f"{page_of(made)}compile/", met).status_code == 302
    office = in_english(browser_of(coordinator))
    assert "With the kelurahan" in text(office.get(f"/board/{HOME}/lists/").content)
    assert "The list is right" in text(office.get(page_of(made)).content)
    office.post(f"{page_of(made)}verify/")
    made.refresh_from_db()
    assert made.status == ListStatus.VERIFIED
    assert "2 KK" in text(office.get(page_of(made)).content)


def test_kelurahan_sends_back_and_the_rw_reads_why(rw_head: Person, coordinator: Person) -> None:
    made = lists.compiled(rw_head)
    browser_of(coordinator).post(f"{page_of(made)}send_back/", {"reason": "RT 003 kurang"})
    assert "RT 003 kurang" in browser_of(rw_head).get(page_of(made)).content.decode()


def test_list_is_copied_forward(rw_head: Person) -> None:
    made = lists.verified(rw_head)
    answer = browser_of(rw_head).post(f"{page_of(made)}copy/")
    copy = NeighbourhoodList.private.get(copied_from=made)
    assert answer["Location"] == page_of(copy)


def test_refusals_of_a_list_are_told(rw_head: Person, coordinator: Person) -> None:
    factories.declared(10)
    made = lists.compiled(rw_head)
    answer = in_english(browser_of(coordinator)).post(f"{page_of(made)}verify/", follow=True)
    assert "as a number already" in text(answer.content)


def test_maybe_the_same_is_shown_to_coordinators_alone(rw_head: Person) -> None:
    cadre = lists.cadre_of()
    own = factories.verified(name="Siti Contoh", quantity=1, region=RW_901, phone="")
    made = lists.draft(cadre, [lists.household(1, name="siti contoh")])
    assert own.reference in browser_of(rw_head).get(page_of(made)).content.decode()
    assert own.reference not in browser_of(cadre).get(page_of(made)).content.decode()


def test_how_many_asked_alone_is_told_to_coordinators_alone(rw_head: Person) -> None:
    known = {"name": "Siti Contoh", "phone": "081234567890"}
    factories.verified(quantity=1, region=RW_901, **known)
    made = lists.verified(rw_head, [lists.household(1, **known), lists.household(2)])
    told = "1 KK asked alone too, and count once"
    assert told in text(in_english(browser_of(rw_head)).get(page_of(made)).content)
    assert told not in text(in_english(browser_of(lists.cadre_of())).get(page_of(made)).content)


def test_closed_list_says_so(rw_head: Person) -> None:
    made = lists.draft(rw_head)
    browser_of(rw_head).post(f"{page_of(made)}close/")
    made.refresh_from_db()
    assert made.status == ListStatus.CLOSED
    assert actions.copy_list(rw_head, made.reference).copied_from_id == made.pk


def test_portion_says_how_much_of_it_is_promised(donor: Person, rw_head: Person) -> None:
    found = lists.verified(rw_head, portions=2)
    pledges.pledge_to_neighbourhood(donor, RW_901, "sembako", 1)
    page = text(browser_of(rw_head).get(f"/board/lists/{found.reference}/").content)
    assert "disanggupi 1 dari 2 paket, masih kurang 1 paket, sudah diterima 0 paket" in page
    assert "disanggupi 0 dari 2 paket, masih kurang 2 paket, sudah diterima 0 paket" in page


def test_portion_says_how_much_of_it_is_only_proposed(donor: Person, rw_head: Person) -> None:
    """Of 3, 1 is promised and 1 proposed, so that 1 is open; nothing of portion 2 is proposed."""
    households = [lists.household(number) for number in (1, 2, 3)]
    found = lists.verified(rw_head, households, portions=2)
    pledges.pledge_to_neighbourhood(donor, RW_901, "sembako", 1)
    factories.proposed(Request.private.get(list=found, portion=1), quantity=1)
    page = text(browser_of(rw_head).get(f"/board/lists/{found.reference}/").content)
    assert "disanggupi 1 dari 3 paket, 1 paket diusulkan, masih kurang 1 paket" in page
    assert "disanggupi 0 dari 3 paket, masih kurang 3 paket" in page
