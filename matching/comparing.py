"""Two rounds side by side."""

from typing import NamedTuple

from django.db import connection

from matching.models import Round

# What two rounds propose, or would, pair by pair.
SAME = """
with planned as (
    select round_id, request_id, offer_id, quantity from matching_plannedproposal
    where round_id = any(%(rounds)s)
    union all
    select round_id, request_id, offer_id, quantity from aid_match
    where round_id = any(%(real)s) and origin = 'round'
),
one as (select * from planned where round_id = %(one)s),
two as (select * from planned where round_id = %(two)s)
select
    count(*) filter (where one.quantity = two.quantity),
    count(*) filter (where one.quantity <> two.quantity),
    count(*) filter (where two.quantity is null),
    count(*) filter (where one.quantity is null)
from one full join two using (request_id, offer_id)
"""


class Comparison(NamedTuple):
    """How many pairs of request and offer two rounds have in common, with the same quantity or
    another, and how many only one of them has."""

    same: int
    changed: int
    only_this: int
    only_other: int


def compare(this: Round, other: Round) -> Comparison:
    """What a round proposed, or would have, against another; one statement."""
    rounds = [this, other]
    with connection.cursor() as cursor:
        cursor.execute(
            SAME,
            {
                "rounds": [each.pk for each in rounds if each.dry_run],
                # A dry run's pairs are those that it kept, sent or not.
                "real": [each.pk for each in rounds if not each.dry_run],
                "one": this.pk,
                "two": other.pk,
            },
        )
        return Comparison(*cursor.fetchone())


def before(this: Round) -> Round | None:
    """The newest finished round before ``this`` on the same categories that shared out the same:
    what is open, or that and the proposals that nobody answered. None for the first."""
    earlier = Round.objects.filter(pk__lt=this.pk, status="done", categories=this.categories)
    earlier = earlier.filter(again=this.again)
    found: Round | None = earlier.order_by("-pk").first()
    return found
