"""Switching notices on and off."""

import hashlib
import secrets
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import compare_digest

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from messaging import addresses
from messaging.addresses import Mailbox, Phone
from messaging.errors import NotOffered
from messaging.models import MAIL, PHONE, Address, Following, Subscription
from messaging.opened import opened
from messaging.queries import SubscriptionQuerySet
from people.consent import record_consent, take_back_consent
from people.fields import seal_in
from people.vault import fingerprint

PURPOSE = "notices"
# Browsers of one owner; the newest stay.
MOST_PHONES = 5
TOKEN_BYTES = 24
TOKEN_HOLDS = timedelta(hours=24)
PROOF_LENGTH = 32
# Whoever followed a link without an account asks again after so long.
LINKS_HOLD = timedelta(days=180)


@dataclass(frozen=True)
class Owner:
    """Whose notices: an account, or whoever opened a link.

    ``key`` names it, ``topics`` are those that it hears of, each with the id of the post in an
    organisation by which (None: one's own). ``details_id`` is where its consent is kept, if
    anything of it is.
    """

    key: str
    topics: Mapping[str, int | None]
    details_id: uuid.UUID | None = None
    user_id: int | None = None


@dataclass(frozen=True)
class Shown:
    """How the owner reads it, and which ``page`` (a path) a notice opens."""

    language: str
    page: str


@transaction.atomic
def switch_on_phone(owner: Owner, phone: Phone, shown: Shown) -> int:
    """Notices for ``owner`` go to ``phone`` too from now on; the subscription's id.

    Beyond MOST_PHONES the oldest ends. Raises NotOffered.
    """
    if settings.PUSH_KEY is None:
        raise NotOffered()
    kept = keep(owner, PHONE, phone, shown, confirmed_at=timezone.now())
    phones = Subscription.private.of_owner(owner.key).by_phone().order_by("-made_at", "-pk")
    forget_all(list(phones.values_list("pk", flat=True)[MOST_PHONES:]))
    if owner.details_id is not None:
        record_consent(owner.details_id, [PURPOSE])
    return kept.pk


@transaction.atomic
def ask_mail(owner: Owner, mailbox: Mailbox, shown: Shown) -> str:
    """Let ``owner`` have notices by e-mail once somebody confirms it with the token returned,
    which goes to the address and nowhere else.

    An address that waits for its confirmation makes room for the new one. Raises NotOffered.
    """
    if not settings.MAILS:
        raise NotOffered()
    mine = Subscription.private.of_owner(owner.key).by_mail()
    token = secrets.token_urlsafe(TOKEN_BYTES)
    known = mine.confirmed().filter(fingerprint=fingerprint_of(mailbox)).first()
    confirmed_at = known.confirmed_at if known else None
    forget_unconfirmed(owner.key)
    keep(owner, MAIL, mailbox, shown, confirmed_at=confirmed_at, link_hash=hash_of(token))
    return token


@transaction.atomic
def confirm_mail(token: str) -> bool:
    """The address of the token is its owner's from now on, instead of an earlier one; False when
    the token is used, too old or none."""
    found = waiting_for(token).select_for_update().first()
    if found is None:
        return False
    found.link_hash = ""
    found.confirmed_at = found.confirmed_at or timezone.now()
    found.save(update_fields=["link_hash", "confirmed_at"])
    Subscription.private.of_owner(found.owner).by_mail().exclude(pk=found.pk).delete()
    if found.user is not None:
        record_consent(found.user.details_id, [PURPOSE])
    return True


def token_waits(token: str) -> bool:
    """Whether ``token`` would confirm an address."""
    return waiting_for(token).exists()


@transaction.atomic
def stop_mail(stop: str) -> bool:
    """End the mails that ``stop`` (see ``stop_of``) stands in; also when they have ended. False
    when no mail of ours says so."""
    pk = stopped_by(stop)
    if pk is None:
        return False
    found = Subscription.private.by_mail().filter(pk=pk).select_related("user").first()
    if found is not None:
        found.delete()
        forget_consent(found.owner, found.user.details_id if found.user else None)
    return True


@transaction.atomic
def switch_off_phone(owner: Owner, endpoint: str) -> bool:
    """No notices for ``owner`` to this browser any more; False when none went there."""
    mine = Subscription.private.of_owner(owner.key).by_phone()
    ended = mine.filter(fingerprint=fingerprint("phone", endpoint)).delete()[0]
    forget_consent(owner.key, owner.details_id)
    return ended > 0


@transaction.atomic
def switch_off(owner: Owner) -> None:
    """No notices for ``owner`` at all any more."""
    forget_owner(owner.key)
    forget_consent(owner.key, owner.details_id)


def phone_is_on(owner: Owner, endpoint: str) -> int | None:
    """The id of the subscription by which ``owner``'s notices go to this browser, if any."""
    mine = Subscription.private.of_owner(owner.key).by_phone()
    found = mine.filter(fingerprint=fingerprint("phone", endpoint))
    return found.values_list("pk", flat=True).first()


def forget_owner(key: str) -> None:
    """End all notices of whoever ``key`` names; with their addresses."""
    Subscription.private.of_owner(key).delete()


def forget_owners(keys: Iterable[str]) -> None:
    """The same of several."""
    Subscription.private.filter(owner__in=list(keys)).delete()


def forget_unconfirmed(key: str) -> None:
    """End the questions to whoever ``key`` names that nobody answered."""
    Subscription.private.of_owner(key).by_mail().unconfirmed().delete()


def forget_all(ids: list[int]) -> None:
    """End the subscriptions with these ids, those that are there."""
    Subscription.private.filter(pk__in=ids).delete()


def forget_old(now: datetime) -> None:
    """End what nobody confirmed, and what was asked by a link long ago."""
    Subscription.private.unconfirmed().filter(made_at__lte=now - TOKEN_HOLDS).delete()
    linked = Subscription.private.without_account()
    linked.filter(made_at__lte=now - LINKS_HOLD).delete()


def keep(
    owner: Owner, way: str, address: Phone | Mailbox, shown: Shown, **fields: object
) -> Subscription:
    """The subscription of ``owner`` to ``address``, new or renewed."""
    kept, _ = Subscription.private.update_or_create(
        owner=owner.key,
        way=way,
        fingerprint=fingerprint_of(address),
        defaults={
            "user_id": owner.user_id,
            "language": shown.language,
            "page": shown.page,
            "made_at": timezone.now(),
            "failures": 0,
            "refusals": 0,
            **fields,
        },
    )
    row = Address(pk=kept.pk)
    seal_in(row, "sealed", addresses.kept(address))
    with opened([kept.pk]):
        Address.private.filter(pk=kept.pk).delete()
        row.save(force_insert=True)
    Following.private.filter(subscription=kept).delete()
    Following.private.bulk_create(
        Following(subscription=kept, topic=topic, staff_id=staff)
        for topic, staff in owner.topics.items()
    )
    return kept


def forget_consent(key: str, details_id: uuid.UUID | None) -> None:
    """Take the yes back once nothing is left that it was for."""
    if details_id is not None and not Subscription.private.of_owner(key).exists():
        take_back_consent(details_id, PURPOSE)


def waiting_for(token: str) -> SubscriptionQuerySet:
    newest = timezone.now() - TOKEN_HOLDS
    mails = Subscription.private.by_mail().filter(made_at__gt=newest)
    return mails.filter(link_hash=hash_of(token))


def fingerprint_of(address: Phone | Mailbox) -> str:
    if isinstance(address, Phone):
        return fingerprint("phone", address.endpoint)
    return fingerprint("mail", address.address.lower())


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def stop_of(subscription_id: int) -> str:
    """What stands in the mails of a subscription to end them; the same in all of them."""
    return f"{subscription_id}-{fingerprint('stop', str(subscription_id))[:PROOF_LENGTH]}"


def stopped_by(stop: str) -> int | None:
    """The id of the subscription that ``stop`` ends; None where it is none of ours."""
    number, _, _ = stop.partition("-")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    right = compare_digest(stop.encode(), stop_of(int(number)).encode())
    return int(number) if right else None
