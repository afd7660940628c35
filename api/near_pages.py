"""Pages of requests in order of distance, by the published points of their kelurahan."""

from typing import Any

from django.db.models import F, IntegerField, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.db.models.lookups import GreaterThan, LessThan
from rest_framework.request import Request as HttpRequest

from aid.models import Request
from aid.queries.need import listed
from aid.queries.requests import KELURAHAN
from api.pages import Pages, Position, row
from geo.codes import KELURAHAN_LENGTH

DISTANCE = "distance"
# Kelurahan by kelurahan, until the page is full: rows that are farther are never looked at.
PAGE = """
    select found.id
    from (
        select given.code, given.metres
        from unnest(string_to_array(%s, ','), string_to_array(%s, ',')::integer[])
            as given (code, metres)
        where given.metres {side}= %s
        order by given.metres {direction}
    ) as area
    cross join lateral ({inside}) as found (urgency, reference, id)
    order by area.metres {direction}, found.urgency {direction}, found.reference {direction}
    limit %s
"""


class NearPages(Pages):
    """As Pages; by distance, from the view's ``places``, kelurahan with their metres."""

    def paginate_queryset(self, queryset: Any, request: HttpRequest, view: Any = None) -> list[Any]:
        self.places: list[tuple[int, str]] = view.places
        self.measured: bool = view.spot.here is not None
        return super().paginate_queryset(queryset, request, view)

    def position_asked(self, queryset: QuerySet[Any]) -> Position:
        # What every row of a kelurahan has in common is not asked of the database.
        known = queryset.annotate(metres=Value(0, IntegerField())) if self.measured else queryset
        return super().position_asked(known)

    def rows_from(self, queryset: QuerySet[Any]) -> list[Any]:
        if self.position.order != DISTANCE:
            return super().rows_from(queryset)
        metres = {code: metres for metres, code in self.places}
        rows: list[Any] = list(
            listed(Request.private.filter(pk__in=self.on_page(queryset)).order_by())
        )
        for each in rows:
            each.metres = metres[each.region_id[:KELURAHAN_LENGTH]]
        backwards = self.position.backwards
        return sorted(rows, key=lambda each: (each.metres, each.urgency, each.reference),
                      reverse=backwards)  # fmt: skip

    def on_page(self, queryset: QuerySet[Any]) -> RawSQL:
        """The primary keys of the page, and of one more row if there is."""
        backwards, values = self.position.backwards, self.position.values
        inside = queryset.alias(kelurahan=KELURAHAN).filter(kelurahan=RawSQL("area.code", ()))
        if values:
            side = LessThan if backwards else GreaterThan
            here = row(RawSQL("area.metres", ()), F("urgency"), F("reference"))
            inside = inside.filter(side(here, row(*map(Value, values))))
        order = ("-urgency", "-reference") if backwards else ("urgency", "reference")
        told = inside.order_by(*order).values_list("urgency", "reference", "pk")
        first = told[: self.size + 1]
        statement, parameters = first.query.sql_with_params()
        here_on = values[0] if values else 0
        filled = PAGE.format(
            inside=statement,
            side="<" if backwards else ">",
            direction="desc" if backwards else "asc",
        )
        # Each list as one text: quoting hundreds of values takes longer than finding the page.
        codes = ",".join(code for _, code in self.places)
        metres = ",".join(str(metres) for metres, _ in self.places)
        return RawSQL(filled, (codes, metres, here_on, *parameters, self.size + 1))  # noqa: S611 # nosec B611
