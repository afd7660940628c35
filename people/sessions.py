"""Sessions of which the database tells nothing.

A row holds what the session remembers sealed, under a fingerprint of the session's key: whoever
reads the table can neither tell who did what nor take over a session.
"""

import base64
import json
from typing import Any

from asgiref.sync import sync_to_async
from django.contrib.sessions.backends.db import SessionStore as InDatabase
from django.contrib.sessions.base_session import AbstractBaseSession
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from people import vault

KEY_LENGTH = 40  # of the table's column: 160 bits
# Asked with every request of a session: written out, as in ``people.queries``.
FIND = f"""
    SELECT session_data FROM {Session._meta.db_table} WHERE session_key = %s AND expire_date > %s
"""  # noqa: S608 # nosec B608


class SessionStore(InDatabase):
    """Django's sessions in the database, sealed."""

    def encode(self, session_dict: dict[str, Any]) -> str:
        plain = json.dumps(session_dict, separators=(",", ":")).encode()
        return base64.b64encode(vault.seal(plain, self.context())).decode()

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        try:
            plain = vault.unseal(base64.b64decode(session_data), self.context())
        except (vault.NotOpened, ValueError):
            return {}
        found: dict[str, Any] = json.loads(plain)
        return found

    def context(self) -> str:
        return f"session:{self.session_key}"

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        row = super().create_model_instance(data)
        row.session_key = hidden(row.session_key)
        return row

    def load(self) -> dict[str, Any]:
        with connection.cursor() as cursor:
            cursor.execute(FIND, [hidden(self.session_key or ""), timezone.now()])
            row = cursor.fetchone()
        if row is None:
            self._session_key = None
            return {}
        return self.decode(row[0])

    def exists(self, session_key: str) -> bool:
        return bool(self.rows(session_key).exists())

    def delete(self, session_key: str | None = None) -> None:
        self.rows(session_key or self.session_key or "").delete()

    def rows(self, session_key: str) -> Any:
        return self.model.objects.filter(session_key=hidden(session_key))

    async def acreate_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        return await sync_to_async(self.create_model_instance)(data)

    async def aload(self) -> dict[str, Any]:
        return await sync_to_async(self.load)()

    async def aexists(self, session_key: str) -> bool:
        return await sync_to_async(self.exists)(session_key)

    async def adelete(self, session_key: str | None = None) -> None:
        await sync_to_async(self.delete)(session_key)


def hidden(session_key: str) -> str:
    return vault.fingerprint("session", session_key)[:KEY_LENGTH]
