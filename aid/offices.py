"""Which roles there are at which regions, and who gives them and takes them back.

A coordinator gives roles below their own region alone; the cadres of an RW are also its own
coordinators' to choose. Whoever may give a role takes it back, and everybody may give up their own.
Plain Python: no database, no web.
"""

from aid import rules
from aid.relations import KELURAHAN_DEPTH, region_relations
from aid.rules import Verdict
from people.person import Person, Role

RW_DEPTH = KELURAHAN_DEPTH + 1
# By role, the dots in the codes of regions in which it is held.
HELD_AT: dict[Role, range] = {
    Role.COORDINATOR: range(RW_DEPTH + 1),
    Role.AUDITOR: range(RW_DEPTH),
    Role.CADRE: range(RW_DEPTH, RW_DEPTH + 1),
}
# By role, the verb of the table of regions.
GIVEN_BY: dict[Role, str] = {
    Role.COORDINATOR: "give_role",
    Role.AUDITOR: "give_role",
    Role.CADRE: "give_cadre_role",
}


def held_there(role: Role, region_code: str) -> bool:
    """Whether there is such a role in the region at all."""
    return region_code.count(".") in HELD_AT[role]


def may(person: Person, verb: str, region_code: str) -> bool:
    """Whether ``person`` may do ``verb`` of the table of regions there."""
    relations = region_relations(person, region_code)
    return rules.verdict("region", verb, None, relations) is Verdict.ALLOWED


def gives(person: Person, role: Role, region_code: str) -> bool:
    """Whether ``person`` gives that role in the region, and takes it back."""
    return may(person, GIVEN_BY[role], region_code)


def given(person: Person, region_code: str) -> tuple[Role, ...]:
    """The roles that ``person`` may give somebody in the region."""
    there = (role for role in Role if held_there(role, region_code))
    return tuple(role for role in there if gives(person, role, region_code))


def takes(person: Person, role: Role, region_code: str, holder_id: int) -> bool:
    """Whether ``person`` may take the role back from the account ``holder_id``; from oneself it is
    giving up."""
    return person.user_id == holder_id or gives(person, role, region_code)
