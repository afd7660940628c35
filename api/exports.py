"""Rows of an office's regions as files: CSV piece by piece, XLSX where they are few."""

import csv
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from io import StringIO
from typing import Any, ClassVar, TypeVar

from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import path
from django.utils.timezone import localdate, localtime
from django_filters import rest_framework as filters
from django_filters.utils import translate_validation
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from aid.actions import exports
from aid.open_data.files import KINDS
from aid.queries.exports import (
    MATCH_COLUMNS,
    REQUEST_COLUMNS,
    Columns,
    matches_of_offices,
    requests_of_offices,
    values,
)
from api.doors import Door
from api.encodings import STREAMS, Stream, encoding_for
from api.matches import MatchFilters
from api.requests import RequestFilters
from geo.codes import PROVINCE
from people.person import Person

Get = TypeVar("Get", bound=Callable[..., Any])
# Facts of the record: codes and moments, nothing that somebody typed.
RECORDED = ("category", "status", "urgency")


class Export(Door):
    """What the list of the same name shows, filtered alike, without what people wrote."""

    weight = 20
    spends: ClassVar = {"GET": "export"}
    what: ClassVar[str]
    columns: ClassVar[Columns]
    filter_backends = (filters.DjangoFilterBackend,)
    filterset_class: ClassVar[type[filters.FilterSet]]
    of_offices: ClassVar[Callable[[Person], QuerySet[Any]]]

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:  # noqa: ARG002
        """Whoever asks for a table only gets refusals in JSON all the same."""
        return super().perform_content_negotiation(request, force=True)

    def wanted(self, request: Request) -> exports.Wanted:
        given = self.filterset_class(
            request.query_params, queryset=type(self).of_offices(self.person), request=request
        )
        if not given.is_valid():
            raise translate_validation(given.errors)
        asked = given.form.cleaned_data
        told = {name: asked[name] for name in RECORDED if asked.get(name)}
        return exports.wanted(
            self.person, self.what, given.qs, self.columns, asked["region"], **told
        )

    def as_csv(self, request: Request) -> StreamingHttpResponse:
        pieces = exports.pieces(self.person, lambda: self.wanted(request), head(self.columns))
        answer = StreamingHttpResponse(pieces, content_type=KINDS["csv"].content_type)
        encoding = encoding_for(request.headers.get("Accept-Encoding", ""))
        if encoding:
            answer.streaming_content = squeezed(pieces, STREAMS[encoding]())
            answer.headers["Content-Encoding"] = encoding
        answer.headers["Vary"] = "Accept-Encoding"
        self.name(answer, request, "csv")
        return answer

    def as_xlsx(self, request: Request) -> HttpResponse:
        with exports.place_of(self.person):
            found = self.wanted(request)
            exports.refuse_long(found)
            content = workbook(self.what, found)
        answer = HttpResponse(content)
        self.name(answer, request, "xlsx")
        return answer

    def name(self, answer: HttpResponseBase, request: Request, kind: str) -> None:
        region = request.query_params.get("region", "").strip() or PROVINCE
        name = f"gandeng-{self.what}-{region}-{localdate().isoformat()}.{kind}"
        answer.headers["Content-Type"] = KINDS[kind].content_type
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'


def head(columns: Columns) -> bytes:
    out = StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerow(columns)
    return out.getvalue().encode()


def squeezed(pieces: Iterable[bytes], stream: Stream) -> Iterator[bytes]:
    """``pieces`` as one stream."""
    for piece in pieces:
        yield stream.piece(piece)
    yield stream.end()


def workbook(title: str, found: exports.Wanted) -> bytes:
    from aid.spreadsheets.tables import as_workbook  # noqa: PLC0415 # heavy, and seldom needed

    rows = values(found.rows, found.columns, found.until)
    return as_workbook(title, [list(found.columns)], (map(fit, row) for row in rows))


def fit(value: Any) -> Any:
    """Times as a sheet has them: Jakarta's, without their zone."""
    return localtime(value).replace(tzinfo=None) if isinstance(value, datetime) else value


def described(what: str, kind: str) -> Callable[[Get], Get]:
    return extend_schema(
        tags=[what],
        operation_id=f"{what}_export_{kind}",
        summary=f"The {what} of your regions as {kind.upper()}, filtered as the list; recorded.",
        responses={(200, KINDS[kind].media_type): OpenApiTypes.BINARY},
    )


class OfRequests(Export):
    what = "requests"
    columns = REQUEST_COLUMNS
    filterset_class = RequestFilters
    of_offices = requests_of_offices


class OfMatches(Export):
    what = "matches"
    columns = MATCH_COLUMNS
    filterset_class = MatchFilters
    of_offices = matches_of_offices


class RequestsCsv(OfRequests):
    @described("requests", "csv")
    def get(self, request: Request) -> HttpResponseBase:
        return self.as_csv(request)


class RequestsXlsx(OfRequests):
    @described("requests", "xlsx")
    def get(self, request: Request) -> HttpResponseBase:
        return self.as_xlsx(request)


class MatchesCsv(OfMatches):
    @described("matches", "csv")
    def get(self, request: Request) -> HttpResponseBase:
        return self.as_csv(request)


class MatchesXlsx(OfMatches):
    @described("matches", "xlsx")
    def get(self, request: Request) -> HttpResponseBase:
        return self.as_xlsx(request)


urlpatterns = [
    path("requests/export.csv", RequestsCsv.as_view()),
    path("requests/export.xlsx", RequestsXlsx.as_view()),
    path("matches/export.csv", MatchesCsv.as_view()),
    path("matches/export.xlsx", MatchesXlsx.as_view()),
]
