"""Poskos and RW posts: what everybody may see of one, and opening and closing them."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from aid.actions import posts
from aid.actions.posts import Described
from aid.errors import NotFound
from aid.lanes import LANE_NAMES
from aid.models import Post
from aid.queries.figures import rounded
from frontend import words
from frontend.acts import posted
from frontend.errors import attempt, page, signed_in
from frontend.forms import Form, typed
from frontend.person import person_of
from frontend.places import Where, where
from frontend.views.board_page import board_of, board_page, may
from geo.codes import Level
from geo.models import Region
from people.limits import spend_at

FIRST_VALUES = {"opens": "08.00", "closes": "17.00", "lane": "car", "kind": "posko"}
MOST_REGIONS = 300


def found(number: int) -> Post:
    post: Post | None = (
        Post.private.filter(pk=number).select_related("region__parent__parent").first()
    )
    if post is None:
        raise NotFound()
    return post


@require_safe
@page
def posko(request: HttpRequest, number: int) -> HttpResponse:
    """The name, the landmark, the hours, and in rounded numbers what lies there; exact, with
    what of it is promised, proposed or free, for those who keep it."""
    post, person = found(number), person_of(request)
    keeps, stock = posts.keeps(person, post), posts.standing_at(post)
    context = {
        "post": post,
        "stock": [(code, rounded(each.lying), each) for code, each in stock.items()],
        "keeps": keeps,
        "custodian": post.custodian if keeps else "",
        "may_close": keeps and post.closed_at is None,
    }
    return render(request, "frontend/posko/posko.html", context)


@posted()
@signed_in
def close(request: HttpRequest, number: int) -> HttpResponse:
    attempt(request, lambda: posts.close_post(person_of(request), number), _("It is closed."))
    return redirect("frontend:posko", number)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def open_own(request: HttpRequest) -> HttpResponse:
    """A donor whom the city knows opens a posko."""
    if request.method != "POST":
        return own_page(request, Form(FIRST_VALUES), Where())
    form = typed(request)
    place = where(form)
    spend_at(request, "add_neighbourhood")
    region = "" if place.problems else place.region_code
    described = described_in(form, region)
    outcome = attempt(request, lambda: posts.open_post(person_of(request), described))
    if outcome.value is None:
        wrong = {name: each for name, each in outcome.problems.items() if name != "region"}
        return own_page(request, form.with_problems({**wrong, **dict(place.problems)}), place)
    return redirect("frontend:posko", outcome.value.pk)


def own_page(request: HttpRequest, form: Form, place: Where) -> HttpResponse:
    context = {"form": form, "choices": place.choices, "lanes": LANE_NAMES.items()}
    return render(
        request, "frontend/posko/open.html", context, status=422 if form.problems else 200
    )


def described_in(form: Form, region: str) -> Described:
    names = ("name", "landmark", "opens", "closes", "custodian", "lane")
    fields = {name: form.value(name) for name in names}
    return Described(region=region, kind=form.value("kind") or "posko", **fields)


@require_GET
@signed_in
def board_posts(request: HttpRequest, code: str) -> HttpResponse:
    return posts_page(request, code, Form(FIRST_VALUES))


def posts_page(request: HttpRequest, code: str, form: Form) -> HttpResponse:
    """The posts of a region, and the form for one more."""
    region = board_of(request, code)
    facts = {
        "posts": Post.private.standing().within(code).select_related("region__parent"),
        "may_open": may(person_of(request), "close_post", code),
        "regions": regions_of(code),
        "form": form,
        "lanes": LANE_NAMES.items(),
        "kinds": words.POST_KINDS.items(),
    }
    return board_page(request, region, "posts", facts, 422 if form.problems else 200)


def regions_of(code: str) -> QuerySet[Region]:
    """The kelurahan and neighbourhoods in which a post may be."""
    inside = Region.objects.within_region(code).filter(level__in=(Level.KELURAHAN, Level.RW))
    return inside.select_related("parent").order_by("code")[:MOST_REGIONS]


@posted()
@signed_in
def open_on_board(request: HttpRequest, code: str) -> HttpResponse:
    board_of(request, code)
    form = typed(request)
    spend_at(request, "add_neighbourhood")
    described = described_in(form, form.value("region"))
    outcome = attempt(request, lambda: posts.open_post(person_of(request), described), _("Open."))
    if outcome.value is None:
        return posts_page(request, code, form.with_problems(outcome.problems))
    return redirect("frontend:board_posts", code)


urlpatterns: list[URLPattern] = [
    path("posko/<int:number>/", posko, name="posko"),
    path("posko/<int:number>/close/", close, name="close_posko"),
    path("give/posko/", open_own, name="open_posko"),
    path("board/<str:code>/posts/", board_posts, name="board_posts"),
    path("board/<str:code>/posts/open/", open_on_board, name="open_on_board"),
]
