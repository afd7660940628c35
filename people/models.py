"""People with an account, and their roles in regions."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from people.person import Role


class UserManager(BaseUserManager["User"]):
    def create_user(self, login: str, password: str | None, **fields: object) -> "User":
        user = User(login=login, **fields)
        user.set_password(password)
        user.save()
        return user


class User(AbstractBaseUser):
    """Somebody with an account: resident, helper, donor or coordinator, often several of these.

    ``login`` is a phone number in E.164 or an e-mail address. ``verified_at`` tells since when
    the person's identity as a donor is known to the city. ``is_demo`` marks made-up people.
    """

    login = models.CharField(max_length=254, unique=True)
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=2, default="id")
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    verified_at = models.DateTimeField(null=True, blank=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return f"user {self.pk}"


class Membership(models.Model):
    """A person's role in a region; it reaches everything below."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in Role])
    region = models.ForeignKey("geo.Region", on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "role", "region"], name="one_role_in_region"),
            models.CheckConstraint(
                condition=models.Q(role__in=[role.value for role in Role]), name="role_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} of {self.region_id}"


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
