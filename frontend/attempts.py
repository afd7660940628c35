"""Counting attempts at a coupon's digits, for both doors: the household's page and the post."""

from django.http import HttpRequest

from aid import codes
from people.limits import spend_at
from people.network import network_at


def spend_on_coupon(request: HttpRequest, action: str, serial: object) -> None:
    """``spend_at`` for an attempt at the digits of the coupon ``serial``, right or wrong, however
    the serial is written. Raises TooManyAttempts.

    Where the coupon opens, attempts are counted for it and a network together, at the post for it
    and an account: nobody who guesses keeps others from it who are elsewhere.
    """
    tidy = codes.tidy_serial(serial)
    account = getattr(request.user, "pk", None)
    spend_at(
        request,
        action,
        coupon_in_network=f"{tidy} {network_at(request)}" if tidy else None,
        coupon_by_account=f"{tidy} {account}" if tidy and account is not None else None,
    )
