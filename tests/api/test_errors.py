"""What nobody foresaw: still a problem, never a bare page."""

import pytest
from django.db import OperationalError
from rest_framework.test import APIClient

from aid.actions import requests
from aid.errors import AidError
from api import errors
from geo.errors import GeoError
from tests.api.client import Answer, Client
from tests.api.test_requests import ASK


def failing_with(error: Exception, monkeypatch: pytest.MonkeyPatch) -> Answer:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(requests, "submit", fail)
    return Client(APIClient(raise_request_exception=False)).post("/requests/", ASK)


def test_unforeseen_error_is_logged_and_answered(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    answer = failing_with(ZeroDivisionError("a secret"), monkeypatch)
    assert answer.refused == (500, "server_error")
    assert "secret" not in str(answer.body)
    assert "ZeroDivisionError" in caplog.text


def test_busy_database_asks_to_try_again(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = failing_with(OperationalError("deadlock detected"), monkeypatch)
    assert answer.refused == (503, "unavailable")
    assert answer.headers["Retry-After"] == "1"


def subclasses(base: type[AidError] | type[GeoError]) -> list[str]:
    return [kind.code for kind in base.__subclasses__()]


@pytest.mark.parametrize("code", subclasses(AidError))
def test_every_refusal_of_aid_has_a_status(code: str) -> None:
    assert code in errors.STATUSES
