"""Secrets of second factors, kept sealed in allauth's table."""

import base64
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction

from people import vault
from people.models import User
from people.session import shown_factors

CONTEXT = "second factor"
SECRETS = ("secret", "seed")


def sealed(text: str) -> str:
    return base64.b64encode(vault.seal(text.encode(), CONTEXT)).decode()


def opened(text: str) -> str:
    """Raises vault.NotOpened."""
    return vault.unseal(base64.b64decode(text), CONTEXT).decode()


@transaction.atomic
def rotate() -> int:
    """Seal every secret again that isn't sealed with the newest key; how many there were."""
    done = 0
    for factor in Authenticator.objects.select_for_update():
        old = [name for name in SECRETS if name in factor.data and is_old(factor.data[name])]
        for name in old:
            factor.data[name] = sealed(opened(factor.data[name]))
        if old:
            factor.save(update_fields=["data"])
        done += len(old)
    return done


def is_old(text: str) -> bool:
    return vault.key_of(base64.b64decode(text)) != vault.newest_key()


def waits_for_factor(user: User, session: Any) -> bool:
    """Whether ``user`` has second factors and none of them was shown in ``session``."""
    held = Authenticator.objects.filter(user_id=user.pk)
    return held.exists() and not held.filter(pk__in=shown_factors(user, session)).exists()


def is_proven(user: User, session: Any) -> bool:
    """Whether ``user`` has shown, in ``session``, a second factor that the account still has;
    made-up people are exempt, whom all share."""
    shown = shown_factors(user, session)
    return user.is_demo or Authenticator.objects.filter(user_id=user.pk, pk__in=shown).exists()


def take_away(user: User) -> int:
    """Delete all factors of ``user``, recovery codes too; how many there were."""
    return int(Authenticator.objects.filter(user_id=user.pk).delete()[0])
