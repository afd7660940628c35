"""Who may sign in, and whose sessions hold."""

from typing import Any

from django.conf import settings
from django.contrib.auth.backends import ModelBackend

from people.models import User
from people.queries import with_standing


class Accounts(ModelBackend):
    """Accounts by login and password; made-up people only in demo mode, whose passwords are
    printed on every screen of it."""

    def get_user(self, user_id: Any) -> User | None:
        """The account of a session, with its standing, in one statement."""
        user = with_standing(user_id)
        return user if user is not None and self.user_can_authenticate(user) else None

    def user_can_authenticate(self, user: Any) -> bool:
        made_up = isinstance(user, User) and user.is_demo
        return (settings.DEMO or not made_up) and super().user_can_authenticate(user)
