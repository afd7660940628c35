"""The engine's rounds on the board: tried first, watched, called off, sent."""

import json

import pytest
from procrastinate.contrib.django import app

from aid.models import Match, Request
from matching import jobs, tasks
from matching.models import PlannedProposal, Round
from matching.rounds import run_round
from people.person import Person
from tests import factories
from tests.factories import CITY, ELSEWHERE, HOME, KECAMATAN
from tests.frontend.browsers import actions, browser_of, in_english, text, wrong_fields
from tests.trials import a_dry_run, taken_back

pytestmark = pytest.mark.django_db

TAB = f"/board/{CITY}/rounds/"


def page_of(this: Round, code: str = CITY) -> str:
    return f"/board/{code}/rounds/{this.pk}/"


def tried() -> Round:
    factories.verified(quantity=2)
    factories.published()
    return run_round("full", dry_run=True, with_curve=True)


def test_city_tries_first_and_is_led_to_the_round(city_coordinator: Person) -> None:
    browser = browser_of(city_coordinator)
    answer = browser.post(
        f"{TAB}run/",
        {"how": "try", "categories": ["meal"], "with_curve": "1", "given_up": "10"},
    )
    this = Round.objects.get()
    assert (answer.status_code, answer["location"]) == (302, page_of(this))
    assert (this.dry_run, this.categories, this.with_curve) == (True, ["meal"], True)
    assert this.policy["fairness_given_up_percent"] == 10
    content = browser.get(page_of(this)).content
    assert "Menunggu giliran" in text(content)
    assert f"{page_of(this)}cancel/" in actions(content)
    assert b"data-live-every" in content


def test_run_and_send_weighs_as_the_settings_say(city_coordinator: Person) -> None:
    browser_of(city_coordinator).post(f"{TAB}run/", {"how": "run", "given_up": "10"})
    this = Round.objects.get()
    assert (this.dry_run, this.policy["fairness_given_up_percent"]) == (False, 0)


def test_what_is_no_percentage_is_told_at_its_field(city_coordinator: Person) -> None:
    for wrong in ("101", "-1", "ten"):
        answer = browser_of(city_coordinator).post(f"{TAB}run/", {"how": "try", "given_up": wrong})
        assert answer.status_code == 422
        assert set(wrong_fields(answer.content)) == {"given_up"}
    assert Round.objects.count() == 0


def test_round_says_where_it_is_and_is_called_off(city_coordinator: Person) -> None:
    browser = in_english(browser_of(city_coordinator))
    progress = {"stage": "fairness", "category": "meal", "seconds": 12.4}
    this = a_dry_run(status="running", progress=progress)
    said = text(browser.get(page_of(this)).content)
    assert "Spreading aid evenly" in said and "12 seconds" in said
    answer = browser.post(f"{page_of(this)}cancel/", follow=True)
    said = text(answer.content)
    assert "Is being called off" in said
    assert f"{page_of(this)}cancel/" not in actions(answer.content)


def test_page_offers_no_calling_off_that_would_be_refused(city_coordinator: Person) -> None:
    this = a_dry_run(status="running")
    assert not this.region_code
    kecamatan = browser_of(factories.office(KECAMATAN))
    here = page_of(this, KECAMATAN)
    assert f"{here}cancel/" not in actions(kecamatan.get(here).content)
    assert f"{page_of(this)}cancel/" in actions(
        browser_of(city_coordinator).get(page_of(this)).content
    )


def test_round_says_what_it_achieved_and_how_that_is_proven(city_coordinator: Person) -> None:
    factories.verified(category="meal")
    this = tried()
    said = text(in_english(browser_of(city_coordinator)).get(page_of(this)).content)
    assert "Proven: no other way of sharing out" in said
    assert "1 · nobody offers it" in said
    assert "Evenness against distance" in said


def test_round_says_what_it_costs_that_something_cannot_be_divided(
    city_coordinator: Person,
) -> None:
    """Of 4 million rupiah worth 100 000 are lost: 2.5 %; of a round without wishes nothing is
    said."""
    this = tried()
    browser = browser_of(city_coordinator)
    assert "tidak dapat dibagi" not in text(browser.get(page_of(this)).content)
    cost = {"category": "sembako", "relaxed_worth": 4_000_000, "worth": 3_900_000}
    this.figures["wishes"] = [cost]
    this.save()
    said = text(browser.get(page_of(this)).content)
    assert "tidak dapat dibagi, yang terpasangkan berkurang 2,5" in said
    assert "Terbukti: tidak ada" not in said


def test_proposals_carry_reasons_and_name_no_donor(city_coordinator: Person) -> None:
    this = tried()
    content = browser_of(city_coordinator).get(page_of(this)).content
    planned = PlannedProposal.private.get()
    assert Request.private.get(pk=planned.request_id).reference in text(content)
    assert "Terdekat yang cukup" in text(content)
    assert "Donatur" not in text(content).split("Usulan di sini")[1]


def test_ticked_proposals_are_sent_and_then_said_to_be(city_coordinator: Person) -> None:
    this = tried()
    browser = in_english(browser_of(city_coordinator))
    nothing = browser.post(f"{page_of(this)}send/", {"which": "some"}, follow=True)
    assert "Nothing was ticked." in text(nothing.content)
    planned = PlannedProposal.private.get()
    browser.post(f"{page_of(this)}send/", {"which": "some", "proposal": [planned.pk, "x"]})
    (job,) = app.job_manager.list_jobs(task=tasks.SEND, status="todo")
    assert b"data-live-every" in browser.get(page_of(this)).content
    jobs.send(**json.loads(str(job.task_kwargs)))
    content = browser.get(page_of(this)).content
    assert "sent to the donor" in text(content)
    assert f"{page_of(this)}send/" in actions(content)
    assert b'name="which"' not in content
    assert Match.private.get().round_id == this.pk


def test_kecamatan_sends_all_of_its_own(city_coordinator: Person) -> None:
    factories.verified(region=ELSEWHERE)
    factories.published(region=ELSEWHERE)
    this = tried()
    assert PlannedProposal.private.count() == 2
    kecamatan = browser_of(factories.office(KECAMATAN))
    kecamatan.post(f"{page_of(this, KECAMATAN)}send/", {"which": "all"})
    fates = dict(PlannedProposal.private.values_list("region_code", "fate"))
    assert fates == {HOME: "sending", ELSEWHERE: "planned"}


def test_kelurahan_reads_its_own_and_presses_nothing(coordinator: Person) -> None:
    this = tried()
    content = browser_of(coordinator).get(page_of(this, HOME)).content
    assert PlannedProposal.private.get().reason["code"] == "match"
    assert "Terdekat yang cukup" in text(content)
    assert b'name="which"' not in content
    assert f"/board/{HOME}/rounds/run/" not in actions(
        browser_of(coordinator).get(f"/board/{HOME}/rounds/").content
    )
    refused = browser_of(coordinator).post(f"{page_of(this, HOME)}send/", {"which": "all"})
    assert refused.status_code == 403


def test_round_stands_beside_the_one_before(city_coordinator: Person) -> None:
    tried()
    again = run_round("full", dry_run=True)
    said = text(in_english(browser_of(city_coordinator)).get(page_of(again)).content)
    assert "1 the same, 0 with another quantity" in said


@pytest.mark.parametrize("count", [1, 60])
def test_page_of_proposals_takes_as_many_statements_for_many(
    count: int, city_coordinator: Person, django_assert_max_num_queries: object
) -> None:
    this = tried()
    kept = PlannedProposal.private.get()
    for number in range(1, count):
        kept.pk, kept.request_id = None, 10**9 + number
        kept.save()
    browser = browser_of(city_coordinator)
    with django_assert_max_num_queries(40):  # type: ignore[operator]
        content = browser.get(page_of(this)).content
    assert content.count(b'data-live-item="p') == min(count, 50)
    assert (b"?page=2" in content) is (count > 50)


@pytest.mark.parametrize("status", ["failed", "cancelled", "writing"])
def test_round_that_never_got_done_has_a_page(status: str, city_coordinator: Person) -> None:
    this = a_dry_run(status=status)
    assert browser_of(city_coordinator).get(page_of(this)).status_code == 200
    assert browser_of(city_coordinator).get(TAB).status_code == 200
    assert browser_of(city_coordinator).get(f"{TAB}{2**63}/").status_code == 404


def test_round_that_weighs_again_is_asked_for_and_says_what_it_did(
    city_coordinator: Person,
) -> None:
    """One proposal of a round; then an offer 2 km nearer comes."""
    factories.verified()
    far = factories.published()
    run_round("full")
    far.place.x += 2000
    far.save(update_fields=["place"])
    factories.published()
    browser = in_english(browser_of(city_coordinator))
    asked = {"how": "try", "again": "1", "inertia": "500"}
    tried_at = browser.post(f"{TAB}run/", asked)["location"]
    this = Round.objects.latest("pk")
    assert (this.again, this.dry_run, this.policy["inertia_m"]) == (True, True, 500)
    jobs.match_all(this.pk)
    content = browser.get(tried_at).content
    assert "0 stay, 1 taken back, 1 new" in text(content)
    assert "Nothing was taken back or sent." in text(content)
    assert b'name="which"' not in content
    refused = browser.post(f"{tried_at}send/", {"which": "all"}, follow=True)
    assert "it shows figures and sends nothing" in text(refused.content)
    browser.post(f"{TAB}run/", {"how": "run", "again": "1", "inertia": "500"})
    made = Round.objects.latest("pk")
    assert (made.again, made.dry_run, made.policy["inertia_m"]) == (True, False, 1000)
    jobs.match_all(made.pk)
    assert "0 stay, 1 taken back, 1 new" in text(browser.get(page_of(made)).content)


def test_metres_are_digits(city_coordinator: Person) -> None:
    for wrong in ("-1", "1.5", "1000000", "²"):
        answer = browser_of(city_coordinator).post(f"{TAB}run/", {"how": "try", "inertia": wrong})
        assert set(wrong_fields(answer.content)) == {"inertia"}
    assert Round.objects.count() == 0


def test_what_a_round_took_back_is_not_called_unanswered(city_coordinator: Person) -> None:
    request = factories.verified()
    ended = taken_back()
    donor = in_english(browser_of(factories.donor_of(ended)))
    said = text(donor.get(f"/deliveries/{ended.reference}/").content)
    assert "Withdrawn by Gandeng: shared out anew" in said
    assert "Not answered in time" not in said
    board = in_english(browser_of(city_coordinator))
    told = text(board.get(f"/board/requests/{request.reference}/").content)
    assert "Gandeng shared out anew and took the proposal back: 4 packages" in told
