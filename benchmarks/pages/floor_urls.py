"""Pages with nearly nothing on them, in the same process and with the same headers as the form:
what others are held against."""

from csp.constants import SELF
from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from config.urls import urlpatterns as site
from frontend.errors import private_page

# The head that every page has, without what names other files but the stylesheet.
PAGE = """{% load i18n static %}{% get_current_language as lang %}<!doctype html>
<html lang="{{ lang }}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Floor</title>
{% if styled %}<link rel="stylesheet" href="{% static 'gandeng/site.css' %}">{% endif %}
</head>
<body><main id="main"><h1>Floor</h1><p id="told">Nothing else.</p></main></body>
</html>
"""


@private_page
def plain(request: HttpRequest) -> HttpResponse:
    """One heading and one sentence, in the site's styles."""
    return answered(request, styled=True)


@private_page
def bare(request: HttpRequest) -> HttpResponse:
    """The same without a stylesheet."""
    return answered(request, styled=False)


def answered(request: HttpRequest, *, styled: bool) -> HttpResponse:
    return HttpResponse(engines["django"].from_string(PAGE).render({"styled": styled}, request))


as_the_form = csp_update({"worker-src": [SELF]})
urlpatterns = [
    path("floor/", as_the_form(plain)),
    path("floor/bare/", as_the_form(bare)),
    *site,
]
