"""What the pages of one region's board share: who may open it, and its head with tabs."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from aid import rules
from aid.relations import region_relations
from frontend import boards, switcher
from frontend.ancestry import ancestors
from frontend.errors import BoardClosed
from frontend.person import person_of
from geo.errors import UnknownRegion
from geo.models import Region
from people.person import Person


def board_of(request: HttpRequest, code: str) -> Region:
    """The region, with the person allowed to see its board. Raises BoardClosed."""
    region = (
        Region.objects.filter(code=code).select_related("parent__parent__parent__parent").first()
    )
    if region is None:
        raise UnknownRegion(region=code)
    if not may(person_of(request), "see_board", code):
        raise BoardClosed(region)
    return region


def board_page(
    request: HttpRequest, region: Region, tab: str, facts: Mapping[str, object], status: int = 200
) -> HttpResponse:
    """The page of ``tab`` with the board's head."""
    person = person_of(request)
    context = {
        **facts,
        "region": region,
        "path": [above for above in ancestors(region) if may(person, "see_board", above.pk)],
        "here": request.get_full_path(),
        "tab": tab,
        "reachable": switcher.reachable(person, region),
        "waiting": boards.waiting(person, region.pk),
    }
    return render(request, f"frontend/board/{tab}.html", context, status=status)


def may(person: Person, verb: str, code: str) -> bool:
    """Whether ``person`` may do ``verb`` of the region table in region ``code``."""
    relations = region_relations(person, code)
    return rules.verdict("region", verb, None, relations) is rules.Verdict.ALLOWED


def back(request: HttpRequest, otherwise: str, *args: object) -> HttpResponse:
    """To the page that the form names in ``next``, when it is ours."""
    url = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(url, {request.get_host()}, request.is_secure()):
        return HttpResponseRedirect(url)
    return redirect(otherwise, *args)
