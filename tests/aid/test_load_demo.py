"""Where demo people may be."""

from unittest.mock import Mock

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from aid.demo import scenario
from people.models import User
from tests import factories

pytestmark = pytest.mark.django_db


def loads(monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether demo people are made; raises CommandError when they are refused."""
    made = Mock(return_value=scenario.Loaded(0, 0, 0, 0))
    monkeypatch.setattr(scenario, "load", made)
    with override_settings(DEMO=True):
        call_command("load_demo")
    return made.called


def test_demo_people_come_into_an_empty_database(monkeypatch: pytest.MonkeyPatch) -> None:
    assert loads(monkeypatch)


def test_demo_people_never_come_beside_a_real_account(monkeypatch: pytest.MonkeyPatch) -> None:
    factories.account()
    with pytest.raises(CommandError, match="real people"):
        loads(monkeypatch)
    assert not User.objects.filter(is_demo=True).exists()


def test_demo_people_never_come_beside_a_real_request(monkeypatch: pytest.MonkeyPatch) -> None:
    factories.submitted()
    with pytest.raises(CommandError, match="real people"):
        loads(monkeypatch)


def test_demo_people_never_come_outside_demo_mode() -> None:
    with override_settings(DEMO=False), pytest.raises(CommandError, match="demo mode only"):
        call_command("load_demo")
