"""Asking why a request and an offer were not put together; the worker answers."""

from datetime import timedelta

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from procrastinate.contrib.django import app

from aid.actions.access import require
from aid.errors import NotFound
from aid.models import Offer, Request
from aid.reference import tidy_reference
from aid.relations import pair_relations
from aid.round_errors import QuestionsWait
from aid.rules import Who
from matching import tasks
from matching.models import PairQuestion
from people.person import Person

# Who waits longer than this may ask anew: the worker died, or stands still.
WAITS = timedelta(minutes=10)
# An answer is given again for so long.
HOLDS = timedelta(minutes=2)
# Older questions are forgotten.
KEPT = timedelta(days=1)
# Questions that wait, of all people together.
MOST_WAITING = 5
# Questions about one request that are shown.
MOST_SHOWN = 10
# The lock of whoever asks.
ASKING = 0x67616E645059


@transaction.atomic
def ask_why_not(person: Person, request_reference: str, offer_reference: str) -> PairQuestion:
    """Have the worker find out why the two were not put together; whoever may pair them by hand
    may ask.

    An answer of a moment ago stands. Raises NotFound, QuestionsWait while a question of the same
    person or many of others wait, or what the rules refuse.
    """
    requests, offers = Request.private.visible_to(person), Offer.private.visible_to(person)
    request = requests.filter(reference=tidy_reference(request_reference)).first()
    offer = offers.filter(reference=tidy_reference(offer_reference)).first()
    if request is None or offer is None or person.user_id is None:
        raise NotFound()
    require("match", "propose", None, pair_relations(person, request, offer.donor_id))
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [ASKING])
    now = timezone.now()
    this = PairQuestion.private.filter(request_id=request.pk, offer_id=offer.pk)
    found = this.filter(
        Q(answered_at__gt=now - HOLDS) | Q(answered_at=None, asked_at__gt=now - WAITS)
    ).first()
    if found is not None:
        return found
    waiting = PairQuestion.private.filter(answered_at=None, asked_at__gt=now - WAITS)
    if waiting.filter(asked_by=person.user_id).exists() or waiting.count() >= MOST_WAITING:
        raise QuestionsWait()
    # A row of its own, so that an answer to the question before it comes to nothing.
    this.delete()
    PairQuestion.private.filter(asked_at__lt=now - KEPT).delete()
    made: PairQuestion = PairQuestion.private.create(
        request_id=request.pk, offer_id=offer.pk, asked_by=person.user_id, asked_at=now
    )
    app.configure_task(tasks.PAIR).defer(question_id=made.pk)
    return made


def questions_about(person: Person, request: Request) -> list[tuple[PairQuestion, Offer]]:
    """What was asked about a request that ``person`` sees, newest first, of offers that they see
    too and don't give themselves: whom the household blocked is not told so. What nobody answered
    in time is left out. Two statements."""
    late = timezone.now() - WAITS
    asked = list(
        PairQuestion.private.filter(request_id=request.pk)
        .exclude(answered_at=None, asked_at__lte=late)
        .order_by("-asked_at")
    )
    ids = [each.offer_id for each in asked]
    offers = Offer.private.visible_to(person).select_related("region__parent").in_bulk(ids)
    told = {
        pk: offer
        for pk, offer in offers.items()
        if Who.DONOR not in pair_relations(person, request, offer.donor_id)
    }
    return [(each, told[each.offer_id]) for each in asked if each.offer_id in told][:MOST_SHOWN]
