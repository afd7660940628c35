"""From a refusal of an action to what the person sees: a message, a field's error, or a page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Generic, TypeVar

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise

from aid.errors import AidError, Invalid, NotAllowed, NotFound, Problem, SignInNeeded, WrongState
from frontend.boards import boards_of
from frontend.person import person_of
from geo.errors import GeoError, UnknownRegion
from geo.models import Region
from people.errors import TooManyAttempts
from people.person import Role

Made = TypeVar("Made")
View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Outcome(Generic[Made]):
    """What came of an action: its ``value``, or why not.

    ``problems`` holds the wrong fields of a form, ``refusal`` any other reason, which the
    person has already been told in a page message.
    """

    value: Made | None = None
    problems: Mapping[str, Problem] = field(default_factory=dict)
    refusal: AidError | GeoError | None = None

    @property
    def done(self) -> bool:
        return not self.problems and self.refusal is None


def attempt(
    request: HttpRequest, act: Callable[[], Made], done: str | Promise = ""
) -> Outcome[Made]:
    """Do ``act`` and tell the person: ``done`` when it worked, else why not.

    What the person may not know of, may not do, or needs an account for is raised on, for
    ``page`` to answer.
    """
    try:
        value = act()
    except (NotFound, NotAllowed, SignInNeeded):
        raise
    except Invalid as error:
        return Outcome(problems=error.problems)
    except (AidError, GeoError) as error:
        messages.error(request, str(error.message))
        return Outcome(refusal=error)
    if done:
        messages.success(request, str(done))
    return Outcome(value=value)


class BoardClosed(Exception):
    """The board of ``region`` is not the person's to open."""

    def __init__(self, region: Region) -> None:
        self.region = region
        super().__init__(region.pk)


def page(view: View) -> View:
    """A view whose refusals become pages: not found, not yours, too often, or sign in first."""

    @wraps(view)
    def answered(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if any("\x00" in str(part) for part in kwargs.values()):
            raise Http404  # PostgreSQL keeps no such character: nothing can have this address
        try:
            return view(request, *args, **kwargs)
        except BoardClosed as closed:
            if office_withheld(request):
                return redirect_to_login(request.get_full_path(), reverse("mfa_index"))
            return closed_board(request, closed.region)
        except (NotFound, NotAllowed) as error:
            if office_withheld(request):
                return redirect_to_login(request.get_full_path(), reverse("mfa_index"))
            if isinstance(error, NotFound):
                raise Http404(str(error.message)) from None
            # The page says by itself what NotAllowed alone does; other reasons it passes on.
            reason = () if type(error) is NotAllowed else (str(error.message),)
            raise PermissionDenied(*reason) from None
        except (UnknownRegion, WrongState) as error:
            # What can't be read at its status isn't there to be read.
            raise Http404(str(error.message)) from None
        except SignInNeeded:
            return redirect_to_login(request.get_full_path())
        except TooManyAttempts as error:
            return held(render(request, "429.html", {"text": error.message}), error)

    return answered


def closed_board(request: HttpRequest, region: Region) -> HttpResponse:
    """Whose board it is, and which ones the person may open, if any (any more)."""
    person = person_of(request)
    written = Region.objects.filter(code__in=person.regions(Role.CADRE)).select_related("parent")
    context = {"region": region, "boards": boards_of(person), "written": written.order_by("code")}
    return render(request, "frontend/board/closed.html", context, status=403)


def office_withheld(request: HttpRequest) -> bool:
    """Whether this is a page of the board, for somebody whose office there waits for a second
    factor."""
    on_board = request.path.startswith(reverse("frontend:board"))
    return on_board and bool(person_of(request).withheld)


def held(response: HttpResponse, error: TooManyAttempts) -> HttpResponse:
    """``response``, as the answer to one attempt too many."""
    response.status_code = 429
    response["Retry-After"] = str(error.retry_after)
    return response


def private_page(view: View) -> View:
    """A ``page`` that no browser or proxy keeps."""
    inner = page(view)

    @wraps(view)
    def answered(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = inner(request, *args, **kwargs)
        response["Cache-Control"] = "no-store, private"
        return response

    return answered


def signed_in(view: View) -> View:
    """A ``private_page`` for people with an account; others are asked to sign in."""

    @wraps(view)
    def answered(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not request.user.is_authenticated:
            raise SignInNeeded()
        return view(request, *args, **kwargs)

    return private_page(answered)
