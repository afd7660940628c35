"""What coordinators do about rounds: call for one, call it off, send what it would propose."""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from aid.actions.access import require
from aid.categories import CATEGORIES
from aid.errors import (
    DryRunTooOld,
    Invalid,
    NotFound,
    OnlyFigures,
    OtherPolicy,
    Problem,
    RoundsWait,
    WrongState,
)
from aid.events import Entry, record
from aid.relations import region_relations
from matching import tasks
from matching.errors import InvalidPolicy
from matching.models import OPEN_ENDED, PLANNED, SENDING, UNFINISHED, PlannedProposal, Round
from matching.policies import own_policy
from matching.policy import Policy
from people.person import Person

# How long what a dry run would propose may be sent.
SENT_WITHIN = timedelta(days=1)
# Rounds that were asked for and aren't over, of all offices together.
MOST_WAITING = 3
# The lock of whoever asks for a round.
ASKING = 0x67616E646173


@transaction.atomic
def ask_for_round(
    person: Person,
    region_code: str,
    *,
    categories: Sequence[str] = (),
    dry_run: bool = False,
    with_curve: bool = False,
    again: bool = False,
    policy: Mapping[str, Any] | None = None,
) -> Round:
    """A coordinator of ``region_code`` wants a round now; it looks at the whole city.

    ``again``: it weighs the proposals too that nobody answered, see `run_round`.

    ``categories`` are codes, none for all. ``policy`` holds what differs from the settings; only
    a dry run may try it. The worker runs the round. Raises Invalid, RoundsWait while the office's
    last one isn't over or too many offices wait, or what the rules refuse.
    """
    require("region", "run_round", None, region_relations(person, region_code))
    problems = {}
    unknown = [code for code in categories if code not in CATEGORIES]
    if unknown or len(set(categories)) != len(categories):
        problems["categories"] = Problem("unknown", _("There is no such kind of aid."))
    if with_curve and not dry_run:
        problems["with_curve"] = Problem("only_dry", _("Only a dry run can do this."))
    if policy and not dry_run:
        problems["policy"] = Problem("only_dry", _("Only a dry run can do this."))
    chosen = own_policy()
    try:
        chosen = Policy.from_dict(chosen.as_dict() | dict(policy or {}))
    except InvalidPolicy as error:
        problems["policy"] = Problem("bad_policy", error.detail)
    except TypeError:
        problems["policy"] = Problem("bad_policy", _("This is no policy."))
    if problems:
        raise Invalid(problems)
    _let_one_wait(region_code)
    this: Round = Round.objects.create(
        kind="full",
        status="waiting",
        dry_run=dry_run,
        with_curve=with_curve,
        again=again,
        region_code=region_code,
        categories=[code for code in CATEGORIES if code in categories],
        started_at=timezone.now(),
        policy=chosen.as_dict(),
        seed=0,
    )
    this.seed = this.pk
    this.save(update_fields=["seed"])
    record(person, _entry("run_round", this, region_code, dry_run=dry_run))
    app.configure_task(tasks.FULL).defer(round_id=this.pk)
    return this


def _let_one_wait(region_code: str) -> None:
    """Raises RoundsWait; whoever asks at the same moment waits until it is known."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [ASKING])
    asked_for = Round.objects.filter(status__in=UNFINISHED).exclude(region_code="")
    waiting = list(asked_for.values_list("region_code", flat=True)[:MOST_WAITING])
    if region_code in waiting or len(waiting) == MOST_WAITING:
        raise RoundsWait()


@transaction.atomic
def cancel_round(person: Person, region_code: str, round_id: int) -> None:
    """Call a round off that the office of ``region_code`` may end, see `Round.is_of`.

    It ends within a second or so and writes nothing. Raises WrongState once it writes or is over,
    NotFound, or what the rules refuse.
    """
    require("region", "cancel_round", None, region_relations(person, region_code))
    this = Round.objects.filter(pk=round_id).first()
    if this is None or not this.is_of(region_code):
        raise NotFound()
    found = Round.objects.filter(pk=round_id, status__in=OPEN_ENDED)
    now = timezone.now()
    if not found.update(cancel_asked_at=now):
        raise WrongState()
    # One that waits for a worker has nobody else to end it.
    found.filter(status="waiting").update(status="cancelled", finished_at=now)
    record(person, _entry("cancel_round", this, region_code))


@transaction.atomic
def send_proposals(
    person: Person, region_code: str, round_id: int, ids: Collection[int] | None = None
) -> int:
    """Have the proposals of a dry run sent to the donors, all of them in ``region_code`` or those
    of ``ids`` there; how many.

    The worker sends them; what no longer fits then is left out and counted. Raises NotFound, what
    `why_not_sent` says, or what the rules refuse.
    """
    require("region", "send_proposals", None, region_relations(person, region_code))
    this = Round.objects.filter(pk=round_id).first()
    if this is None:
        raise NotFound()
    refusal = why_not_sent(this)
    if refusal is not None or person.user_id is None:
        raise refusal or WrongState()
    wanted = Q() if ids is None else Q(pk__in=ids)
    planned = PlannedProposal.private.within(region_code).filter(wanted, round=this)
    # What a job that died left behind is taken up again.
    marked: int = planned.filter(fate__in=(PLANNED, SENDING)).update(
        fate=SENDING, sent_by=person.user_id
    )
    if marked:
        record(person, _entry("send_proposals", this, region_code, quantity=marked))
        app.configure_task(tasks.SEND).defer(
            round_id=this.pk, user_id=person.user_id, regions=[region_code]
        )
    return marked


def why_not_sent(this: Round) -> WrongState | None:
    """Why nothing of a round is sent: OnlyFigures for a dry run that weighed unanswered proposals
    again, OtherPolicy for one that weighed otherwise than rounds do, DryRunTooOld, WrongState for a
    round that proposed itself or isn't done; None where its proposals may be."""
    if not this.dry_run or this.status != "done":
        return WrongState()
    if this.again:
        return OnlyFigures()
    if this.policy != own_policy().as_dict():
        return OtherPolicy()
    if timezone.now() - this.started_at > SENT_WITHIN:
        return DryRunTooOld()
    return None


def _entry(kind: str, this: Round, region_code: str, **facts: Any) -> Entry:
    return Entry(kind, region=region_code, facts={"round": this.pk, **facts})
