"""What has a public reference: how it is found, shown, and acted on by POST …/<verb>/."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import URLPattern, path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from aid.errors import NotFound
from api.bodies import Body, read
from api.doors import Door
from api.sparse import FIELDS, with_fields_asked
from people.person import Person

Shown = type[serializers.Serializer[Any]]


@dataclass(frozen=True)
class Noun:
    """``name`` is the plural in addresses, ``visible_to`` the rows that somebody may see, and
    ``shown`` what they see of one."""

    name: str
    visible_to: Callable[[Person], QuerySet[Any]]
    shown: Shown

    def shown_to(self, person: Person, reference: str) -> serializers.Serializer[Any]:
        """The row of ``reference`` as ``person`` sees it. Raises NotFound."""
        row = self.visible_to(person).filter(reference=reference).first()
        if row is None:
            raise NotFound()
        return self.shown(row, context={"person": person})

    def show(self, person: Person, reference: str) -> Any:
        """What ``person`` reads of ``reference``. Raises NotFound."""
        return self.shown_to(person, reference).data


@dataclass(frozen=True)
class Verb:
    """One thing to do: ``action(person, reference, **fields of body)``. ``needs_key``: with an
    Idempotency-Key alone."""

    name: str
    action: Callable[..., object]
    summary: str
    body: type[Body] = Body
    needs_key: bool = False


def detail_path(noun: Noun, summary: str) -> URLPattern:
    """GET /<nouns>/<reference>/"""

    class Detail(Door):
        @extend_schema(
            operation_id=f"{noun.name}_detail",
            tags=[noun.name],
            summary=summary,
            parameters=[FIELDS],
            responses=noun.shown,
        )
        def get(self, request: Request, reference: str) -> Response:
            found = noun.shown_to(self.person, reference)
            return Response(with_fields_asked(request, found).data)

    return path(f"{noun.name}/<reference:reference>/", Detail.as_view())


def verb_paths(noun: Noun, verbs: Sequence[Verb], limit: str = "") -> list[URLPattern]:
    """POST /<nouns>/<reference>/<verb>/ for each verb; answers with the noun as it is then.
    ``limit`` names how often all of them together may be tried."""
    return [
        path(
            f"{noun.name}/<reference:reference>/{verb.name}/",
            verb_view(noun, verb, limit).as_view(),
        )
        for verb in verbs
    ]


def verb_view(noun: Noun, verb: Verb, limit: str) -> type[Door]:
    class Act(Door):
        spends: ClassVar = {"POST": limit} if limit else {}
        needs_key = verb.needs_key

        def acted_on(self, reference: str) -> Any:
            return noun.show(self.person, reference)

        @extend_schema(
            operation_id=f"{noun.name}_{verb.name.replace('-', '_')}",
            tags=[noun.name],
            summary=verb.summary,
            request=None if verb.body is Body else verb.body,
            responses=noun.shown,
        )
        def post(self, request: Request, reference: str) -> Response:
            verb.action(self.person, reference, **read(request, verb.body))
            return Response(noun.show(self.person, reference))

    return Act
