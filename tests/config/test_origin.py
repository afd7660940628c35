"""Where links in e-mails and on paper lead."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import RequestFactory

from config.origin import origin
from frontend.site import address


@pytest.mark.parametrize("text", ["https://gandeng.example", "http://10.0.0.7:8000", ""])
def test_origin_is_scheme_and_host(text: str) -> None:
    assert origin(text) == text
    assert origin(f"{text}/" if text else "") == text


@pytest.mark.parametrize("text", ["gandeng.example", "https://", "https://a.example/b", "ftp://a"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ImproperlyConfigured):
        origin(text)


def test_whoever_asks_chooses_no_port_where_the_site_is_known(settings: object) -> None:
    request = RequestFactory().get("/", headers={"host": "testserver:8443"})
    settings.ORIGIN = "https://gandeng.example"  # type: ignore[attr-defined]
    assert address(request, "/kupon/") == "https://gandeng.example/kupon/"
    settings.ORIGIN = ""  # type: ignore[attr-defined]
    assert address(request, "/kupon/") == "http://testserver:8443/kupon/"
