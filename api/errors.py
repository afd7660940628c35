"""Refusals as problem details (RFC 9457): one table from code to status.

A problem's ``type`` is ``/problems/<code>``; codes are stable, ``detail`` is in the reader's
language. ``docs/reference/api.md`` lists them.
"""

import logging
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.core.signals import got_request_exception
from django.db import OperationalError
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions
from rest_framework.response import Response

from aid.errors import AidError, Invalid, Message
from aid.list_errors import RowsRefused
from aid.spreadsheets.lines import RowError
from geo.errors import GeoError
from people.errors import PeopleError

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"

STATUSES: dict[str, int] = {
    "bad_query": 400,
    "idempotency_key_invalid": 400,
    "idempotency_key_missing": 400,
    "idempotency_key_too_short": 400,
    "malformed": 400,
    "sign_in_needed": 401,
    "token_invalid": 401,  # nosec B105
    "contact_closed": 403,
    "contact_not_agreed": 403,
    "csrf_failed": 403,
    "factor_needed": 403,
    "gives_and_prints": 403,
    "known_donors_only": 403,
    "not_allowed": 403,
    "printed_coupons": 403,
    "token_scope": 403,  # nosec B105
    "wrote_lines": 403,
    "no_such_portion": 404,
    "not_found": 404,
    "method_not_allowed": 405,
    "not_acceptable": 406,
    "already_asked": 409,
    "coupon_revoked": 409,
    "coupon_used": 409,
    "idempotency_in_flight": 409,
    "no_goods_here": 409,
    "not_in_consignment": 409,
    "kelurahan_full": 409,
    "last_coordinator": 409,
    "lines_elsewhere": 409,
    "list_empty": 409,
    "list_in_the_making": 409,
    "list_overlaps": 409,
    "list_past": 409,
    "more_than_needed": 409,
    "more_than_offered": 409,
    "neighbourhood_exists": 409,
    "nothing_left": 409,
    "only_whole": 409,
    "others_ask_for_more": 409,
    "number_stands": 409,
    "offer_expired": 409,
    "only_figures": 409,
    "rounds_wait": 409,
    "questions_wait": 409,
    "other_policy": 409,
    "dry_run_too_old": 409,
    "request_expired": 409,
    "not_yet": 409,
    "promised_already": 409,
    "something_on_the_way": 409,
    "something_under_way": 409,
    "too_many_photos": 409,
    "too_many_offers": 409,
    "too_many_pledges": 409,
    "too_many_tokens": 409,
    "handed_out_already": 409,
    "moved_by_consignment": 409,
    "nothing_to_divide": 409,
    "planned_as_one": 409,
    "still_at_post": 409,
    "still_awaited": 409,
    "vouches_missing": 409,
    "vouched_already": 409,
    "no_vouch_needed": 409,
    "nothing_to_fetch": 409,
    "wrong_state": 409,
    "changed_meanwhile": 412,
    "too_large": 413,
    "unsupported_media_type": 415,
    "idempotency_key_reused": 422,
    "invalid": 422,
    "export_too_long": 422,
    "too_many_entries": 422,
    "rows_refused": 422,
    "wrong_code": 422,
    "wrong_digits": 422,
    "code_locked": 423,
    "link_locked": 423,
    "throttled": 429,
    "exports_wait": 429,
    "too_many_messages": 429,
    "too_many_wrong_digits": 429,
    "too_many_attempts": 429,
    "server_error": 500,
    "unavailable": 503,
}
# What is to be shown instead, by code (RFC 6750).
CHALLENGES: dict[str, str] = {
    "sign_in_needed": 'Session realm="Gandeng"',
    "token_invalid": 'Bearer realm="Gandeng", error="invalid_token"',  # nosec B105
    "token_scope": 'Bearer realm="Gandeng", error="insufficient_scope"',  # nosec B105
}
# What geo refuses is bad input, unless the table says otherwise.
BAD_INPUT = 422


class Fault(Exception):
    """What goes wrong at the door itself, before any action is called."""

    def __init__(self, code: str, **facts: Any) -> None:
        self.code = code
        self.facts = facts
        super().__init__(code)


class BadQuery(Fault):
    """A parameter of the address isn't right; ``name`` is the parameter. ``told`` fills in the
    words of ``problem``."""

    def __init__(self, name: str, problem: str = "unknown_value", **told: object) -> None:
        self.name, self.problem, self.told = name, problem, told
        super().__init__("bad_query")

    @property
    def detail(self) -> str:
        return str(QUERY_PROBLEMS[self.problem]).format(**self.told)


class UnknownParameter(BadQuery):
    """The address knows no parameter of that ``name``; the nearest of those that it ``known``."""

    def __init__(self, name: str, known: Iterable[str]) -> None:
        nearest = get_close_matches(name, sorted(known), 1)
        if nearest:
            super().__init__(name, "unknown_parameter_near", nearest=nearest[0])
            self.facts = {"nearest": nearest[0]}
        else:
            names = ", ".join(sorted(known))
            super().__init__(name, "unknown_parameter", names=names)


# By what each is called among the problems of a parameter; several may have one code.
QUERY_PROBLEMS: dict[str, Message] = {
    "unknown_value": _("This isn't a value that this address knows."),
    "unknown_parameter": _("This address knows no such parameter. It knows: {names}."),
    "unknown_parameter_near": _("This address knows no such parameter. Did you mean {nearest}?"),
    "not_whole": _("Please give a whole number from {least} to {most}."),
    "not_a_radius": _("Please give kilometres: more than 0, at most {most}."),
    "not_a_point": _(
        "Please give latitude,longitude in degrees, with a point in numbers and a comma between "
        "them: -6.1405,106.7321."
    ),
    "not_a_box": _(
        "Please give west,south,east,north in degrees, the smaller numbers first: "
        "106.68,-6.22,106.78,-6.12."
    ),
    "needs_near": _("To go by distance, say from where: near=latitude,longitude."),
}


# Whose code is another's: programs ask what is wrong, people read what would be right.
QUERY_CODES = {
    "unknown_parameter_near": "unknown_parameter",
    **dict.fromkeys(("not_whole", "not_a_radius", "not_a_point", "not_a_box"), "unknown_value"),
}
FAULTS: dict[str, Message] = {
    "bad_query": _("One of the filters isn't right."),
    "malformed": _("This isn't a JSON object that we can read."),
    "changed_meanwhile": _("This has changed meanwhile. Please look at it again."),
    "csrf_failed": _("The page was open for too long. Please reload it and try again."),
    "idempotency_in_flight": _("This is being done already. Please wait a moment."),
    "idempotency_key_invalid": _("An Idempotency-Key has 1 to 255 printable characters of ASCII."),
    "idempotency_key_missing": _("Please send an Idempotency-Key, so that nothing is done twice."),
    "idempotency_key_reused": _("This Idempotency-Key was used for something else."),
    "idempotency_key_too_short": _(
        "Without an account, an Idempotency-Key needs at least 16 random characters."
    ),
    "method_not_allowed": _("This address doesn't do that."),
    "not_acceptable": _("We answer in JSON only."),
    "not_allowed": _("You can't do this. It is for somebody else to do."),
    "not_found": _("There is nothing at this address."),
    "too_large": _("This is too much at once. Please send less."),
    "unsupported_media_type": _("Please send JSON."),
    "throttled": _("Too many attempts. Please wait a moment."),
    "token_invalid": _("This token doesn't work: it is wrong, has expired or was revoked."),
    "token_scope": _("This token may not do that."),
    "server_error": _("Something went wrong on our side. Nothing was changed."),
    "unavailable": _("Too much is happening just now. Please try again in a moment."),
}

# What the framework raises, and what we call it; the first that fits.
CODE_OF: tuple[tuple[type[BaseException], str], ...] = (
    (exceptions.ParseError, "malformed"),
    (exceptions.ValidationError, "bad_query"),
    (exceptions.NotFound, "not_found"),
    (exceptions.PermissionDenied, "not_allowed"),
    (exceptions.MethodNotAllowed, "method_not_allowed"),
    (exceptions.NotAcceptable, "not_acceptable"),
    (exceptions.UnsupportedMediaType, "unsupported_media_type"),
    (exceptions.Throttled, "throttled"),
    (Http404, "not_found"),
    (PermissionDenied, "not_allowed"),
    (RequestDataTooBig, "too_large"),
    (SuspiciousOperation, "malformed"),
    (OperationalError, "unavailable"),
)


def problem(error: Exception, context: dict[str, Any]) -> Response:
    """The answer to whatever a view raised; the framework calls it for every API view."""
    if isinstance(error, AidError | GeoError | PeopleError):
        return response(refusal_body(error), retry_after(error, error.code))
    code = error.code if isinstance(error, Fault) else code_of(error)
    if code == "server_error":
        report(error, context)
    body = problem_body(code, FAULTS[code])
    if isinstance(error, BadQuery):
        wrong = QUERY_CODES.get(error.problem, error.problem)
        body["errors"] = {error.name: {"code": wrong, "detail": error.detail}}
    if isinstance(error, exceptions.ValidationError):
        body["errors"] = field_errors(error.get_full_details())
    if isinstance(error, Fault) and error.facts:
        body["facts"] = error.facts
    return response(body, retry_after(error, code))


def is_refusal(error: Exception) -> bool:
    """Whether ``error`` tells whoever asks what is wrong with it: no mishap of ours."""
    foreseen = isinstance(error, AidError | GeoError | PeopleError | Fault)
    return foreseen or STATUSES[code_of(error)] < 500


def code_of(error: Exception) -> str:
    return next((code for kind, code in CODE_OF if isinstance(error, kind)), "server_error")


def refusal_body(error: AidError | GeoError | PeopleError) -> dict[str, Any]:
    body = problem_body(error.code, error.message)
    if isinstance(error, Invalid):
        body["errors"] = {
            name: {"code": wrong.code, "detail": str(wrong.message)}
            for name, wrong in error.problems.items()
        }
    if isinstance(error, RowsRefused):
        body["rows"] = [row_fault(each) for each in error.errors]
    if error.facts:
        body["facts"] = error.facts
    return body


def row_fault(fault: RowError) -> dict[str, Any]:
    return {
        "row": fault.row,
        "column": fault.column,
        "letter": fault.letter,
        "code": fault.code,
        "detail": str(fault.message),
    }


def problem_body(code: str, detail: Message) -> dict[str, Any]:
    return {
        "type": f"/problems/{code}",
        "title": code.replace("_", " ").capitalize(),
        "status": STATUSES.get(code, BAD_INPUT),
        "code": code,
        "detail": str(detail),
    }


def response(body: dict[str, Any], headers: dict[str, str] | None = None) -> Response:
    headers = dict(headers or {})
    challenge = CHALLENGES.get(body["code"])
    if challenge:
        headers["WWW-Authenticate"] = challenge
    return Response(body, body["status"], headers=headers, content_type=MEDIA_TYPE)


def field_errors(details: Any) -> dict[str, dict[str, str]]:
    """The first thing wrong with each filter."""
    return {
        name: {"code": str(found[0]["code"]), "detail": str(found[0]["message"])}
        for name, found in details.items()
    }


def retry_after(error: Exception, code: str) -> dict[str, str]:
    wait = getattr(error, "wait", None) or getattr(error, "retry_after", None)
    wait = wait or (1 if code in ("idempotency_in_flight", "unavailable") else None)
    return {"Retry-After": f"{wait:.0f}"} if wait else {}


def report(error: Exception, context: dict[str, Any]) -> None:
    """Log what nobody foresaw, and let whoever watches know, as Django does."""
    request = context.get("request")
    log.error("An unforeseen error at the API.", exc_info=error)
    got_request_exception.send(sender=None, request=request)
