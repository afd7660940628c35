"""Where demo people may be."""

from unittest.mock import Mock

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from aid.demo import scenario
from people.models import User
from people.person import Role
from tests import factories

pytestmark = pytest.mark.django_db


def loads(monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether demo people are made; raises CommandError when they are refused."""
    made = Mock(return_value=scenario.Loaded(0, 0, 0, 0))
    monkeypatch.setattr(scenario, "load", made)
    with override_settings(DEMO=True):
        call_command("load_demo")
    return made.called


def test_demo_of_few_has_its_people_in_office(monkeypatch: pytest.MonkeyPatch) -> None:
    """The whole way but for the kampungs, which test_demo_scenes looks at."""
    kampungs = Mock()
    monkeypatch.setattr(scenario.scenes, "load", kampungs)
    few = {"HOUSEHOLDS": 6, "DONORS": 2, "OFFERS": 2, "ALREADY_DELIVERED": 1, "IN_ONE_RW": 2}
    for name, number in few.items():
        monkeypatch.setattr(scenario, name, number)
    with override_settings(DEMO=True):
        call_command("load_demo")
    cast = kampungs.call_args.args[0]
    assert cast.head.has_role(Role.COORDINATOR, factories.RW_901)
    assert cast.cadre.has_role(Role.CADRE, factories.RW_901)
    assert cast.officer.has_role(Role.COORDINATOR, factories.HOME)


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
