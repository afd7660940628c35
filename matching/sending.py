"""Sending the proposals of a dry run to the donors, in committed batches."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from django.db import transaction

from aid import rules
from aid.actions import matches
from aid.actions.pairing import Proposal, Table, lay_table
from aid.models import Match
from aid.relations import pair_relations
from aid.rules import Verdict
from geo.codes import contains
from matching.actions import why_not_sent
from matching.models import LEFT_OUT, SENDING, SENT, PlannedProposal, Round
from matching.queries import SPENT
from people.models import User
from people.person import Person, Role, RoleInRegion
from people.queries import person_of

Pair = tuple[int, int]


class Sender(NamedTuple):
    """A coordinator, as a job knows one: the account, and where its office is."""

    user_id: int
    regions: tuple[str, ...]

    @property
    def person(self) -> Person:
        """As whom the donors' own offices count out, with the office that was shown at the door,
        as far as it is still held."""
        known = person_of(User.objects.get(pk=self.user_id))
        held = {
            office.region_code
            for office in (*known.roles, *known.withheld)
            if office.role is Role.COORDINATOR
        }
        offices = tuple(
            RoleInRegion(Role.COORDINATOR, code)
            for code in self.regions
            if any(contains(region, code) for region in held)
        )
        return replace(known, roles=offices, withheld=())


def send_marked(sender: Sender, round_id: int) -> None:
    """Send whatever the sender marked in its regions, until nothing is left; what another call is
    sending at this moment is left to it."""
    while send_batch(sender.person, round_id, sender.regions):
        pass


@transaction.atomic
def send_batch(person: Person, round_id: int, regions: Sequence[str]) -> int:
    """Send some of the marked proposals; how many were dealt with.

    What no longer fits, what came to nothing since, and pairs that ``person`` has a part in are
    left out; all of them once the round may not be sent any more.
    """
    marked = PlannedProposal.private.filter(round_id=round_id, fate=SENDING, sent_by=person.user_id)
    mine = PlannedProposal.private.none()
    for region in regions:
        mine = mine | marked.within(region)
    rows = list(mine.order_by("pk").select_for_update(skip_locked=True)[: matches.BATCH])
    # What was marked in time may be taken up too late, where a worker died or was busy.
    late = why_not_sent(Round.objects.get(pk=round_id)) is not None
    proposals = [
        Proposal(row.request_id, row.offer_id, row.quantity, row.distance, alone(row.reason))
        for row in ([] if late else rows)
    ]
    spent = spent_pairs(proposals)
    table = lay_table(proposals, locked=False)
    fitting = [
        proposal
        for proposal in proposals
        if pair_of(proposal) not in spent and may_propose(person, table, proposal)
    ]
    made = matches.propose(person, fitting, round_id).made
    found = set(Match.private.filter(pk__in=made).values_list("request_id", "offer_id"))
    for fate, wanted in ((SENT, True), (LEFT_OUT, False)):
        ids = [row.pk for row in rows if ((row.request_id, row.offer_id) in found) is wanted]
        PlannedProposal.private.filter(pk__in=ids).update(fate=fate)
    return len(rows)


def alone(reason: Mapping[str, Any]) -> dict[str, Any]:
    """A reason without what it says of the round's other proposals, which may never be sent."""
    return {name: fact for name, fact in reason.items() if name != "passed_over"}


def pair_of(proposal: Proposal) -> Pair:
    return proposal.request_id, proposal.offer_id


def spent_pairs(proposals: Iterable[Proposal]) -> set[Pair]:
    """The pairs that a round would not propose again."""
    requests = [proposal.request_id for proposal in proposals]
    found = Match.private.filter(request_id__in=requests, status__in=SPENT)
    found = found.exclude(ended_why=rules.WEIGHED_AGAIN)
    return set(found.values_list("request_id", "offer_id"))


def may_propose(person: Person, table: Table, proposal: Proposal) -> bool:
    pair = table.pair(proposal)
    if pair is None:
        return False
    relations = pair_relations(person, pair[0], pair[1].donor_id)
    return rules.verdict("match", "propose", None, relations) is Verdict.ALLOWED
