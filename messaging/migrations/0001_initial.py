"""Subscriptions, and where their notices go.

Addresses have row-level security: a transaction reads and changes those of subscriptions that it
named (``messaging.opened``). The owner, who dumps and changes keys, sees all. They go with their
subscription in the database itself, since the application does not see them when it deletes it.
"""

import django.db.models.deletion
import django.db.models.manager
from django.conf import settings
from django.db import migrations, models

import people.fields

LOCK = """
alter table messaging_address
    add constraint address_of_subscription foreign key (subscription_id)
    references messaging_subscription on delete cascade;
alter table messaging_address enable row level security;
create policy kept on messaging_address for insert with check (true);
create policy of_named_subscriptions on messaging_address using (
    subscription_id = any ((
        select string_to_array(nullif(current_setting('gandeng.subscriptions', true), ''), ',')
    )::bigint[])
);
"""
UNLOCK = """
drop policy of_named_subscriptions on messaging_address;
drop policy kept on messaging_address;
alter table messaging_address disable row level security;
alter table messaging_address drop constraint address_of_subscription;
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0006_kampung_at_a_time"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Subscription",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("owner", models.CharField(max_length=40)),
                ("way", models.CharField(max_length=5)),
                ("fingerprint", models.CharField(max_length=64)),
                ("language", models.CharField(max_length=2)),
                ("page", models.CharField(max_length=100)),
                ("made_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                ("link_hash", models.CharField(blank=True, max_length=64)),
                ("wanted", models.BooleanField(default=False)),
                ("quiet_until", models.DateTimeField(blank=True, null=True)),
                ("failures", models.PositiveSmallIntegerField(default=0)),
                ("refusals", models.PositiveSmallIntegerField(default=0)),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "default_manager_name": "private",
            },
            managers=[
                ("private", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Occasion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("topic", models.CharField(max_length=40)),
            ],
            options={
                "default_manager_name": "private",
            },
            managers=[
                ("private", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Address",
            fields=[
                (
                    "subscription",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="messaging.subscription",
                    ),
                ),
                ("sealed", people.fields.SealedInRowField()),
            ],
            options={
                "verbose_name_plural": "addresses",
                "default_manager_name": "private",
            },
            managers=[
                ("private", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Following",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("topic", models.CharField(max_length=40)),
                (
                    "staff",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="people.staff",
                    ),
                ),
                (
                    "subscription",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="messaging.subscription",
                    ),
                ),
            ],
            options={
                "default_manager_name": "private",
            },
            managers=[
                ("private", django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddIndex(
            model_name="subscription",
            index=models.Index(
                condition=models.Q(("wanted", True)),
                fields=["quiet_until"],
                name="subscription_wanted",
            ),
        ),
        migrations.AddIndex(
            model_name="subscription",
            index=models.Index(
                condition=models.Q(("link_hash", ""), _negated=True),
                fields=["link_hash"],
                name="subscription_link",
            ),
        ),
        migrations.AddConstraint(
            model_name="subscription",
            constraint=models.UniqueConstraint(
                fields=("owner", "way", "fingerprint"), name="subscription_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="subscription",
            constraint=models.CheckConstraint(
                condition=models.Q(("way__in", ("phone", "mail"))), name="subscription_way"
            ),
        ),
        migrations.AddConstraint(
            model_name="following",
            constraint=models.UniqueConstraint(
                fields=("topic", "subscription"), name="following_once"
            ),
        ),
        migrations.RunSQL(LOCK, UNLOCK),
    ]
