"""The design system on a page of its own, made from the parts that the other pages are made of."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.http import require_safe

from aid.categories import CATEGORIES
from aid.errors import PROBLEMS, Problem
from aid.queries.figures import Figure
from frontend import design as system
from frontend import words
from frontend.following import STEPS, Step
from frontend.forms import Form
from frontend.shares import Area, Total
from frontend.views.deliveries import WAY
from geo.codes import PROVINCE
from geo.official import official_regions

TOTAL = Total(
    asked=48_000_000, promised=9_000_000, on_the_way=6_000_000, delivered=4_000_000,
    confirmed=21_000_000, unmet=8_000_000,
)  # fmt: skip
FIGURE = Figure(asked=240, promised=45, on_the_way=30, delivered=20, confirmed=105)
KINDS = {
    "sembako": {
        "asked": 240, "promised": 45, "on_the_way": 30, "delivered": 20, "confirmed": 105
    }
}  # fmt: skip
NAMES = {
    "letters": "Aa", "city": "Jakarta Barat", "kecamatan": "Cengkareng", "kelurahan": "Kapuk",
    "rw": "RW 012, Kapuk", "post": "Pos RW 012",
}  # fmt: skip
TOLD = ("request", "match", "complaint")


@require_safe
def design(request: HttpRequest) -> HttpResponse:
    return render(request, "frontend/design/page.html", {**scales(), **samples()})


def scales() -> dict[str, Any]:
    """What the style sheets say of themselves."""
    return {
        "colours": system.colours(),
        "pairs": system.pairs(),
        "texts": system.sizes("text"),
        "spaces": system.sizes("space"),
        "measures": system.measures(),
    }


def samples() -> dict[str, Any]:
    """What the components are shown with: made up, and marked so by the page."""
    wrong = {
        "wrong": Problem("quantity_not_a_number", PROBLEMS["quantity_not_a_number"]),
        "choice-wrong": Problem("choice", PROBLEMS["required"]),
    }
    return {
        "form": Form({"filled": "Kapuk", "wrong": "tiga"}, wrong),
        "urgencies": words.URGENCIES.items(),
        "tiles": [(code, words.HINTS[code]) for code in ("sembako", "meal", "cash")],
        "statuses": [(kind, status) for kind in TOLD for status in words.STATUSES[kind]],
        "timeline": [
            Step(name, state, timezone.now() if state == "done" else None)
            for name, state in zip(STEPS, ("done", "done", "now", "later", "later"), strict=True)
        ],
        "way": list(zip(WAY.values(), ("past", "now", "", ""), strict=True)),
        "sample": Area(official_regions().regions[PROVINCE], KINDS, TOTAL),
        "figure": FIGURE,
        "rows": Paginator(range(60), 20).page(2),
        "categories": list(CATEGORIES.values())[:3],
        "category": "meal",
        "names": NAMES,
        "now": timezone.now(),
    }


urlpatterns: list[URLPattern] = [path("design/", design, name="design")]
