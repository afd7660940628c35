"""What every page knows."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from aid.relations import KELURAHAN_DEPTH
from frontend.notices import offered
from frontend.person import person_of
from people.accounts import organisations_of
from people.person import Role
from people.private import name_of


@dataclass(frozen=True)
class Door:
    """One entry of the site's navigation."""

    label: str | Promise
    url: str
    here: bool


@dataclass(frozen=True)
class Choice:
    """One entry of a menu."""

    value: str
    label: str | Promise
    chosen: bool


def site(request: HttpRequest) -> dict[str, object]:
    return {"demo": settings.DEMO, "province": settings.PROVINCE_NAME, "doors": Doors(request)}


class Doors:
    """The navigation; read only by templates that show it."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def main(self) -> list[Door]:
        doors = [
            self.door(_("Ask for aid"), "ask"),
            self.door(_("Give"), "give"),
            self.door(_("See the figures"), "home"),
        ]
        if self.known and self.holds_office():
            doors.append(self.door(_("Board"), "board"))
        return doors

    def own(self) -> list[Door]:
        if not self.known:
            return []
        doors = [
            self.door(_("My requests"), "my_requests"),
            self.door(_("My deliveries"), "deliveries"),
            self.door(_("Consignments"), "consignments"),
        ]
        if self.prints_coupons():
            doors.append(self.door(_("Coupons"), "coupon_counter"))
        if any(offered().values()):
            doors.append(self.door(_("Notices"), "notices"))
        if person_of(self.request).organisations:
            doors.append(self.door(_("Programs"), "tokens"))
        security = self.request.path.startswith("/security/") and not any(
            each.here for each in doors
        )
        return [*doors, Door(_("Security"), reverse("mfa_index"), security)]

    def organisations(self) -> list[Choice]:
        """In whose name the person may give; empty where only in their own."""
        person = person_of(self.request)
        if not person.organisations:
            return []
        own = Choice("", _("myself"), person.donor_id == person.user_id)
        return [own] + [
            Choice(str(each.pk), name_of(each), person.donor_id == each.pk)
            for each in organisations_of(person)
        ]

    def holds_office(self) -> bool:
        """Also one that waits for a second factor."""
        person = person_of(self.request)
        return bool(person.roles or person.withheld)

    def prints_coupons(self) -> bool:
        """Offices of a kelurahan and above it do; RWs hand out."""
        offices = person_of(self.request).regions(Role.COORDINATOR)
        return any(code.count(".") <= KELURAHAN_DEPTH for code in offices)

    @property
    def known(self) -> bool:
        user = getattr(self.request, "user", None)
        return user is not None and user.is_authenticated

    def door(self, label: str | Promise, name: str) -> Door:
        url = reverse(f"frontend:{name}")
        path = self.request.path
        return Door(label, url, path == url or (url != "/" and path.startswith(url)))
