"""What all views share: who is asking, that a POST is one transaction and the same one only once,
and that answers about people are kept nowhere."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import partial, wraps
from typing import Any, ClassVar

from django.db import transaction
from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.functional import cached_property
from rest_framework.exceptions import Throttled
from rest_framework.generics import GenericAPIView
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView

from aid.actions.unchanged import only_if
from aid.queries.links import person_in
from api import etags, once
from api.errors import Fault, UnknownParameter, is_refusal
from api.pages import NEWEST, Orders
from api.scopes import require_scope
from api.sparse import with_fields_asked
from people import throttles
from people.kept_answers import Attempt
from people.limits import spend_at
from people.models import ApiToken
from people.network import network_at
from people.person import ANYONE, Person
from people.session import link_in
from people.tokens import person_with


def person_at(request: Request) -> Person:
    """Who asks: an organisation by its token, or whoever the session tells of."""
    if isinstance(request.auth, ApiToken):
        return person_with(request.auth)
    return person_in(request.user, request.session)


def readers(request: Request) -> Iterator[tuple[str, str]]:
    """By whom a read is counted, besides the network."""
    if isinstance(request.auth, ApiToken):
        yield "token", str(request.auth.pk)
    elif request.user.is_authenticated:
        yield "account", str(request.user.pk)
    elif link := link_in(request.session):
        yield "link", link


Handler = Callable[..., HttpResponseBase]
CHANGING = ("post",)


class Door(APIView):
    """A view that knows who is asking.

    ``cache`` tells who may keep its answers, ``varies`` by which headers they differ. ``weight`` is
    how many usual reads one of it costs. ``spends`` names by method what counts as an attempt at
    what (see ``people.limits``), by default a POST as an act; it is counted before anything else
    happens, also for an answer that is given again. ``needs_key``: a POST without an
    Idempotency-Key is refused. ``keeps_answers`` is false where a POST does something to the
    session: that is not the database's to undo, and doing it again does nothing new. A GET refuses
    parameters that are not among ``parameters``, where it names any.
    """

    cache: ClassVar[str] = "no-store"
    varies: ClassVar[tuple[str, ...]] = (
        "Accept-Language", "Cookie", "Authorization", "Accept-Encoding",
    )  # fmt: skip
    weight: ClassVar[int] = 1
    spends: ClassVar[Mapping[str, str]] = {}
    needs_key: ClassVar[bool] = False
    keeps_answers: ClassVar[bool] = True
    parameters: ClassVar[tuple[str, ...]] = ()
    attempt: Attempt | None = None

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        for name in CHANGING:
            if name in vars(cls):
                setattr(cls, name, in_one_piece(vars(cls)[name]))

    @property
    def has_tag(self) -> bool:
        """Whether a POST acts on something that a GET shows."""
        return type(self).acted_on is not Door.acted_on

    @cached_property
    def person(self) -> Person:
        if getattr(self, "swagger_fake_view", False):
            return ANYONE
        return person_at(self.request)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Who asks, whether a token is let in here, and whether it was not too often: all of it
        before the view's own work."""
        reads = request.method in SAFE_METHODS
        if reads:
            self.count_network(request)
        super().initial(request, *args, **kwargs)
        if isinstance(request.auth, ApiToken) and self.answers(request):
            require_scope(request, request.auth)
        sender, key = self.key_of(request)
        if reads:
            self.count_reader(request)
            self.refuse_unknown(request)
        if action := self.attempted(request):
            spend_at(request, action)
        if key and self.keeps_answers:
            self.attempt = once.attempt_at(request, sender, key)

    def refuse_unknown(self, request: Request) -> None:
        """Raise BadQuery for a parameter that this address doesn't know: a filter with a slip of
        the pen would otherwise let everything through."""
        known = self.known_parameters()
        for name in request.query_params:
            if known and name not in known:
                raise UnknownParameter(name, known)

    def known_parameters(self) -> frozenset[str]:
        return frozenset(self.parameters)

    def attempted(self, request: Request) -> str:
        """What is tried; empty for a mere read, and for what the view doesn't know."""
        if not self.answers(request):
            return ""
        reads = request.method in SAFE_METHODS
        usual = {"GET": ""} if reads else {"POST": "act"}
        method = "GET" if request.method == "HEAD" else str(request.method)
        return {**usual, **self.spends}.get(method, "")

    def answers(self, request: Request) -> bool:
        """Whether the view knows the method; another is refused for that alone."""
        return hasattr(self, str(request.method).lower())

    def count_network(self, request: Request) -> None:
        """Before anybody is looked up, so that a flood costs next to nothing."""
        wait = throttles.read("network", network_at(request), self.weight)
        if wait:
            raise Throttled(wait)

    def count_reader(self, request: Request) -> None:
        """By token, account or link, where it is asked who reads. What this refuses uses up
        nothing of the network's."""
        if not self.authentication_classes:
            return
        wait = sum(throttles.read(by, who, self.weight) for by, who in readers(request))
        if wait:
            throttles.unread("network", network_at(request), self.weight)
            raise Throttled(wait)

    def prepare(self, request: Request, *_: Any, **__: Any) -> None:
        """What a POST does before its transaction begins: whatever takes long."""

    def acted_on(self, *_: Any, **__: Any) -> Any:
        """What a POST acts on, as a GET shows it to whoever asks. Raises Fault where it acts on
        nothing that a GET shows, and what showing it does."""
        raise Fault("changed_meanwhile")

    def key_of(self, request: Request) -> tuple[str, str]:
        """Who sends an Idempotency-Key, and the key; empty where none is sent. Raises Fault for a
        wrong one, and without one where it is needed."""
        if request.method != "POST" or not (self.needs_key or once.HEADER in request.headers):
            return "", ""
        sender = once.sender_of(request, self.person)
        return sender, once.key_in(request, sender)

    def unless_changed(self, request: Request, **address: Any) -> AbstractContextManager[None]:
        """Inside, an action is refused unless it acts on what If-Match names."""
        wanted = request.headers.get("If-Match")
        if wanted is None:
            return nullcontext()
        if wanted.strip() == "*":
            self.acted_on(**address)
            return nullcontext()
        return only_if(lambda: etags.require_tag(wanted, self.acted_on(**address)))

    def finalize_response(
        self, request: Request, response: Response, *args: Any, **kwargs: Any
    ) -> Response:
        final = super().finalize_response(request, response, *args, **kwargs)
        # One reader's refusal, such as that it asked too often, is nobody else's.
        cache = self.cache if final.status_code < 400 else "no-store"
        final.headers.setdefault("Cache-Control", cache)
        patch_vary_headers(final, self.varies)
        if request.method in ("GET", "HEAD") and final.status_code == 200:
            final = with_tag(request, final)
        return final


def with_tag(request: Request, response: Any) -> Any:
    """``response`` with its tag, now or once it is rendered; what is streamed has none."""
    if response.streaming or "ETag" in response.headers:
        return response
    if getattr(response, "is_rendered", True):
        return etags.tagged(request, response)
    response.add_post_render_callback(partial(etags.tagged, request))
    return response


def in_one_piece(handler: Handler) -> Handler:
    """``handler`` of a POST inside one transaction: what it does, and its answer, are there both
    or neither. What it refuses ends the transaction well: an action that is refused takes back
    what it did, except for what it means to leave (the count of wrong codes)."""

    @wraps(handler)
    def answered(self: Door, request: Request, **address: Any) -> HttpResponseBase:
        attempt, self.attempt = self.attempt, None
        if attempt is not None and type(self).prepare is not Door.prepare:
            with transaction.atomic():
                again = once.kept_answer(attempt)
            if again is not None:
                return again
        self.prepare(request, **address)
        with transaction.atomic():
            try:
                again = once.kept_answer(attempt) if attempt else None
                if again is not None:
                    return again
                with self.unless_changed(request, **address):
                    response = handler(self, request, **address)
                if attempt is not None and isinstance(response, Response):
                    return once.keep_answer(attempt, response)
                return response
            except Exception as error:
                if not is_refusal(error):
                    raise
                refusal = error
        raise refusal

    return answered


class Listing(Door, GenericAPIView[Any]):
    """A filtered list in pages, newest first unless ``orders`` says otherwise."""

    orders: ClassVar[Orders] = NEWEST

    def get(self, request: Request, **_: Any) -> Response:  # noqa: ARG002
        return self.page(self.filter_queryset(self.get_queryset()))

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Without building the form of all filters where the address names none."""
        filters = getattr(self, "filterset_class", None)
        if filters is not None and self.request.query_params.keys().isdisjoint(
            filters.base_filters
        ):
            return queryset
        return super().filter_queryset(queryset)

    def known_parameters(self) -> frozenset[str]:
        filters = getattr(self, "filterset_class", None)
        pages = self.pagination_class.parameters if self.pagination_class else ()  # type: ignore[attr-defined]
        return frozenset(
            {*self.parameters, *pages, "fields", *(filters.base_filters if filters else ())}
        )

    def page(self, rows: Any) -> Response:
        on_page = self.prepared(self.paginate_queryset(rows) or [])
        shown: BaseSerializer[Any] = self.get_serializer(on_page, many=True)
        return self.get_paginated_response(shown.data)

    def prepared(self, rows: Sequence[Any]) -> Sequence[Any]:
        """The rows of one page, with what they need read at once."""
        return rows

    def get_serializer(self, *args: Any, **kwargs: Any) -> BaseSerializer[Any]:
        return with_fields_asked(self.request, super().get_serializer(*args, **kwargs))

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "person": self.person}


class Nowhere(Door):
    """Any address that no other view has."""

    schema = None

    def initial(self, *_: Any, **__: Any) -> None:
        raise Fault("not_found")
