"""Buttons that do one action of aid each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise

from aid.errors import NotFound
from frontend.errors import Outcome, View, attempt
from frontend.forms import Form
from frontend.person import person_of


def posted(otherwise: str = "../") -> Callable[[View], View]:
    """For buttons: whoever comes here without pressing one (after signing in, by reloading or
    switching the language) is led to ``otherwise``, the page above or a page by name."""

    def for_posts_only(view: View) -> View:
        @wraps(view)
        def answered(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if request.method != "POST":
                return redirect(otherwise)
            return view(request, *args, **kwargs)

        return answered

    return for_posts_only


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
