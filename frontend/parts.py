"""Answers to a page's script, which asks for what came of a button and not for a whole page."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse


def by_script(request: HttpRequest) -> bool:
    """Whether the page's script pressed the button."""
    return request.POST.get("part") == "1"


def told(request: HttpRequest, *, done: bool) -> HttpResponse:
    """Whether it worked, and all that the person is to be told."""
    said = [str(message) for message in messages.get_messages(request)]
    return JsonResponse({"done": done, "said": said}, status=200 if done else 409)
