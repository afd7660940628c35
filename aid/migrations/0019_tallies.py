"""What the requests and matches of a kelurahan add up to is kept as they change."""

from typing import ClassVar

import django.db.models.manager
from django.db import migrations, models

SUMS = (
    "requests", "requests_later", "asked", "asked_later", "open",
    "proposed", "promised", "on_the_way", "delivered", "confirmed", "offers",
)  # fmt: skip
KEY = ("kelurahan", "category", "serve_from")

# One row's part of each sum. A request counts once somebody checked it; one that ended counts
# with what reached it.
STANDING = "one.status in ('verified', 'fulfilled')"
REACHED = "one.reserved + one.delivered"
OF_REQUEST = {
    "requests": f"case when {STANDING} or one.delivered > 0 then 1 else 0 end",
    "requests_later": "case when one.delivered > 0 then 1 else 0 end",
    "asked": f"case when {STANDING} then one.needed - one.listed else {REACHED} end",
    "asked_later": REACHED,
    "open": "case when one.status = 'verified' "
    f"then one.needed - one.listed - ({REACHED}) else 0 end",
}
STATUSES = {
    "proposed": ("proposed",),
    "promised": ("accepted",),
    "on_the_way": ("on_the_way",),
    "delivered": ("delivered", "disputed"),
    "confirmed": ("confirmed",),
}
OF_MATCH = {
    name: "case when one.stands in ({}) then one.quantity else 0 end".format(
        ", ".join(f"'{status}'" for status in statuses)
    )
    for name, statuses in STATUSES.items()
}

# Open to whoever is within reach, with something left.
OF_OFFER = {
    "offers": "case when one.status = 'open' and one.for_request_id is null "
    "and one.target_id is null "
    "and one.quantity > one.proposed + one.reserved + one.delivered + one.lost then 1 else 0 end"
}
REQUEST_COLUMNS = "region_id, category, serve_from, status, needed, listed, reserved, delivered"
OFFER_COLUMNS = (
    "region_id, category, null::timestamptz as serve_from, status, for_request_id, target_id, "
    "quantity, proposed, reserved, delivered, lost"
)
MATCH_COLUMNS = "request_id, status as stands, quantity"


def summed(parts: dict[str, str], rows: str) -> str:
    """Adds the sums of ``rows``, each with its sign, where they are not all zero."""
    sums = {name: f"sum(one.sign * ({part}))" for name, part in parts.items()}
    changed = " or ".join(f"{each} <> 0" for each in sums.values())
    return f"""
    insert into aid_tally ({", ".join((*KEY, *parts))})
    select left(region_id, 13), category, serve_from, {", ".join(sums.values())}
    from {rows}
    group by 1, 2, 3
    having {changed}"""  # noqa: S608 # this module's own text # nosec B608


def of_requests(rows: str) -> str:
    return summed(OF_REQUEST, f"({rows}) as one")


def of_offers(rows: str) -> str:
    return summed(OF_OFFER, f"({rows}) as one")


def of_matches(rows: str) -> str:
    return summed(
        OF_MATCH, f"({rows}) as one join aid_request as asked on asked.id = one.request_id"
    )


NEW, OLD = "new_rows", "old_rows"
CHANGES = {"insert": (NEW,), "update": (NEW, OLD), "delete": (OLD,)}
SIGNS = {NEW: 1, OLD: -1, "aid_request": 1, "aid_match": 1, "aid_offer": 1}


def changed_rows(columns: str, tables: tuple[str, ...]) -> str:
    # This module's own names.
    parts = (
        f"select {SIGNS[table]} as sign, {columns} from {table}"  # noqa: S608 # nosec B608
        for table in tables
    )
    return " union all ".join(parts)


def triggers(table: str, columns: str, statement: object) -> str:
    """Statement triggers on ``table``: one for each kind of change."""
    assert callable(statement)
    made = []
    for change, tables in CHANGES.items():
        name = f"{table}_tally_{change}"
        referencing = " ".join(f"{table[:3]} table as {table}" for table in tables)
        made.append(f"""
        create function {name}() returns trigger language plpgsql as $$
        begin
            {statement(changed_rows(columns, tables))};
            return null;
        end $$;
        create trigger {name} after {change} on {table} referencing {referencing}
            for each statement execute function {name}();""")  # noqa: S608 # nosec B608
    return "\n".join(made)


def drop(table: str) -> str:
    return "\n".join(
        f"drop trigger {table}_tally_{change} on {table}; drop function {table}_tally_{change}();"
        for change in CHANGES
    )


FILL = ";".join(
    [
        of_requests(changed_rows(REQUEST_COLUMNS, ("aid_request",))),
        of_matches(changed_rows(MATCH_COLUMNS, ("aid_match",))),
        of_offers(changed_rows(OFFER_COLUMNS, ("aid_offer",))),
    ]
)


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("aid", "0018_capped_donors")]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Tally",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kelurahan", models.CharField(max_length=13)),
                ("category", models.CharField(max_length=12)),
                ("serve_from", models.DateTimeField(null=True)),
                *((name, models.BigIntegerField(default=0, db_default=0)) for name in SUMS),
            ],
            options={
                "indexes": [
                    models.Index(fields=["kelurahan", "category"], name="tally_of_kelurahan")
                ],
                "default_manager_name": "private",
            },
            managers=[("private", django.db.models.manager.Manager())],
        ),
        migrations.RunSQL(
            triggers("aid_request", REQUEST_COLUMNS, of_requests), drop("aid_request")
        ),
        migrations.RunSQL(triggers("aid_match", MATCH_COLUMNS, of_matches), drop("aid_match")),
        migrations.RunSQL(triggers("aid_offer", OFFER_COLUMNS, of_offers), drop("aid_offer")),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
