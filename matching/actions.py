"""What coordinators do about rounds: call for one, call it off, send what it would propose."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from aid.actions.access import require
from aid.categories import CATEGORIES
from aid.errors import Invalid, NotFound, OnlyFigures, Problem, WrongState
from aid.relations import region_relations
from matching import tasks
from matching.errors import InvalidPolicy
from matching.models import OPEN_ENDED, PLANNED, SENDING, PlannedProposal, Round
from matching.policies import own_policy
from matching.policy import Policy
from people.person import Person


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
    a dry run may try it. The worker runs the round. Raises Invalid or what the rules refuse.
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
    app.configure_task(tasks.FULL).defer(round_id=this.pk)
    return this


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


@transaction.atomic
def send_proposals(
    person: Person, region_code: str, round_id: int, ids: Collection[int] | None = None
) -> int:
    """Have the proposals of a dry run sent to the donors, all of them in ``region_code`` or those
    of ``ids`` there; how many.

    The worker sends them; what no longer fits then is left out and counted. Raises NotFound,
    OnlyFigures for one that weighed unanswered proposals again, WrongState for a round that
    proposed itself or isn't done, or what the rules refuse.
    """
    require("region", "send_proposals", None, region_relations(person, region_code))
    this = Round.objects.filter(pk=round_id).first()
    if this is None:
        raise NotFound()
    if not this.dry_run or this.status != "done" or person.user_id is None:
        raise WrongState()
    if this.again:
        raise OnlyFigures()
    wanted = Q() if ids is None else Q(pk__in=ids)
    planned = PlannedProposal.private.within(region_code).filter(wanted, round=this)
    # What a job that died left behind is taken up again.
    marked: int = planned.filter(fate__in=(PLANNED, SENDING)).update(fate=SENDING)
    if marked:
        app.configure_task(tasks.SEND).defer(
            round_id=this.pk, user_id=person.user_id, regions=[region_code]
        )
    return marked
