"""Lists, portions, posts, consignments, coupons and hand-outs."""

from typing import ClassVar

import django.contrib.gis.db.models.fields
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.manager
from django.conf import settings
from django.db import migrations, models

import people.fields


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("aid", "0005_messages_photos"),
        ("geo", "0001_initial"),
        ("people", "0005_sign_in"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Consignment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reference", models.CharField(max_length=10, unique=True)),
                ("category", models.CharField(max_length=12)),
                ("status", models.CharField(default="planned", max_length=12)),
                ("quantity", models.PositiveIntegerField()),
                ("reserved", models.PositiveIntegerField(default=0)),
                ("delivered", models.PositiveIntegerField(default=0)),
                ("confirmed", models.PositiveIntegerField(default=0)),
                ("lost", models.PositiveIntegerField(default=0)),
                ("cancelled", models.PositiveIntegerField(default=0)),
                ("counted", models.PositiveIntegerField(blank=True, null=True)),
                ("divided_among", models.PositiveIntegerField(blank=True, null=True)),
                ("division_reason", people.fields.SealedTextField()),
                ("day", models.DateField()),
                ("slot", models.CharField(max_length=12)),
                ("vehicle", models.CharField(max_length=10)),
                ("contents", models.JSONField(blank=True, default=list)),
                ("deliverer", people.fields.SealedTextField()),
                ("receiver", people.fields.SealedTextField()),
                ("witness", people.fields.SealedTextField()),
                ("note", people.fields.SealedTextField()),
                ("statement_at", models.DateTimeField()),
                ("slot_confirmed_at", models.DateTimeField(blank=True, null=True)),
                ("made_at", models.DateTimeField()),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("arrived_at", models.DateTimeField(blank=True, null=True)),
                ("distributed_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "default_manager_name": "private",
            },
            managers=[
                ("private", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Coupon",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("serial", models.CharField(max_length=12, unique=True)),
                ("salt", models.CharField(max_length=32)),
                ("wrong_codes", models.PositiveSmallIntegerField(default=0)),
                ("issued_at", models.DateTimeField()),
                ("redeemed_at", models.DateTimeField(blank=True, null=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "default_manager_name": "private",
            },
            managers=[
                ("private", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Handout",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("quantity", models.PositiveIntegerField()),
                ("share_of", models.PositiveIntegerField(blank=True, null=True)),
                ("shared_by", models.PositiveIntegerField(blank=True, null=True)),
                ("status", models.CharField(default="due", max_length=12)),
                ("answer", models.CharField(blank=True, max_length=10)),
                ("way", models.CharField(blank=True, max_length=10)),
                ("given_at", models.DateTimeField(blank=True, null=True)),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "default_manager_name": "private",
            },
            managers=[
                ("private", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="HandoutConflict",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("entry", models.UUIDField(unique=True)),
                ("code", models.CharField(max_length=30)),
                ("serial", models.CharField(blank=True, max_length=20)),
                ("phone_time", models.DateTimeField(blank=True, null=True)),
                ("sent_at", models.DateTimeField()),
            ],
            options={
                "default_manager_name": "private",
            },
            managers=[
                ("private", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Line",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("rt", models.PositiveSmallIntegerField()),
                ("quantity", models.PositiveIntegerField(default=1)),
                ("key", models.CharField(max_length=64)),
                ("added_at", models.DateTimeField()),
            ],
            options={
                "default_manager_name": "private",
            },
            managers=[
                ("private", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="NeighbourhoodList",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reference", models.CharField(max_length=10, unique=True)),
                ("category", models.CharField(max_length=12)),
                ("status", models.CharField(default="draft", max_length=12)),
                ("first_day", models.DateField()),
                ("portions", models.PositiveSmallIntegerField(default=1)),
                ("every", models.PositiveSmallIntegerField(default=7)),
                ("slot", models.CharField(blank=True, max_length=12)),
                ("met_on", models.DateField(blank=True, null=True)),
                ("meeting_note", people.fields.SealedTextField()),
                ("sent_back", people.fields.SealedTextField()),
                ("opened_at", models.DateTimeField()),
                ("compiled_at", models.DateTimeField(blank=True, null=True)),
                ("verified_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "default_manager_name": "private",
            },
            managers=[
                ("private", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Post",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=12)),
                ("name", models.CharField(max_length=120)),
                ("landmark", models.CharField(blank=True, max_length=200)),
                ("lane", models.CharField(default="car", max_length=10)),
                ("opens", models.TimeField()),
                ("closes", models.TimeField()),
                ("custodian", people.fields.SealedTextField()),
                (
                    "place",
                    django.contrib.gis.db.models.fields.PointField(spatial_index=False, srid=32748),
                ),
                ("added_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "default_manager_name": "private",
            },
            managers=[
                ("private", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Vouch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("as_cadre", models.BooleanField(default=False)),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "default_manager_name": "private",
            },
            managers=[
                ("private", django.db.models.manager.Manager()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="household",
            name="household_people",
        ),
        migrations.RemoveConstraint(
            model_name="request",
            name="request_status",
        ),
        migrations.AddField(
            model_name="household",
            name="kind",
            field=models.CharField(default="household", max_length=20),
        ),
        migrations.AddField(
            model_name="household",
            name="name_fingerprint",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name="match",
            name="collector",
            field=people.fields.SealedTextField(null=True),
        ),
        migrations.AddField(
            model_name="offer",
            name="contents",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name="request",
            name="no_local_id",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="request",
            name="not_through_rw",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="request",
            name="portion",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="request",
            name="put_first",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="request",
            name="serve_from",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="request",
            name="slot",
            field=models.CharField(blank=True, max_length=12),
        ),
        migrations.AddIndex(
            model_name="household",
            index=models.Index(fields=["region", "name_fingerprint"], name="household_name"),
        ),
        migrations.AddConstraint(
            model_name="household",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        (
                            "household",
                            "orphanage",
                            "boarding_school",
                            "care_home",
                            "flats",
                            "shelter",
                            "other",
                        ),
                    )
                ),
                name="household_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="household",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("people__gte", 1), ("people__lte", 50)),
                    models.Q(
                        ("people__gte", 1),
                        ("people__lte", 5000),
                        models.Q(("kind", "household"), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="household_people",
            ),
        ),
        migrations.AddField(
            model_name="consignment",
            name="donor",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="consignment",
            name="institution",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="aid.household",
            ),
        ),
        migrations.AddField(
            model_name="consignment",
            name="region",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="geo.region"
            ),
        ),
        migrations.AddField(
            model_name="match",
            name="consignment",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="aid.consignment",
            ),
        ),
        migrations.AddField(
            model_name="coupon",
            name="household",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="aid.household"
            ),
        ),
        migrations.AddField(
            model_name="coupon",
            name="request",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="aid.request"
            ),
        ),
        migrations.AddField(
            model_name="handout",
            name="consignment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="aid.consignment"
            ),
        ),
        migrations.AddField(
            model_name="handout",
            name="coupon",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="aid.coupon",
            ),
        ),
        migrations.AddField(
            model_name="handout",
            name="given_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="handout",
            name="household",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="aid.household"
            ),
        ),
        migrations.AddField(
            model_name="handout",
            name="request",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="aid.request"
            ),
        ),
        migrations.AddField(
            model_name="complaint",
            name="handout",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="aid.handout",
            ),
        ),
        migrations.AddField(
            model_name="handoutconflict",
            name="consignment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="aid.consignment"
            ),
        ),
        migrations.AddField(
            model_name="handoutconflict",
            name="coupon",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="aid.coupon",
            ),
        ),
        migrations.AddField(
            model_name="handoutconflict",
            name="sent_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="line",
            name="added_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="line",
            name="household",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="aid.household"
            ),
        ),
        migrations.AddField(
            model_name="line",
            name="own_request",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="aid.request",
            ),
        ),
        migrations.AddField(
            model_name="handout",
            name="line",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="aid.line",
            ),
        ),
        migrations.AddField(
            model_name="coupon",
            name="line",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="aid.line",
            ),
        ),
        migrations.AddField(
            model_name="neighbourhoodlist",
            name="compiled_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="neighbourhoodlist",
            name="copied_from",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="aid.neighbourhoodlist",
            ),
        ),
        migrations.AddField(
            model_name="neighbourhoodlist",
            name="opened_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="neighbourhoodlist",
            name="region",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="geo.region"
            ),
        ),
        migrations.AddField(
            model_name="neighbourhoodlist",
            name="verified_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="line",
            name="list",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="aid.neighbourhoodlist",
            ),
        ),
        migrations.AddField(
            model_name="request",
            name="list",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="aid.neighbourhoodlist",
            ),
        ),
        migrations.AddConstraint(
            model_name="request",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "status__in",
                        [
                            "submitted",
                            "verified",
                            "listed",
                            "fulfilled",
                            "refused",
                            "withdrawn",
                            "expired",
                            "enough",
                        ],
                    )
                ),
                name="request_status",
            ),
        ),
        migrations.AddConstraint(
            model_name="request",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("slot", ""),
                    (
                        "slot__in",
                        (
                            "sahur",
                            "breakfast",
                            "noon",
                            "buka",
                            "evening",
                            "morning",
                            "midday",
                            "afternoon",
                        ),
                    ),
                    _connector="OR",
                ),
                name="request_slot",
            ),
        ),
        migrations.AddConstraint(
            model_name="request",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("list", None), ("portion", None)),
                    models.Q(("household", None), ("list__isnull", False), ("portion__gte", 1)),
                    _connector="OR",
                ),
                name="request_portion_of_list",
            ),
        ),
        migrations.AddConstraint(
            model_name="request",
            constraint=models.UniqueConstraint(
                fields=("list", "portion"), name="one_request_per_portion"
            ),
        ),
        migrations.AddField(
            model_name="post",
            name="added_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="post",
            name="region",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="geo.region"
            ),
        ),
        migrations.AddField(
            model_name="consignment",
            name="post",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="aid.post",
            ),
        ),
        migrations.AddField(
            model_name="offer",
            name="post",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="aid.post",
            ),
        ),
        migrations.AddField(
            model_name="vouch",
            name="request",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="aid.request"
            ),
        ),
        migrations.AddField(
            model_name="vouch",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="handout",
            index=models.Index(fields=["request", "household"], name="handout_household"),
        ),
        migrations.AddConstraint(
            model_name="handout",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "status__in",
                        ["due", "given", "confirmed", "disputed", "did_not_come", "lost"],
                    )
                ),
                name="handout_status",
            ),
        ),
        migrations.AddConstraint(
            model_name="handout",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("answer", ""), ("answer__in", ("complete", "part", "nothing")), _connector="OR"
                ),
                name="handout_answer",
            ),
        ),
        migrations.AddConstraint(
            model_name="handout",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("way", ""), ("way__in", ("coupon", "page", "list")), _connector="OR"
                ),
                name="handout_way",
            ),
        ),
        migrations.AddConstraint(
            model_name="handout",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity__gte", 1)), name="handout_gives_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="handout",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("share_of", None), ("shared_by", None)),
                    models.Q(("share_of__gte", 1), ("shared_by__gte", 1)),
                    _connector="OR",
                ),
                name="handout_share",
            ),
        ),
        migrations.AddConstraint(
            model_name="handout",
            constraint=models.UniqueConstraint(
                fields=("consignment", "request", "household"), name="one_handout_per_household"
            ),
        ),
        migrations.AddConstraint(
            model_name="handout",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("line__isnull", False),
                    ("status__in", ("due", "given", "confirmed", "disputed")),
                ),
                fields=("request", "household"),
                name="a_portion_once_per_household",
            ),
        ),
        migrations.AddConstraint(
            model_name="coupon",
            constraint=models.UniqueConstraint(
                condition=models.Q(("revoked_at", None)),
                fields=("request", "household"),
                name="one_standing_coupon",
            ),
        ),
        migrations.AddConstraint(
            model_name="neighbourhoodlist",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "category__in",
                        ["sembako", "meal", "lebaran", "thr", "cash", "hygiene", "baby"],
                    )
                ),
                name="list_category",
            ),
        ),
        migrations.AddConstraint(
            model_name="neighbourhoodlist",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["draft", "compiled", "verified", "closed"])),
                name="list_status",
            ),
        ),
        migrations.AddConstraint(
            model_name="neighbourhoodlist",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("slot", ""),
                    (
                        "slot__in",
                        [
                            "sahur",
                            "breakfast",
                            "noon",
                            "buka",
                            "evening",
                            "morning",
                            "midday",
                            "afternoon",
                        ],
                    ),
                    _connector="OR",
                ),
                name="list_slot",
            ),
        ),
        migrations.AddConstraint(
            model_name="neighbourhoodlist",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("every__gte", 1),
                    ("every__lte", 31),
                    ("portions__gte", 1),
                    ("portions__lte", 31),
                ),
                name="list_portions",
            ),
        ),
        migrations.AddConstraint(
            model_name="neighbourhoodlist",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status__in", ("draft", "closed")), ("met_on__isnull", False), _connector="OR"
                ),
                name="list_compiled_after_meeting",
            ),
        ),
        migrations.AddConstraint(
            model_name="neighbourhoodlist",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status__in", ("draft", "compiled"))),
                fields=("region", "category"),
                name="one_list_in_the_making",
            ),
        ),
        migrations.AddConstraint(
            model_name="line",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity__gte", 1)), name="line_needs_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="line",
            constraint=models.CheckConstraint(
                condition=models.Q(("rt__gte", 1), ("rt__lte", 999)), name="line_rt"
            ),
        ),
        migrations.AddConstraint(
            model_name="line",
            constraint=models.UniqueConstraint(fields=("list", "number"), name="line_number_once"),
        ),
        migrations.AddConstraint(
            model_name="line",
            constraint=models.UniqueConstraint(
                fields=("list", "household"), name="line_household_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="line",
            constraint=models.UniqueConstraint(fields=("list", "key"), name="line_key_once"),
        ),
        migrations.AddConstraint(
            model_name="line",
            constraint=models.UniqueConstraint(
                condition=models.Q(("own_request__isnull", False)),
                fields=("own_request",),
                name="own_request_on_one_line",
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ("rw_post", "posko", "institution"))),
                name="post_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(
                condition=models.Q(("lane__in", ("truck", "car", "motorbike", "foot"))),
                name="post_lane",
            ),
        ),
        migrations.AddIndex(
            model_name="consignment",
            index=models.Index(fields=["region", "status"], name="consignment_region_status"),
        ),
        migrations.AddIndex(
            model_name="consignment",
            index=models.Index(fields=["donor", "status"], name="consignment_donor_status"),
        ),
        migrations.AddConstraint(
            model_name="consignment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "category__in",
                        ["sembako", "meal", "lebaran", "thr", "cash", "hygiene", "baby"],
                    )
                ),
                name="consignment_category",
            ),
        ),
        migrations.AddConstraint(
            model_name="consignment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "status__in",
                        [
                            "planned",
                            "on_the_way",
                            "at_post",
                            "distributed",
                            "closed",
                            "cancelled",
                            "lost",
                        ],
                    )
                ),
                name="consignment_status",
            ),
        ),
        migrations.AddConstraint(
            model_name="consignment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "slot__in",
                        [
                            "sahur",
                            "breakfast",
                            "noon",
                            "buka",
                            "evening",
                            "morning",
                            "midday",
                            "afternoon",
                        ],
                    )
                ),
                name="consignment_slot",
            ),
        ),
        migrations.AddConstraint(
            model_name="consignment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("vehicle__in", ("truck", "pickup", "car", "motorbike", "cart", "on_foot"))
                ),
                name="consignment_vehicle",
            ),
        ),
        migrations.AddConstraint(
            model_name="consignment",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity__gte", 1)), name="consignment_moves_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="consignment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "quantity",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                django.db.models.expressions.CombinedExpression(
                                    models.F("reserved"), "+", models.F("delivered")
                                ),
                                "+",
                                models.F("lost"),
                            ),
                            "+",
                            models.F("cancelled"),
                        ),
                    )
                ),
                name="consignment_adds_up",
            ),
        ),
        migrations.AddConstraint(
            model_name="consignment",
            constraint=models.CheckConstraint(
                condition=models.Q(("confirmed__lte", models.F("delivered"))),
                name="consignment_confirmed_delivered",
            ),
        ),
        migrations.AddConstraint(
            model_name="consignment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status__in", ("planned", "on_the_way", "cancelled", "lost")),
                    models.Q(("arrived_at__isnull", False), ("counted__isnull", False)),
                    _connector="OR",
                ),
                name="consignment_counted_at_post",
            ),
        ),
        migrations.AddConstraint(
            model_name="vouch",
            constraint=models.UniqueConstraint(fields=("request", "user"), name="vouch_once"),
        ),
    ]
