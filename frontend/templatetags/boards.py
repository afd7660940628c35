"""Pieces of the donor's and the coordinator's pages."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django import template
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from aid.contents import in_words
from aid.lanes import LANE_NAMES
from aid.queries.figures import Figure
from aid.slots import SLOTS
from frontend import words
from frontend.bars import Bars
from frontend.boards import MatchCard
from frontend.templatetags.gandeng import km, number, rupiah
from frontend.verbs import MATCH_BUTTONS
from geo.models import Region

register = template.Library()

# The parts of a bar, from what counts most; the rest of the bar is what nobody promised.
PARTS: dict[str, str | Promise] = {
    "confirmed": gettext_lazy("received"),
    "delivered": gettext_lazy("handed over, not confirmed"),
    "on_the_way": gettext_lazy("on the way"),
    "promised": gettext_lazy("promised"),
}

WAITING: dict[str, str | Promise] = {
    "today": gettext_lazy("less than a day"),
    "days": gettext_lazy("1–3 days"),
    "week": gettext_lazy("4–7 days"),
    "longer": gettext_lazy("more than a week"),
}

HANDOVERS: dict[str, str | Promise] = {
    "delivery": gettext_lazy("I bring it"),
    "pickup": gettext_lazy("Somebody picks it up"),
}


@dataclass(frozen=True)
class Segment:
    """One part of a bar 100 units wide."""

    name: str
    x: float
    width: float


@register.inclusion_tag("frontend/board/share_bar.html")
def share_bar(figure: Figure) -> dict[str, Any]:
    """A bar of what was asked: received, handed over, on the way, promised, open."""
    segments, x = [], 0.0
    whole = max(figure.asked, sum(getattr(figure, name) for name in PARTS), 1)
    for name in PARTS:
        width = 100 * getattr(figure, name) / whole
        if width > 0:
            segments.append(Segment(name, round(x, 2), round(width, 2)))
            x += width
    return {"segments": segments}


@register.inclusion_tag("frontend/board/share_legend.html")
def share_legend() -> dict[str, Any]:
    return {"parts": PARTS.items()}


@register.filter
def area(region: Region) -> str:
    """``RW 012, Kapuk`` or ``Kapuk``: enough where the reader knows the kecamatan."""
    if region.level == "rw" and region.parent is not None:
        return f"{region.public_name}, {region.parent.name}"
    return region.public_name


@register.filter
def post(region: Region) -> str:
    """Where goods are handed over while no address is shared."""
    if region.level == "rw":
        return _("The RW post of %(area)s") % {"area": area(region)}
    return _("The kelurahan office of %(area)s") % {"area": area(region)}


@register.filter
def waiting(band: str) -> str:
    """A band of ``aid.queries.need.waiting_band`` in words."""
    return str(WAITING[band])


@register.filter
def handover(code: str) -> str:
    return str(HANDOVERS[code])


@register.filter
def kind_name(code: str) -> str:
    """What kind of institution a household is; nothing for an ordinary one."""
    return str(words.KINDS.get(code, ""))


@register.filter
def post_kind(code: str) -> str:
    return str(words.POST_KINDS[code])


@register.filter
def lane_name(code: str) -> str:
    return str(LANE_NAMES[code])


@register.filter
def of(ticked: dict[str, list[str]], category: str) -> list[str]:
    return ticked.get(category, [])


@register.filter
def at(names: dict[int, str], pk: int) -> str:
    """The name kept for ``pk``; nothing where none is."""
    return names.get(pk, "")


@register.filter
def contents_said(codes: list[str], category: str) -> str:
    """What the donor ticked as being in a package: ``beras, telur``."""
    return ", ".join(in_words(category, codes, get_language() or "id"))


@register.filter
def slot_name(code: str) -> str:
    """A time of day, ``Buka puasa``; nothing without one."""
    slot = SLOTS.get(code)
    return slot.name.in_language(get_language() or "id") if slot else ""


@register.filter
def reach(metres: int) -> str:
    """How far an offer goes: ``5 km``, or ``2,5 km``."""
    return f"{number(metres // 1000)} km" if metres % 1000 == 0 else km(metres)


@register.filter
def percent(share: float) -> str:
    """``42%``; only nothing is 0%, and only all of it 100%."""
    whole = round(100 * share)
    return f"{min(99, max(1, whole)) if 0 < share < 1 else whole}%"


@register.filter
def ago(since: datetime) -> str:
    """How long something stands: ``6 hours``, from a day on ``3 days``."""
    hours = int((timezone.now() - since).total_seconds() // 3600)
    if hours < 1:
        return _("less than an hour")
    if hours < 24:
        return ngettext("%(hours)s hour", "%(hours)s hours", hours) % {"hours": hours}
    return ngettext("%(days)s day", "%(days)s days", hours // 24) % {"days": hours // 24}


@register.filter
def lasting(length: timedelta) -> str:
    """A length of time, ``4 hours``, of whole days ``2 days``; none is ``at once``."""
    minutes = int(length.total_seconds() // 60)
    if not minutes:
        return _("at once")
    if minutes < 60:
        return ngettext("%(minutes)s minute", "%(minutes)s minutes", minutes) % {"minutes": minutes}
    hours = minutes // 60
    if hours % 24:
        return ngettext("%(hours)s hour", "%(hours)s hours", hours) % {"hours": hours}
    return ngettext("%(days)s day", "%(days)s days", hours // 24) % {"days": hours // 24}


@register.filter
def counted(value: int, category: str) -> str:
    """A number of a table: in the category's unit, in rupiah over all of them; a dash for
    nothing, so that what is there stands out."""
    if not value:
        return "–"
    return number(value) if category not in ("", "cash") else rupiah(value)


@register.filter
def complaint_name(kind: str) -> str:
    return str(words.COMPLAINTS[kind])


@register.inclusion_tag("frontend/board/match_buttons.html", takes_context=True)
def match_buttons(context: dict[str, Any], card: MatchCard, first: str = "") -> dict[str, Any]:
    """The buttons of a match that the rules allow its reader; that of verb ``first`` stands in
    the card itself wherever it is."""
    shown = [(verb, button) for verb, button in MATCH_BUTTONS.items() if verb in card.verbs]
    return {
        "match": card.match,
        "here": context.get("here", ""),
        "csrf_token": context.get("csrf_token"),
        "main": [each for each in shown if each[1].main or each[0] == first],
        "more": [each for each in shown if not each[1].main and each[0] != first],
    }


def barred(
    context: dict[str, Any], category: str, reference: str, area: str, *, later: bool
) -> str | Promise:
    """Why this promise would be refused; later weeks are of lists, which everybody may promise
    to."""
    bars = context.get("bars") or Bars()
    if reference:
        return bars.of_request(reference)
    return bars.anywhere(area) if later else bars.of_area(area, category)


@register.inclusion_tag("frontend/give/pledge.html", takes_context=True)
def pledge_form(
    context: dict[str, Any],
    category: str,
    quantity: int | None = None,
    reference: str = "",
    area: str = "",
    *,
    day: date | None = None,
) -> dict[str, Any]:
    """A promise to request ``reference``, or of ``category`` to the whole ``area``, with ``day`` to
    the portion of that day; what was typed into it and refused stays."""
    form = context["form"]
    if reference:
        typed_here = form.value("request") == reference
    else:
        typed = tuple(form.value(name) for name in ("region", "category", "day"))
        typed_here = typed == (area, category, day.isoformat() if day else "")
    return {
        "barred": "" if typed_here else barred(context, category, reference, area, later=bool(day)),
        "csrf_token": context.get("csrf_token"),
        "key": f"q-{reference or area}-{category}" + (f"-{day.isoformat()}" if day else ""),
        "day": day,
        "category": category,
        "reference": reference,
        "area": area,
        "value": form.value("quantity") if typed_here else quantity or "",
        "wrong": form.wrong("quantity") if typed_here else "",
    }
