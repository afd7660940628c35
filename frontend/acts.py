"""Buttons that do one action of aid each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.functional import Promise

from aid.errors import NotFound
from frontend.errors import Outcome, attempt
from frontend.forms import Form
from frontend.person import person_of


@dataclass(frozen=True)
class Act:
    """One button: the action behind it, called with person, reference and the form's
    ``fields``, and what to say when it worked."""

    do: Callable[..., object]
    done: str | Promise
    fields: tuple[str, ...] = ()


def perform(
    request: HttpRequest, acts: Mapping[str, Act], verb: str, reference: str, form: Form
) -> Outcome[object]:
    """Do the act behind ``verb``. Raises NotFound for a verb that has no button."""
    act = acts.get(verb)
    if act is None:
        raise NotFound()
    entered = [form.value(field) for field in act.fields]
    return attempt(request, lambda: act.do(person_of(request), reference, *entered), act.done)
