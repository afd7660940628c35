"""Who may sign in, and whose sessions hold."""

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.base_user import AbstractBaseUser

from people.models import User


class Accounts(ModelBackend):
    """Accounts by login and password; made-up people only in demo mode, whose passwords are
    printed on every screen of it."""

    def user_can_authenticate(self, user: AbstractBaseUser | None) -> bool:
        made_up = isinstance(user, User) and user.is_demo
        return (settings.DEMO or not made_up) and super().user_can_authenticate(user)
