"""Who holds which office, from the command line of whoever runs the site."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from aid.actions import staff
from aid.actions.offices import give_as_operator, take_as_operator
from aid.errors import NotFound
from geo.models import Region
from people import private
from people.accounts import create_organisation, find_account
from people.consent import NAMING, record_consent, take_back_consent
from people.models import Membership, Staff, User
from people.person import Role


class Command(BaseCommand):
    help = (
        "Grant or revoke a role in a region (coordinator, auditor), make an organisation, add or "
        "remove its staff, note that it agreed to be named in open data, or list all. LOGIN is a "
        "phone number in E.164 or an e-mail address."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        for verb in ("grant", "revoke"):
            role = verbs.add_parser(verb)
            role.add_argument("login")
            role.add_argument("role", choices=[role.value for role in Role])
            role.add_argument("region", help="code of the region, for example 31.73.01.1005")
        verbs.add_parser("organisation").add_argument("name")
        for verb in ("staff", "unstaff"):
            acting = verbs.add_parser(verb)
            acting.add_argument("login")
            acting.add_argument("organisation", type=int, help="its number, as `list` shows it")
        for verb in ("name", "unname"):
            naming = verbs.add_parser(verb)
            naming.add_argument("organisation", type=int, help="its number, as `list` shows it")
        verbs.add_parser("list")

    def handle(self, *_: Any, **options: Any) -> None:
        getattr(self, options["verb"])(options)

    def grant(self, options: dict[str, Any]) -> None:
        give_as_operator(account(options), Role(options["role"]), region(options))
        self.stdout.write("Granted.")

    def revoke(self, options: dict[str, Any]) -> None:
        try:
            take_as_operator(account(options), Role(options["role"]), region(options))
        except NotFound:
            raise CommandError("There is no such role.") from None

    def organisation(self, options: dict[str, Any]) -> None:
        self.stdout.write(f"Organisation {create_organisation(options['name']).pk}")

    def staff(self, options: dict[str, Any]) -> None:
        staff.add(account(options), organisation(options))

    def unstaff(self, options: dict[str, Any]) -> None:
        try:
            staff.remove(account(options), organisation(options))
        except NotFound:
            raise CommandError("They do not act for it.") from None

    def name(self, options: dict[str, Any]) -> None:
        """The organisation agreed to be named in open data."""
        record_consent(organisation(options).details_id, [NAMING])

    def unname(self, options: dict[str, Any]) -> None:
        if not take_back_consent(organisation(options).details_id, NAMING):
            raise CommandError("It isn't named.")

    def list(self, _: dict[str, Any]) -> None:
        """Who holds what; accounts by number and name."""
        held = Membership.objects.select_related("user", "region").order_by("region_id", "role")
        for membership in private.with_names(held, lambda each: each.user):
            self.stdout.write(
                f"{membership.region_id:18} {membership.role:12} {told(membership.user)}"
            )
        for organisation in User.objects.filter(is_organisation=True).order_by("pk"):
            self.stdout.write(f"organisation {told(organisation)}")
            working = Staff.objects.filter(organisation=organisation).select_related("user")
            for each in private.with_names(working, lambda each: each.user):
                self.stdout.write(f"  {told(each.user)}")


def told(user: User) -> str:
    return f"{user.pk} {private.name_of(user)}"


def account(options: dict[str, Any]) -> User:
    found = find_account(options["login"])
    if found is None:
        raise CommandError("No account signs in with this. Let them sign in once first.")
    return found


def region(options: dict[str, Any]) -> Region:
    found = Region.objects.filter(pk=options["region"]).first()
    if found is None:
        raise CommandError("There is no such region.")
    return found


def organisation(options: dict[str, Any]) -> User:
    found = User.objects.filter(pk=options["organisation"], is_organisation=True).first()
    if found is None:
        raise CommandError("There is no such organisation.")
    return found
