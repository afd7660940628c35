"""What the database and the environment must be like.

The site looks before it serves; `check --deploy --database default` tells without serving.
"""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connection

from people.models import User

# A role that owns a table, or may become one that does, is bound by no row-level security.
ROLE = """
SELECT rolsuper, rolbypassrls, EXISTS (
    SELECT FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
      AND pg_has_role(current_user, relowner, 'MEMBER')
)
FROM pg_roles WHERE rolname = current_user
"""
POWERS = ("is a superuser", "is exempt from row-level security", "owns tables")


@register(Tags.database)
def no_demo_people(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Made-up people, whose passwords everybody knows, exist in demo mode only."""
    if settings.DEMO or not databases or not tables_exist():
        return []
    if not User.objects.filter(is_demo=True).exists():
        return []
    return [
        Error(
            "This database holds demo accounts, and this is not demo mode.",
            hint="Use another database, or set GANDENG_DEMO=1 for a site with made-up people.",
            id="people.E001",
        )
    ]


@register(Tags.database)
def role_is_bound(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Grants and row-level security bind the role that serves people."""
    if settings.DEMO or settings.AS_OWNER or not databases:
        return []
    with connection.cursor() as cursor:
        cursor.execute(ROLE)
        has = cursor.fetchone()
    powers = [power for power, true in zip(POWERS, has, strict=True) if true]
    if not powers:
        return []
    return [
        Error(
            f"The role in DATABASE_URL {' and '.join(powers)}: the database guards nothing then.",
            hint="DATABASE_URL names the application's role, DATABASE_OWNER_URL the owner.",
            id="people.E002",
        )
    ]


@register(Tags.security, deploy=True)
def environment_is_complete(**_: Any) -> list[CheckMessage]:
    """Nothing that must last is made up at every start."""
    return [
        Error(f"{name} is not set.", hint="See docs/howto/set-up.md.", id="people.E003")
        for name in settings.MISSING
    ]


def tables_exist() -> bool:
    """False before the first migration."""
    return User._meta.db_table in connection.introspection.table_names()
