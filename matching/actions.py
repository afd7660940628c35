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
from aid.errors import Invalid, NotFound, Problem, WrongState
from aid.events import Entry, record
from aid.relations import region_relations
from aid.round_errors import DryRunTooOld, OnlyFigures, OtherPolicy, RoundsWait
from geo.codes import contains
from geo.models import Region
from matching import tasks
from matching.errors import InvalidPolicy
from matching.models import OPEN_ENDED, PLANNED, SENDING, UNFINISHED, PlannedProposal, Round
from matching.policies import own_policy, policy_of
from people.person import Person, Role

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
    """A coordinator wants a round now, by the office that reaches ``region_code``; it looks at the
    whole city.

    ``again``: it weighs the proposals too that nobody answered, see `run_round`.

    ``categories`` are codes, none for all. ``policy`` holds what differs from the settings; only
    a dry run may try it. The worker runs the round. Raises Invalid, RoundsWait while the office's
    last one isn't over or too many offices wait, or what the rules refuse.
    """
    by = require_office(person, "run_round", region_code)
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
        chosen = policy_of(chosen.as_dict() | dict(policy or {}))
    except InvalidPolicy as error:
        problems["policy"] = Problem("bad_policy", error.detail)
    except TypeError:
        problems["policy"] = Problem("bad_policy", _("These settings can't be used for a round."))
    if problems:
        raise Invalid(problems)
    _let_one_wait(by)
    this: Round = Round.objects.create(
        kind="full",
        status="waiting",
        dry_run=dry_run,
        with_curve=with_curve,
        again=again,
        region_code=by,
        categories=[code for code in CATEGORIES if code in categories],
        started_at=timezone.now(),
        policy=chosen.as_dict(),
        seed=0,
    )
    this.seed = this.pk
    this.save(update_fields=["seed"])
    record(person, _entry("run_round", this, by, dry_run=dry_run))
    app.configure_task(tasks.FULL).defer(round_id=this.pk)
    return this


def require_office(person: Person, verb: str, region_code: str) -> str:
    """The region of the office by which ``person`` does ``verb`` in a region. Raises NotFound for a
    region that isn't there, or what the rules refuse."""
    require("region", verb, None, region_relations(person, region_code))
    if not Region.objects.filter(pk=region_code).exists():
        raise NotFound()
    return office_of(person, region_code)


def office_of(person: Person, region_code: str) -> str:
    """Where ``person`` holds the highest office that reaches a region; the region itself for
    whoever holds none."""
    held = [code for code in person.regions(Role.COORDINATOR) if contains(code, region_code)]
    return min(held, key=len, default=region_code)


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
    """Call a round off that the office which reaches ``region_code`` may end, see `Round.is_of`.

    It ends within a second or so and writes nothing. Raises WrongState once it writes or is over,
    NotFound, or what the rules refuse.
    """
    by = require_office(person, "cancel_round", region_code)
    this = Round.objects.filter(pk=round_id).first()
    if this is None or not this.is_of(by):
        raise NotFound()
    found = Round.objects.filter(pk=round_id, status__in=OPEN_ENDED, cancel_asked_at=None)
    now = timezone.now()
    if not found.update(cancel_asked_at=now):
        raise WrongState()
    # One that waits for a worker has nobody else to end it.
    Round.objects.filter(pk=round_id, status="waiting").update(status="cancelled", finished_at=now)
    record(person, _entry("cancel_round", this, by))


@transaction.atomic
def send_proposals(
    person: Person, region_code: str, round_id: int, ids: Collection[int] | None = None
) -> int:
    """Have the proposals of a dry run sent to the donors, all of them in ``region_code`` or those
    of ``ids`` there; how many.

    The worker sends them; what no longer fits then is left out and counted. Raises NotFound, what
    `why_not_sent` says, or what the rules refuse.
    """
    require_office(person, "send_proposals", region_code)
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
