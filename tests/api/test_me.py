"""Who gives in whose name, chosen per session."""

import pytest

from people.accounts import create_organisation
from people.person import ANYONE
from people.queries import person_of
from people.roles import add_staff
from tests.api.client import client_of
from tests.factories import account

pytestmark = pytest.mark.django_db


def test_staff_choose_in_whose_name_they_give() -> None:
    organisation, user = create_organisation("Yayasan Contoh"), account()
    add_staff(user, organisation)
    client = client_of(person_of(user))
    me = client.get("/me/").body
    assert me["organisations"] == [{"id": organisation.pk, "name": "Yayasan Contoh"}]
    assert me["giving_for"] is None
    assert client.post("/me/giving-for/", {"organisation": organisation.pk}).status == 204
    assert client.get("/me/").body["giving_for"] == organisation.pk
    assert client.post("/me/giving-for/", {"organisation": None}).status == 204
    assert client.get("/me/").body["giving_for"] is None


def test_nobody_chooses_an_organisation_of_others() -> None:
    organisation = create_organisation("Yayasan Contoh")
    client = client_of(person_of(account()))
    refused = client.post("/me/giving-for/", {"organisation": organisation.pk})
    assert refused.refused == (404, "not_found")


def test_without_an_account_nobody_gives() -> None:
    refused = client_of(ANYONE).post("/me/giving-for/", {"organisation": None})
    assert refused.refused == (401, "sign_in_needed")
