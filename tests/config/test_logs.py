"""What stands in the logs of the site."""

import io
import logging
from collections.abc import Iterator
from logging.config import dictConfig

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.test import Client
from uvicorn.config import LOGGING_CONFIG

from aid.models import Household
from people.person import Person
from tests import factories
from tests.frontend.browsers import browser_of


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the site's own handler writes, after uvicorn set up its own as it does."""
    dictConfig(LOGGING_CONFIG)
    dictConfig(settings.LOGGING)
    (console,) = (
        each for each in logging.getLogger().handlers if type(each) is logging.StreamHandler
    )
    lines = io.StringIO()
    before = console.setStream(lines)
    yield lines
    console.setStream(before)


@pytest.mark.django_db
def test_logs_hold_no_household_s_link(client: Client, log: io.StringIO) -> None:
    receipt = factories.submitted()
    client.post(f"/r/{receipt.token}/", {"code": "no code"})
    assert ": /r/…/" in log.getvalue()
    assert receipt.token not in log.getvalue()


def test_lines_of_uvicorn_hold_no_household_s_link(log: io.StringIO) -> None:
    line = '%s - "%s %s HTTP/%s" %d'
    access = logging.getLogger("uvicorn.access")
    access.warning(line, "127.0.0.1:5", "GET", "/r/S3cret-token_1/", "1.1", 200)
    assert '"GET /r/…/ HTTP/1.1" 200' in log.getvalue()


def test_lines_of_uvicorn_hold_no_address_of_a_calendar(log: io.StringIO) -> None:
    access = logging.getLogger("uvicorn.access")
    access.warning('"GET %s HTTP/1.1" 200', "/calendar/S3cret-token_1.ics")
    access.warning('"POST %s HTTP/1.1" 200', "/deliveries/calendar/make/")
    assert '"GET /calendar/… HTTP/1.1" 200' in log.getvalue()
    assert "/deliveries/calendar/make/" in log.getvalue()


def test_logs_hold_no_program_s_token(client: Client, log: io.StringIO) -> None:
    client.get(f"/nothing/gandeng_{'Ab1-_' * 8}xyz/")
    assert "/nothing/gandeng_…" in log.getvalue() and "Ab1" not in log.getvalue()


@pytest.mark.django_db
def test_logs_hold_no_values_of_a_row_that_was_refused(log: io.StringIO) -> None:
    request = factories.submitted().request
    try:
        with transaction.atomic():
            Household.private.filter(pk=request.household_id).update(people=0)
    except IntegrityError:
        logging.getLogger("django.request").exception("refused")
    assert "IntegrityError" in log.getvalue()
    assert "DETAIL: …" in log.getvalue()
    assert str(request.household_id) not in log.getvalue()


@pytest.mark.django_db
def test_ordinary_refusal_is_one_line(stranger: Person, log: io.StringIO) -> None:
    assert browser_of(stranger).get("/coupons/").status_code == 403
    assert "Forbidden (Permission denied): /coupons/" in log.getvalue()
    assert log.getvalue().count("\n") == 1


def test_fault_keeps_its_traceback(log: io.StringIO) -> None:
    try:
        raise RuntimeError("broken")
    except RuntimeError as error:
        extra = {"status_code": 500}
        logging.getLogger("django.request").error("told", exc_info=error, extra=extra)
    assert "Traceback" in log.getvalue() and "RuntimeError: broken" in log.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["confirm", "stop"])
def test_logs_hold_no_link_of_a_mail(client: Client, log: io.StringIO, name: str) -> None:
    client.get(f"/notices/{name}/S3cret-token_1/")
    assert f"/notices/{name}/…/" in log.getvalue()
    assert "S3cret-token_1" not in log.getvalue()
