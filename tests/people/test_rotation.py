"""Changing keys: everything that is sealed is sealed again, also what only the owner sees."""

import os
import secrets
import subprocess
import sys
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings as django_settings
from django.db import connection

from aid.actions.messages import see_messages, write_message
from aid.models import Offer, Request
from aid.rules import MatchStatus
from people import private
from people.accounts import create_account
from people.fields import SealedBytesField, SealedInRowField
from people.models import User
from people.queries import person_of
from people.rotation import columns
from tests import factories
from tests.api.client import client_of
from tests.database import Copy
from tests.factories import HOME

ROOT = Path(__file__).resolve().parents[2]


def rotated(copy: Copy, keys: dict[int, bytes], *, owner: bool = True) -> tuple[int, str]:
    """How the command ends when it runs with ``keys``, and what it says."""
    environment = {
        **os.environ,
        "DATABASE_URL": copy.url,
        "DATABASE_OWNER_URL": copy.owner_url,
        "GANDENG_AS_OWNER": "1" if owner else "0",
        "GANDENG_VAULT_KEYS": ",".join(
            f"{number}:{b64encode(key).decode()}" for number, key in keys.items()
        ),
    }
    command = [sys.executable, str(ROOT / "manage.py"), "rotate_keys"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_everything_opens_with_the_new_key_alone(committed_db: Copy, settings: Any) -> None:
    request = factories.submitted(note="Contoh catatan").request
    offer = factories.published(note="Contoh")
    user = create_account("siti@contoh.test", "Siti")
    match = factories.match_at(MatchStatus.ACCEPTED)
    household = factories.household_of(match.request)
    write_message(household, match.reference, "Contoh pesan")
    gift = {"category": "sembako", "quantity": 1, "region": HOME}
    answer = client_of(person_of(user)).post("/offers/", gift, idempotency_key="1")
    old, new = dict(django_settings.VAULT_KEYS), {2: secrets.token_bytes(32)}
    code, said = rotated(committed_db, {**old, **new})
    assert code == 0, said
    settings.VAULT_KEYS = new
    assert Request.private.get(pk=request.pk).note == "Contoh catatan"
    assert Offer.private.get(pk=offer.pk).note == "Contoh"
    assert private.name_of(User.objects.get(pk=user.pk)) == "Siti"
    assert [said.text for said in see_messages(household, match.reference)] == ["Contoh pesan"]
    again = client_of(person_of(user)).post("/offers/", gift, idempotency_key="1")
    assert again.headers["Idempotency-Replayed"] == "true" and again.body == answer.body
    assert request.household is not None
    details = request.household.details_id
    assert private.read([details])[details].name == "Siti Contoh"


def test_missing_key_stops_it_and_the_application_s_role_may_not(committed_db: Copy) -> None:
    factories.submitted()
    new = {2: secrets.token_bytes(32)}
    code, said = rotated(committed_db, new)
    assert code != 0
    assert "isn't here" in said
    code, said = rotated(committed_db, {**django_settings.VAULT_KEYS, **new}, owner=False)
    assert code != 0
    assert "owner" in said


def test_no_sealed_column_is_forgotten() -> None:
    names = {f"{column.table}.{column.name}" for column in columns()}
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if isinstance(field, SealedBytesField | SealedInRowField):
                assert f"{model._meta.db_table}.{field.column}" in names
    assert "people_privatedetails.sealed" in names


@pytest.mark.django_db
def test_note_is_sealed_in_its_table() -> None:
    factories.submitted(note="Contoh catatan")
    with connection.cursor() as cursor:
        cursor.execute("select note from aid_request")
        assert b"catatan" not in bytes(cursor.fetchone()[0])
