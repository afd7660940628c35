"""200 packages for the 400 households of RW 901: divided, and every household says "a part"."""

from typing import Any

import pytest
from playwright.sync_api import expect

from aid.models import Coupon
from tests import invariants
from tests.aid.at_post import AtPost, at_post, digits
from tests.database import Copy
from tests.journeys import kampung
from tests.journeys.conftest import Windows
from tests.journeys.kampung import Kampung, figure, fits, press, signed_in

pytestmark = pytest.mark.browser


@pytest.fixture
def people(committed_db: Copy, settings: Any) -> Kampung:
    return kampung.made(settings)


@pytest.fixture
def there(people: Kampung) -> AtPost:
    return at_post(400, units=200)


def test_200_packages_are_200_equivalents_and_400_parts(
    people: Kampung, there: AtPost, window: Windows
) -> None:
    consignment = f"/consignments/{there.reference}/"
    head = signed_in(window, people.head, consignment)
    head.page.click("#divide summary")
    head.page.fill("#divide [name=reason]", "Cukup untuk semua bila dibagi rata.")
    press(head, "divide")
    main = head.page.locator("main")
    expect(main).to_contain_text("Dibagi rata untuk 400 rumah tangga")
    expect(figure(head, "Belum menjawab")).to_have_text("400 KK")

    phone, coupon = window.open(), there.coupon(400)
    kampung.open_coupon(phone, coupon.serial, digits(coupon))
    expect(phone.page.locator("main")).to_contain_text("200 paket")
    press(phone, "part")
    expect(phone.page.locator(".badge")).to_contain_text("Sudah diterima")
    expect(figure(head, "Terima sebagian")).to_have_text("1 KK")

    others = Coupon.private.filter(request=there.portion).exclude(pk=coupon.pk)
    kampung.bring_back(people.cadre.person, there.reference, others)
    expect(figure(head, "Terima sebagian")).to_have_text("400 KK")
    expect(figure(head, "Dikonfirmasi rumah tangga")).to_have_text("200 paket")
    expect(figure(head, "Sisa di pos")).to_have_text("0 paket")
    expect(main).to_contain_text("angka adalah setara paket")
    fits(head, phone)
    invariants.check_everything()
