"""Which language a page speaks: the chosen one, else Indonesian.

A browser's own preference doesn't decide, since many phones here are set to English whose
owners read Indonesian more easily. Programs at the API are asked by their header as usual.
"""

from django.conf import settings
from django.http import HttpRequest
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

API = "/api/"


class ChosenLanguage(LocaleMiddleware):
    def process_request(self, request: HttpRequest) -> None:
        if request.path.startswith(API) and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            super().process_request(request)
            return
        translation.activate(chosen(request))
        request.LANGUAGE_CODE = translation.get_language()


def chosen(request: HttpRequest) -> str:
    """The language of the cookie that ``set_language`` sets, when we speak it."""
    wanted = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    try:
        return translation.get_supported_language_variant(wanted)
    except LookupError:
        return str(settings.LANGUAGE_CODE)
