"""The shared cache's table; and allauth's tables of e-mail addresses stay empty."""

from django.db import migrations

CACHE = """
    CREATE TABLE people_cache (
        cache_key varchar(255) PRIMARY KEY,
        value text NOT NULL,
        expires timestamptz NOT NULL
    );
    CREATE INDEX people_cache_expires ON people_cache (expires);
"""

# E-mail addresses and phones are kept sealed (people.private). What allauth would write in plain
# is refused to everybody.
EMPTY = """
    ALTER TABLE account_emailaddress ADD CONSTRAINT stays_empty CHECK (false);
    ALTER TABLE account_emailconfirmation ADD CONSTRAINT stays_empty CHECK (false);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0004_organisations"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]

    operations = [
        migrations.RunSQL(CACHE, "DROP TABLE people_cache"),
        migrations.RunSQL(
            EMPTY,
            """
            ALTER TABLE account_emailaddress DROP CONSTRAINT stays_empty;
            ALTER TABLE account_emailconfirmation DROP CONSTRAINT stays_empty;
            """,
        ),
    ]
