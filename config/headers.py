"""What every answer tells browsers: what its page may load, who may frame it, who may keep it.

Both middlewares stand outside all others, so that files, redirects and refusals say the same.
"""

from collections.abc import Callable
from typing import Any

from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.decorators import sync_only_middleware

from config.logs import LINK

# The form asks the phone where it is; no page has any use for the rest.
FEATURES = {
    "geolocation": "(self)",
    **dict.fromkeys(
        (
            "accelerometer", "autoplay", "browsing-topics", "camera",
            "display-capture", "encrypted-media", "fullscreen", "gyroscope", "hid",
            "idle-detection", "local-fonts", "magnetometer", "microphone", "midi", "payment",
            "picture-in-picture", "screen-wake-lock", "serial", "usb", "xr-spatial-tracking",
        ),
        "()",
    ),
}  # fmt: skip

ALWAYS = {"X-Frame-Options": "DENY", "Cross-Origin-Resource-Policy": "same-origin"}
# Public data, the same for everybody, on maps and pages of others.
EVERYWHERE = {
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Retry-After",
}
DATA = ("/api/", "/tiles/")

# Names our address to others, but never what follows it. With no-referrer browsers would post
# the page's form with `Origin: null`, which CSRF protection refuses.
ORIGIN_ALONE = "strict-origin"

Answers = Callable[[HttpRequest], HttpResponse]


# In one thread with what it wraps; an asynchronous one would change threads twice per answer.
@sync_only_middleware
def headers(get_response: Answers) -> Answers:
    """Headers that are the same on every answer, and who may keep it unless it says so itself."""

    def answered(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in ALWAYS.items():
            response.headers[name] = value
        response.headers["Permissions-Policy"] = features(response)
        response.headers.setdefault("Cache-Control", kept_by(request, response))
        if is_public(response):
            # Not even the end of a session that is over: whoever is given it next has their own.
            response.cookies.clear()
        if request.path.startswith(DATA) and is_public(response):
            for name, value in EVERYWHERE.items():
                response.headers[name] = value
        if getattr(response, "may_be_framed", False):
            del response.headers["X-Frame-Options"]
            response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        if LINK.search(request.path):
            response.headers["Referrer-Policy"] = ORIGIN_ALONE
        return response

    return answered


def is_public(response: HttpResponseBase) -> bool:
    """Whether any cache may keep it, for anybody."""
    return response.headers["Cache-Control"].startswith("public")


def features(response: HttpResponseBase) -> str:
    """What of the phone the page may use: the camera only where it scans coupons, which its view
    marks by ``uses_camera``."""
    scans = {"camera": "(self)"} if getattr(response, "uses_camera", False) else {}
    return ", ".join(f"{name}={whom}" for name, whom in (FEATURES | scans).items())


def kept_by(request: HttpRequest, response: HttpResponseBase) -> str:
    """Nobody keeps what a session saw, since it may be about somebody; the rest is asked for
    again, since a form's token is in it."""
    cookie = settings.SESSION_COOKIE_NAME
    known = cookie in request.COOKIES or cookie in response.cookies
    return "no-store, private" if known else "no-cache, private"


class Policy(CSPMiddleware):
    """Content-Security-Policy; a page's scripts carry ``request.csp_nonce``."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        parts.update = {**(parts.update or {}), "connect-src": sockets_of(request)}
        return parts


def sockets_of(request: HttpRequest) -> list[Any]:
    """Where this site's sockets are: browsers before 2022 don't count them to 'self'."""
    try:
        host = request.get_host()
    except DisallowedHost:
        return []
    return [f"{'wss' if request.is_secure() else 'ws'}://{host}"]
