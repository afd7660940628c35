"""Why need stays unmet, in figures: of what is open still, by region, category and cause."""

from datetime import timedelta

import pytest
from django.utils import timezone

from aid.models import Request
from aid.rules import RequestStatus
from matching.causes import Cause, Unmet, summed, unmet_by_cause
from matching.models import Gap, Round
from matching.reasons import UnmetFacts
from people.person import ANYONE, Person
from tests import factories
from tests.api.client import client_of
from tests.factories import CITY, ELSEWHERE, HOME, KECAMATAN, RW_901, verified
from tests.frontend.browsers import browser_of, in_english, text

pytestmark = pytest.mark.django_db

KELURAHAN_LENGTH = len(HOME)


@pytest.fixture
def newest() -> Round:
    now = timezone.now()
    return Round.objects.create(
        kind="full", status="done", started_at=now, finished_at=now, seed=1, policy={}
    )


def unmet(this: Round, request: Request, code: str, missing: int) -> None:
    facts = UnmetFacts(
        code=code,  # type: ignore[typeddict-item]
        category=request.category,
        missing=missing,
        asked=request.needed,
        offers=1,
    )
    Gap.private.create(request_id=request.pk, round=this, facts=facts)


def by_kelurahan(code: str) -> list[Unmet]:
    return unmet_by_cause(code, KELURAHAN_LENGTH, timezone.now())


def test_unmet_need_is_summed_by_cause_category_and_region(newest: Round) -> None:
    # In HOME 3 + 1 packages of Rp200.000 for want of reach, 2 for priority; elsewhere 4.
    for quantity, missing, code in [
        (3, 3, "out_of_reach"),
        (4, 1, "out_of_reach"),
        (2, 2, "priority"),
    ]:
        unmet(newest, verified(quantity=quantity), code, missing)
    unmet(newest, verified(quantity=4, region=ELSEWHERE), "no_offer", 4)
    at_home = [
        Unmet(HOME, "sembako", "out_of_reach", 2, 4, 800_000),
        Unmet(HOME, "sembako", "priority", 1, 2, 400_000),
    ]
    assert by_kelurahan(HOME) == at_home
    assert by_kelurahan(KECAMATAN)[:2] == at_home
    assert unmet_by_cause(HOME, 5, timezone.now())[0].region == CITY
    assert summed(at_home) == [Cause("out_of_reach", 2, 800_000), Cause("priority", 1, 400_000)]
    assert summed(at_home, "sembako") == [Cause("out_of_reach", 2, 4), Cause("priority", 1, 2)]
    assert summed(at_home, "cash") == []


def test_region_whose_code_begins_alike_is_another(newest: Round) -> None:
    unmet(newest, verified(quantity=2), "no_offer", 2)
    assert by_kelurahan(HOME[:-1]) == []


def test_what_was_promised_since_is_not_missing(newest: Round) -> None:
    # 4 asked and missing; a donor pledges 3.
    request = verified(quantity=4)
    unmet(newest, request, "no_offer", 4)
    factories.pledged(request, 3)
    assert [row.missing for row in by_kelurahan(HOME)] == [1]
    factories.pledged(request, 1)
    assert by_kelurahan(HOME) == []


def test_request_that_is_over_is_not_missing(newest: Round) -> None:
    request = verified(quantity=4)
    unmet(newest, request, "no_offer", 4)
    assert unmet_by_cause(HOME, KELURAHAN_LENGTH, request.until + timedelta(days=1)) == []
    assert len(by_kelurahan(HOME)) == 1
    withdrawn = factories.request_at(RequestStatus.WITHDRAWN, quantity=3)
    Gap.private.filter(pk=request.pk).update(request_id=withdrawn.pk)
    assert by_kelurahan(HOME) == []


def test_office_reads_the_causes_of_its_region(newest: Round, coordinator: Person) -> None:
    factories.rw_901()
    unmet(newest, verified(quantity=2, region=RW_901), "fairer", 2)
    assert client_of(coordinator).get(f"/figures/{HOME}/causes/").body == [
        {
            "region": RW_901,
            "category": "sembako",
            "cause": "fairer",
            "requests": 1,
            "missing": 2,
            "worth": 400_000,
        }
    ]


def test_nobody_reads_the_causes_of_other_regions(
    newest: Round, coordinator: Person, donor: Person
) -> None:
    unmet(newest, verified(quantity=2, region=ELSEWHERE), "no_offer", 2)
    for code in (ELSEWHERE, KECAMATAN, CITY, "31"):
        assert client_of(coordinator).get(f"/figures/{code}/causes/").status == 403
    assert client_of(donor).get(f"/figures/{HOME}/causes/").status == 403
    assert client_of(ANYONE).get(f"/figures/{HOME}/causes/").status == 401
    assert client_of(coordinator).get("/figures/31.99/causes/").status == 404


def test_board_says_in_plain_words_why_need_stays_open(newest: Round, coordinator: Person) -> None:
    unmet(newest, verified(quantity=2), "priority", 2)
    unmet(newest, verified(quantity=3), "out_of_reach", 1)
    browser = browser_of(coordinator)
    page = text(browser.get(f"/board/{HOME}/figures/").content)
    assert "Tawaran di sekitar untuk permintaan yang lebih didahulukan 1 Rp400.000" in page
    assert "Belum ada tawaran yang menjangkau tempatnya 1 Rp200.000" in page
    # 2 + 3 packages are open, of which the round told of 2 + 1.
    assert "Belum dihitung dalam putaran Rp400.000 Belum terpenuhi Rp1.000.000" in page

    page = text(in_english(browser).get(f"/board/{HOME}/figures/?category=sembako").content)
    assert "Offers nearby go to requests with priority 1 2" in page


def test_board_without_gaps_has_no_causes(coordinator: Person) -> None:
    verified(quantity=2)
    page = browser_of(coordinator).get(f"/board/{HOME}/figures/").content.decode()
    assert "causes" not in page


def test_household_and_office_read_why_nobody_was_found(
    newest: Round, coordinator: Person, resident: Person
) -> None:
    request = verified(resident, quantity=4)
    unmet(newest, request, "priority", 4)
    words = "Satu tawaran menjangkau tempat ini, tetapi untuk permintaan yang lebih didahulukan."
    household, office = browser_of(resident), browser_of(coordinator)
    assert words in text(household.get(f"/requests/{request.reference}/").content)
    assert words in text(office.get(f"/board/requests/{request.reference}/").content)
    factories.pledged(request, 4)
    assert words not in text(household.get(f"/requests/{request.reference}/").content)
    assert words not in text(office.get(f"/board/requests/{request.reference}/").content)


def test_board_says_what_waits_for_a_donor_s_answer(newest: Round, coordinator: Person) -> None:
    unmet(newest, verified(quantity=2), "priority", 2)
    factories.proposed(verified(quantity=3), factories.published(quantity=3), 3)
    page = text(browser_of(coordinator).get(f"/board/{HOME}/figures/").content)
    assert "menunggu jawaban donatur Rp600.000 Belum terpenuhi Rp1.000.000" in page
