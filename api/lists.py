"""Lists of neighbourhoods: lines, files, and what their offices do with them."""

from collections.abc import Sequence
from typing import Any, ClassVar
from uuid import UUID

from django.urls import path
from django.utils.functional import cached_property
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from aid import rules
from aid.actions import imports, lines, lines_shown, lists, portions, progress
from aid.actions.entries import Entered
from aid.categories import CATEGORIES
from aid.models import Line, NeighbourhoodList
from aid.models import Request as Need
from aid.queries.lists import LineQuerySet, ListQuerySet, together
from aid.relations import list_relations
from aid.rules import ListStatus
from aid.slots import MEALS
from api.bodies import PLACE, Amount, Body, Day, File, Text, YesNo, read
from api.doors import Door, Listing
from api.nouns import Noun, Verb, detail_path, verb_paths
from api.pages import Orders
from api.shown import CategoryField, ForPerson, RegionShown, StatusField
from people.person import Person

TAGS = ["lists"]


class PortionShown(serializers.Serializer[Any]):
    """One portion of a verified list; ``request`` names its request."""

    portion = serializers.IntegerField()
    request = serializers.CharField(source="reference")
    serve_from = serializers.DateTimeField()
    until = serializers.DateTimeField()
    needed = serializers.IntegerField()
    open = serializers.IntegerField()
    reserved = serializers.IntegerField()
    delivered = serializers.IntegerField()
    confirmed = serializers.IntegerField()


class TotalsShown(serializers.Serializer[Any]):
    """``units`` are those of each portion."""

    households = serializers.IntegerField()
    people = serializers.IntegerField()
    units = serializers.IntegerField()
    vulnerable = serializers.IntegerField()


STATUSES = [str(status) for status in ListStatus]


class ListShown(ForPerson):
    """A list, without its lines."""

    reference = serializers.CharField()
    status = StatusField(ListStatus)
    region = RegionShown()
    category = CategoryField()
    first_day = serializers.DateField()
    portions = serializers.IntegerField()
    every = serializers.IntegerField(help_text="Days from one portion to the next.")
    slot = serializers.CharField()
    last_rt = serializers.IntegerField(allow_null=True)
    met_on = serializers.DateField(allow_null=True)
    sent_back = serializers.CharField()
    opened_at = serializers.DateTimeField()
    compiled_at = serializers.DateTimeField(allow_null=True)
    verified_at = serializers.DateTimeField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)
    allowed = serializers.SerializerMethodField(help_text="What you may do now: the rules' verbs.")

    def get_allowed(self, found: NeighbourhoodList) -> list[str]:
        relations = list_relations(self.person, found)
        return list(rules.allowed("list", ListStatus(found.status), relations))


class ListDetail(ListShown):
    totals = serializers.SerializerMethodField()
    served = serializers.SerializerMethodField()

    @extend_schema_field(TotalsShown)
    def get_totals(self, found: NeighbourhoodList) -> Any:
        return TotalsShown(together(Line.private.of_list(found.pk).totals())).data

    @extend_schema_field(PortionShown(many=True))
    def get_served(self, found: NeighbourhoodList) -> Any:
        made = Need.private.filter(list=found).order_by("portion")
        return PortionShown(made, many=True).data


class LineShown(serializers.Serializer[Any]):
    """One household, for coordinators and whoever wrote it. Of the NIK only whether one was
    given."""

    number = serializers.IntegerField()
    name = serializers.CharField()
    people = serializers.IntegerField()
    rt = serializers.IntegerField()
    quantity = serializers.IntegerField()
    vulnerable = serializers.BooleanField()
    phone = serializers.CharField()
    address = serializers.CharField()
    landmark = serializers.CharField()
    has_id = serializers.BooleanField()
    asked_alone = serializers.BooleanField()


class Terms(Body):
    region = Text(required=True, pattern=PLACE, help_text="Code of the neighbourhood.")
    category = Text(required=True, among=CATEGORIES)
    first_day = Day(required=True)
    portions = Amount()
    every = Amount(help_text="Days from one portion to the next; 7 unless given.")
    slot = Text(among=("", *MEALS), help_text="For meals: when they are eaten.")
    last_rt = Amount(help_text="Number of the RW's last RT; lines of later ones are refused.")


class Entry(Body):
    name = Text(required=True, maxLength=120)
    people = Amount(required=True)
    rt = Amount(required=True)
    quantity = Amount(help_text="Of each portion; the usual one unless given.")
    vulnerable = YesNo()
    id_number = Text(maxLength=40, help_text="NIK, 16 digits; only a keyed hash of it is kept.")
    phone = Text(maxLength=40)
    address = Text(maxLength=300)
    landmark = Text(maxLength=200)
    agreed = YesNo(required=True, help_text="The household was asked and agrees.")


class Compilation(Body):
    note = Text(required=True, maxLength=1000, help_text="What the musyawarah decided.")
    met_on = Day(required=True)


class LastRt(Body):
    last_rt = Amount(help_text="Empty where nobody knows.")


class Reason(Body):
    reason = Text(required=True, maxLength=300)


class Following(Body):
    first_day = Day()


class ListFile(serializers.Serializer[Any]):
    file = File(help_text="XLSX or CSV, at most 2 MB and 5,000 lines.")
    agreed = serializers.BooleanField(help_text="The households were asked and agree.")
    key = serializers.UUIDField(
        required=False, help_text="Of your own, to ask how far the reading is meanwhile."
    )


class Taken(serializers.Serializer[Any]):
    new = serializers.IntegerField()
    changed = serializers.IntegerField()
    unchanged = serializers.IntegerField()


class ProgressShown(serializers.Serializer[Any]):
    """Rows read so far, of how many; both 0 while the file is opened. All are stored at the end,
    or none."""

    done = serializers.IntegerField()
    of = serializers.IntegerField()


def visible(person: Person) -> ListQuerySet:
    rows: ListQuerySet = NeighbourhoodList.private.visible_to(person)
    return rows


LISTS = Noun("lists", visible, ListDetail)
VERBS = (
    Verb("compile", lists.compile_list, "Hand a list in, after the musyawarah.", Compilation),
    Verb("last-rt", lists.state_last_rt, "Say which RT is the RW's last.", LastRt),
    Verb("send-back", lists.send_back, "Send a list back to its RW.", Reason),
    Verb("verify", portions.verify_list, "Say that a list is right; its portions are made."),
    Verb("close", lists.close_list, "End a list."),
)


@extend_schema_view(
    get=extend_schema(tags=TAGS, operation_id="lists_list", summary="The lists you may see.")
)
class Lists(Listing):
    serializer_class = ListShown
    spends: ClassVar = {"POST": "ask"}

    def get_queryset(self) -> ListQuerySet:
        return visible(self.person)

    @extend_schema(
        tags=TAGS,
        operation_id="lists_open",
        summary="Open a list of a neighbourhood.",
        request=Terms,
        responses={201: ListDetail},
    )
    def post(self, request: Request) -> Response:
        fields = read(request, Terms)
        made = lists.open_list(self.person, fields.pop("region"), **fields)
        return Response(LISTS.show(self.person, made.reference), 201)


@extend_schema_view(
    get=extend_schema(
        tags=TAGS,
        operation_id="lists_lines",
        summary="The lines that you may read, newest first, in pages; that you did is recorded.",
    )
)
class Lines(Listing):
    serializer_class = LineShown
    orders: ClassVar[Orders] = {"last_line": ("-number",)}
    spends: ClassVar = {"POST": "write_line"}

    @cached_property
    def found(self) -> NeighbourhoodList:
        return lines_shown.list_of(self.person, self.kwargs["reference"])

    def get_queryset(self) -> LineQuerySet:
        if getattr(self, "swagger_fake_view", False):
            return Line.private.none()
        return lines_shown.readable_lines(self.person, self.found)

    def prepared(self, rows: Sequence[Line]) -> Sequence[lines_shown.LineShown]:
        return lines_shown.read_lines(self.person, self.found, rows)

    @extend_schema(
        tags=TAGS,
        operation_id="lists_write_line",
        summary="Add one household to a draft.",
        request=Entry,
        responses={201: LineShown},
    )
    def post(self, request: Request, reference: str) -> Response:
        entered = Entered(**read(request, Entry))
        line = lines.write_line(self.person, reference, entered)
        return Response(line_answer(self.person, reference, line.number), 201)


class LineDoor(Door):
    def acted_on(self, reference: str, number: int) -> Any:
        return line_answer(self.person, reference, number)


class OneLine(LineDoor):
    spends: ClassVar = {"POST": "write_line"}

    @extend_schema(
        tags=TAGS,
        operation_id="lists_line",
        summary="One line, if you may read it; that you did is recorded.",
        responses=LineShown,
    )
    def get(self, _: Request, reference: str, number: int) -> Response:
        return Response(line_answer(self.person, reference, number))

    @extend_schema(
        tags=TAGS,
        operation_id="lists_change_line",
        summary="Write one line of a draft anew.",
        request=Entry,
        responses=LineShown,
    )
    def post(self, request: Request, reference: str, number: int) -> Response:
        entered = Entered(**read(request, Entry))
        lines.change_line(self.person, reference, number, entered)
        return Response(line_answer(self.person, reference, number))


class RemoveLine(LineDoor):
    spends: ClassVar = {"POST": "remove_line"}

    @extend_schema(
        tags=TAGS,
        operation_id="lists_remove_line",
        summary="Take one household off a draft.",
        request=None,
        responses={204: None},
    )
    def post(self, request: Request, reference: str, number: int) -> Response:
        read(request, Body)
        lines.remove_line(self.person, reference, number)
        return Response(status=204)


class Import(Door):
    parser_classes = (MultiPartParser, JSONParser)
    spends: ClassVar = {"POST": "import_list"}

    @extend_schema(
        tags=TAGS,
        operation_id="lists_import",
        summary="Take over all lines of a file, or none: then every fault is told.",
        request={"multipart/form-data": ListFile},
        responses=Taken,
    )
    def post(self, _: Request, reference: str) -> Response:
        taken = imports.take_over(self.person, reference, self.reading)
        return Response(Taken(taken).data)

    def prepare(self, request: Request, reference: str) -> None:
        file = request.FILES.get("file")
        data, name = (file.read(), file.name or "") if file is not None else (b"", "")
        agreed = str(request.POST.get("agreed", "")).lower() in ("true", "1", "on")
        told = progress.kept(self.person, reference, request.POST.get("key"))
        self.reading = imports.read_file(self.person, reference, data, name, agreed, progress=told)


class ImportProgress(Door):
    @extend_schema(
        tags=TAGS,
        operation_id="lists_import_progress",
        summary="How many rows of the file that you are sending are read.",
        responses=ProgressShown,
    )
    def get(self, _: Request, reference: str, key: UUID) -> Response:
        lines_shown.list_of(self.person, reference)
        return Response(ProgressShown(progress.progress_of(self.person, reference, key)).data)


class Copy(Door):
    spends: ClassVar = {"POST": "act_on_list"}

    @extend_schema(
        tags=TAGS,
        operation_id="lists_copy",
        summary="A new draft with the same households, for the days that follow.",
        request=Following,
        responses={201: ListDetail},
    )
    def post(self, request: Request, reference: str) -> Response:
        made = lists.copy_list(self.person, reference, **read(request, Following))
        return Response(LISTS.show(self.person, made.reference), 201)


def line_answer(person: Person, reference: str, number: int) -> Any:
    found = lines_shown.list_of(person, reference)
    return LineShown(lines_shown.line_shown(person, found, number)).data


ONE = "lists/<reference:reference>"
urlpatterns = [
    path("lists/", Lists.as_view()),
    detail_path(LISTS, "One list."),
    path(f"{ONE}/lines/", Lines.as_view()),
    path(f"{ONE}/lines/<int:number>/", OneLine.as_view()),
    path(f"{ONE}/lines/<int:number>/remove/", RemoveLine.as_view()),
    path(f"{ONE}/import/", Import.as_view()),
    path(f"{ONE}/import/<uuid:key>/", ImportProgress.as_view()),
    path(f"{ONE}/copy/", Copy.as_view()),
    *verb_paths(LISTS, VERBS, limit="act_on_list"),
]
