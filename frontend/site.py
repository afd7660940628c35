"""Addresses of pages that are read elsewhere: in an e-mail, or on paper."""

from django.conf import settings
from django.http import HttpRequest


def address(request: HttpRequest, path: str) -> str:
    """The whole address of ``path``; whoever asks doesn't choose its host or port, but where only
    this machine is served."""
    return f"{settings.ORIGIN}{path}" if settings.ORIGIN else request.build_absolute_uri(path)
