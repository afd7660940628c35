"""40 meals for 17.30 that had not set out at 16.30 are offered on; a kitchen 1.2 km away brings
them at 17.25."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from aid.actions import planning
from aid.demo.clock import days_ago
from aid.demo.kampung import bring_back, coupons_of, households, schedule, verified_list
from aid.models import Consignment, NeighbourhoodList, Request
from tests import invariants
from tests.database import Copy
from tests.journeys.clock_hands import ClockHands
from tests.journeys.conftest import Site, Window, Windows, running
from tests.journeys.kampung import fits, press, signed_in, somebody
from tests.journeys.kampung_others import (
    Cast,
    begin_plan,
    cast_of,
    count,
    fill_plan,
    promise_all,
    reference_of,
    tick,
    today,
)

pytestmark = pytest.mark.browser
expect.set_options(timeout=60_000)

METRES = 1_200
LATE = "Belum berangkat satu jam sebelum waktu makan; ditawarkan lagi: 40 porsi harian"


@pytest.fixture
def clock(tmp_path: Path) -> ClockHands:
    clock = ClockHands(tmp_path / "clock")
    clock.set(days_ago(0, 14))
    return clock


@pytest.fixture
def cast(committed_db: Copy, settings: Any, clock: ClockHands) -> Cast:
    with clock.followed():
        return cast_of(settings, 904, METRES)


@pytest.fixture
def listed(cast: Cast, clock: ClockHands) -> NeighbourhoodList:
    """Ten households, 40 people, who eat at 17.30 today."""
    with clock.followed():
        return verified_list(
            cast.kampung, households(10, 40), today(), weeks=1, category="meal", slot="buka"
        )


@pytest.fixture
def late(cast: Cast, listed: NeighbourhoodList, clock: ClockHands) -> Consignment:
    """40 meals that a first kitchen promised at 14.00."""
    with clock.followed():
        when = schedule(today(), slot="buka", vehicle="motorbike", contents=["rice"])
        first = somebody("dapur-pertama").person
        return planning.pledge(first, cast.kampung.region.code, "meal", 40, when)


@pytest.fixture
def site(
    committed_db: Copy, late: Consignment, clock: ClockHands, tmp_path: Path
) -> Iterator[Site]:
    """It starts shortly before half past four."""
    clock.set(days_ago(0, 16, 28))
    with running(committed_db.url, tmp_path / "log", clock.environment) as site:
        yield site


def test_40_late_meals_come_from_another_kitchen(
    cast: Cast, late: Consignment, listed: NeighbourhoodList, clock: ClockHands, window: Windows
) -> None:
    head = signed_in(window, cast.head, f"/consignments/{late.reference}/")
    expect(head.page.locator("h1")).to_contain_text("40 porsi")
    kitchen = signed_in(window, cast.donor, "/give/offer/")

    clock.set(days_ago(0, 16, 30))
    told = head.page.locator("main")
    expect(told).to_contain_text("Belum berangkat satu jam sebelum waktu makan")
    expect(told).to_contain_text("Dibatalkan")
    fits(head)

    publish_meals(kitchen)
    kitchen.go("/consignments/")
    begin_plan(kitchen, cast.kampung.region.code)
    with clock.followed():
        fill_plan(kitchen, today(), "buka", "motorbike", [])
    promise_all(kitchen)
    sent = reference_of(kitchen)
    press(kitchen, "start")

    clock.set(days_ago(0, 17, 25))
    count(head, sent, 40)
    with clock.followed():
        came = Consignment.private.get(reference=sent)
        bring_back(cast.kampung, came, coupons_of(cast.kampung, listed, portion=1))
    head.go(f"/consignments/{sent}/")
    for shown in ("Dihitung di pos pada", "17.25", "40 porsi"):
        expect(told).to_contain_text(shown)
    fits(head)
    head.go(f"/board/requests/{Request.private.get(list=listed).reference}/")
    expect(head.page.locator("[data-live-part=facts] dt:text-is('Diterima') + dd")).to_have_text(
        "40 porsi harian"
    )
    for shown in (
        LATE,
        "1,2 km",
        "Sudah dibagikan, menurut pos: 40 porsi harian",
        "Semua sudah diserahkan",
    ):
        expect(told).to_contain_text(shown)
    fits(head)
    invariants.check_everything()


def publish_meals(kitchen: Window) -> None:
    """40 meals in Kapuk; the engine finds who still lacks some."""
    page = kitchen.page
    tick(kitchen, "category", "meal")
    page.fill("[name=quantity]", "40")
    page.fill("[name=kelurahan]", "Kapuk, Cengkareng")
    page.select_option("[name=radius]", "3")
    page.click("main form button.btn-main")
    page.wait_for_url("**/give/offers/*/")
    expect(page.locator("[data-live-item^='M-']")).to_have_count(1)
