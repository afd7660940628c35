"""Print the rule tables as a page for people: docs/rules.md."""

from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from aid.rules import MOST_CODE_ATTEMPTS, MOST_OPEN_OFFERS, MOST_OPEN_PLEDGES, TABLES, Rule, Who

PAGE = Path("docs/rules.md")

HEAD = f"""# Who may do what, when

Printed from [`aid/rules.py`](../aid/rules.py) by `manage.py print_rules --write`; a test fails when
it is stale. Pages, API and sockets ask the same tables. A verb without a "to" leaves the status as
it is. Whoever may not see a thing is told that there is none.

An office is held in a region and reaches everything below it. It has no say in what its holder
asked for, filed or gives. A donor whom the city doesn't know holds at most {MOST_OPEN_PLEDGES} open
pledges and {MOST_OPEN_OFFERS} open offers; {MOST_CODE_ATTEMPTS} wrong codes lock a match or a link.
"""

# Title and sentence of each table.
ABOUT = {
    "request": (
        "Requests",
        "What a household or a neighbourhood needs, from the form to the last package.",
    ),
    "offer": ("Offers", "What a donor can give; a pledge is an offer reserved for its target."),
    "match": (
        "Matches",
        "A quantity of one offer set aside for one request, and its way to the door.",
    ),
    "list": (
        "Lists",
        "What the households of a neighbourhood need, line by line. Whoever opened or compiled a "
        "list doesn't verify it. Each portion of a verified list is a request of its own.",
    ),
    "consignment": (
        "Consignments",
        "One donor's goods for one neighbourhood or institution. At the post is not delivered. "
        "What travels in a consignment moves only with it.",
    ),
    "handout": (
        "Hand-outs",
        "What one household gets of a consignment at the post; its coupon is its own word.",
    ),
    "complaint": ("Complaints", "That it never came, or not as described."),
    "sensitive_complaint": (
        "Complaints about people",
        "That somebody was asked to pay, harassed, or doesn't feel safe: RW and kelurahan may be "
        "concerned themselves, so that only those above read it.",
    ),
    "region": ("Regions", "What is done in a region, not to one request."),
}


class Command(BaseCommand):
    help = "Prints who may do what, when, from the rule tables."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--write", action="store_true", help=f"write {PAGE} instead")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["write"]:
            (settings.BASE_DIR / PAGE).write_text(rules_page())
        else:
            self.stdout.write(rules_page(), ending="")


def rules_page() -> str:
    """The whole page, in Markdown."""
    return "\n".join([HEAD, people(), *(section(name, lines) for name, lines in TABLES.items())])


def people() -> str:
    """What the words of the last column mean."""
    rows = [f"| {word(kind)} | {kind.value} |" for kind in Who]
    return "\n".join(["## Who is who", "", "| who | is |", "|---|---|", *rows, ""])


def section(name: str, lines: Iterable[Rule]) -> str:
    title, sentence = ABOUT[name]
    rows = [row(line) for line in lines]
    return "\n".join(
        [
            f"## {title}",
            "",
            sentence,
            "",
            "| verb | from | to | who |",
            "|---|---|---|---|",
            *rows,
            "",
        ]
    )


def row(line: Rule) -> str:
    to = words(line.to) if line.to else ""
    return f"| {line.verb.replace('_', ' ')} | {come_from(line)} | {to} | {who(line)} |"


def come_from(line: Rule) -> str:
    """The statuses in the order of the lifecycle; "any", or nothing for what is not made yet."""
    if not line.come_from:
        return ""
    every = list(type(next(iter(line.come_from))))
    if len(line.come_from) == len(every):
        return "any"
    return ", ".join(words(status) for status in every if status in line.come_from)


def words(status: StrEnum) -> str:
    return status.value.replace("_", " ")


def who(line: Rule) -> str:
    return ", ".join(word(kind) for kind in Who if kind in line.who)


def word(kind: Who) -> str:
    return "Gandeng" if kind is Who.SYSTEM else kind.name.lower()
