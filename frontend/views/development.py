"""Pages that exist only where Gandeng is tried out: in demo and debug mode."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from aid.errors import NotFound
from frontend.errors import private_page
from messaging import senders


@require_GET
@private_page
def messages(request: HttpRequest) -> HttpResponse:
    """The latest messages to phones, which nobody else receives here."""
    if not senders.trying_out():
        raise NotFound()
    context = {"latest": list(senders.latest)}
    return render(request, "frontend/development/messages.html", context)


urlpatterns = [path("dev/messages/", messages, name="messages")]
