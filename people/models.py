"""People with an account, their roles in regions, and what is private about people."""

import uuid
from datetime import timedelta
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from geo.rows import Row
from people import vault
from people.fields import SealedInRowField
from people.person import Role
from people.scopes import MOST_TOKEN_DAYS, SCOPES


class PrivateDetails(models.Model):
    """Name, phone, e-mail, address, landmark, payout account and exact place of a household or
    of somebody with an account, in one sealed value: read and written by ``people.private``
    alone. The database shows a row only to a transaction that named it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sealed = models.BinaryField()

    private = models.Manager["PrivateDetails"]()

    class Meta:
        default_manager_name = "private"
        verbose_name_plural = "private details"

    def __str__(self) -> str:
        return f"details {self.pk}"


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        """The account that signs in with ``username``, a phone in E.164 or an e-mail."""
        return self.get(login_fingerprint=login_fingerprint(username or ""))


class User(Row, AbstractBaseUser):
    """Somebody with an account: resident, helper, donor or coordinator, often several of these.

    ``login_fingerprint`` is that of the phone number in E.164 or the e-mail address in small
    letters. ``verified_at`` tells since when the person's identity as a donor is known to the
    city. The account of an organisation gives as a person's does; nobody signs in with it, its
    staff act for it. ``is_demo`` marks made-up people. ``known_name`` is filled by
    ``people.private``.
    """

    known_name: str | None = None

    login_fingerprint = models.CharField(max_length=64, unique=True)
    details = models.OneToOneField(PrivateDetails, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=2, default="id")
    is_active = models.BooleanField(default=True)
    is_organisation = models.BooleanField(default=False)
    is_demo = models.BooleanField(default=False)
    verified_at = models.DateTimeField(null=True, blank=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "login_fingerprint"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return f"user {self.pk}"


def login_fingerprint(login: str) -> str:
    return vault.fingerprint("login", login)


class Membership(models.Model):
    """A person's role in a region; it reaches everything below. ``granted_by`` is None where
    whoever runs the site gave it. ``has_factor`` (of rows of ``people.queries.roles_within``):
    whether its holder has a second factor."""

    has_factor: bool

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in Role])
    region = models.ForeignKey("geo.Region", on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField(auto_now_add=True)
    granted_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "role", "region"], name="one_role_in_region"),
            models.CheckConstraint(
                condition=models.Q(role__in=[role.value for role in Role]), name="role_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} of {self.region_id}"


class Staff(models.Model):
    """Somebody who acts for an organisation: gives in its name, and sees what it gives."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    granted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "staff"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "organisation"], name="staff_once"),
            models.CheckConstraint(
                condition=~models.Q(user=models.F("organisation")), name="staff_of_another"
            ),
        ]

    def __str__(self) -> str:
        return f"user {self.user_id} of {self.organisation_id}"


class ApiToken(models.Model):
    """What a program shows to act for an organisation (see ``people.tokens``).

    Only the keyed fingerprint of the secret is kept. ``name`` tells which program it is, ``scopes``
    names what it may do, ``last_used_at`` tells to the hour when it last did. It works until
    ``expires_at``, unless somebody revoked it, and as long as whoever made it works for the
    organisation. Without ``revoked_by`` it ended together with that work.
    """

    fingerprint = models.CharField(max_length=64, unique=True)
    organisation = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    scopes = models.JSONField()
    made_by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )
    revoked_at = models.DateTimeField(null=True, blank=True)

    private = models.Manager["ApiToken"]()

    class Meta:
        default_manager_name = "private"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["organisation", "name"],
                condition=models.Q(revoked_at=None),
                name="one_token_of_a_name",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    expires_at__gt=models.F("made_at"),
                    expires_at__lte=models.F("made_at") + timedelta(days=MOST_TOKEN_DAYS),
                ),
                name="token_ends_within_a_year",
            ),
            models.CheckConstraint(
                condition=models.Q(scopes__contained_by=list(SCOPES)) & ~models.Q(scopes=[]),
                name="token_scopes_are_known",
            ),
        ]

    def __str__(self) -> str:
        return f"token {self.pk} of user {self.organisation_id}"


class Consent(models.Model):
    """A yes to one purpose, to the text as it was then (see ``people.consent``).

    ``given_by_helper`` when whoever filed for the household said it in its name.
    """

    details = models.ForeignKey(PrivateDetails, on_delete=models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=20)
    version = models.CharField(max_length=10)
    given_by_helper = models.BooleanField(default=False)
    given_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True, blank=True)

    private = models.Manager["Consent"]()

    class Meta:
        default_manager_name = "private"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["details", "purpose"],
                condition=models.Q(taken_back_at=None),
                name="one_standing_consent",
            ),
        ]

    def __str__(self) -> str:
        return f"consent to {self.purpose}"


class Bucket(models.Model):
    """How far one limit is used up (see ``people.limits``): at ``full_at`` nothing of it is.

    ``key`` names the limit and the fingerprint of whom it counts; ``passed`` tells whether the
    latest attempt did.
    """

    key = models.CharField(max_length=100, primary_key=True)
    full_at = models.DateTimeField()
    passed = models.BooleanField()

    private = models.Manager["Bucket"]()

    class Meta:
        default_manager_name = "private"

    def __str__(self) -> str:
        return f"bucket {self.key[:40]}"


class CalendarFeed(models.Model):
    """The secret address at which calendar applications read somebody's deliveries; only a keyed
    hash of it is kept. A new one takes its place, and ends it."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    private = models.Manager["CalendarFeed"]()

    class Meta:
        default_manager_name = "private"

    def __str__(self) -> str:
        return f"calendar of user {self.user_id}"


class KeptAnswer(models.Model):
    """How a POST with a key was answered, so that the same one again does nothing again: written
    with what it changed, by ``people.kept_answers`` alone.

    ``key`` is the fingerprint of the key and of whoever sent it, ``asked`` that of what was asked.
    ``body`` is sealed, since it may hold what is shown once. The database shows a row only to a
    transaction that named its key, and once it is a day old.
    """

    key = models.CharField(max_length=64, primary_key=True)
    asked = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    body = SealedInRowField()
    made_at = models.DateTimeField(db_index=True)

    private = models.Manager["KeptAnswer"]()

    class Meta:
        default_manager_name = "private"

    def __str__(self) -> str:
        return f"answer {self.key[:8]}"
