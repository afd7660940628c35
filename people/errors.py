"""What people refuses, with a stable code and a sentence in the reader's language."""

from math import ceil
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _


class PeopleError(Exception):
    """Base of all refusals of people."""

    code: ClassVar[str] = "error"

    def __init__(self, **facts: Any) -> None:
        self.facts = facts
        super().__init__(self.code)

    @property
    def message(self) -> str | Promise:
        raise NotImplementedError


class TooManyAttempts(PeopleError):
    """A limit is reached (see ``people.limits``); ``retry_after``: seconds until it is not."""

    code = "too_many_attempts"

    def __init__(self, retry_after: int) -> None:
        super().__init__(retry_after=retry_after)
        self.retry_after = retry_after

    @property
    def message(self) -> str | Promise:
        text = _("Too many attempts. Please try again in {minutes} min.")
        return format_lazy(text, minutes=ceil(self.retry_after / 60))
