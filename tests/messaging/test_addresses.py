"""An endpoint comes from whoever sits at the browser: we call push services and nothing else."""

import socket
from typing import Any

import pytest

from messaging import addresses, encryption, push
from messaging.errors import BadPhone, NoMailAddress, UnknownPushService
from messaging.outcomes import BUSY, REFUSED
from tests.messaging.stand_in import Browser, PushService

GOOD = "https://fcm.googleapis.com/fcm/send/abc:def-_123"


@pytest.mark.parametrize(
    "endpoint",
    [
        GOOD,
        "https://fcm.googleapis.com:443/wp/abc",
        "https://updates.push.services.mozilla.com/wpush/v2/gAAA",
        "https://wns2-pn1p.notify.windows.com/w/?token=BQY%2f",
        "https://web.push.apple.com/QGuF",
    ],
)
def test_push_services_are_taken(endpoint: str) -> None:
    assert addresses.phone(Browser(endpoint).subscription).endpoint == endpoint


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://fcm.googleapis.com/fcm/send/a",
        "https://fcm.googleapis.com:8443/a",
        "https://fcm.googleapis.com:443:80/a",
        "https://fcm.googleapis.com",
        "https://fcm.googleapis.com.evil.test/a",
        "https://evil-fcm.googleapis.com/a",
        "https://fcm.googleapis.com@evil.test/a",
        "https://evil.test\\@fcm.googleapis.com/a",
        "https://user:pw@fcm.googleapis.com/a",
        "https://push.apple.com.evil.test/a",
        "https://notify.windows.com/a",
        "https://fcm.googleapis.com./a",
        "https://FCM.googleapis.com/a",
        "https://fcm.googleapis.com/a b",
        "https://fcm.googleapis.com/a\r\nHost: x",
        "https://fcm.googleapis.com/a#b",
        "https://.push.apple.com/a",
        "https://web..push.apple.com/a",
        "https://-.push.apple.com/a",
        f"https://{'a' * 64}.push.apple.com/a",
        "https://127.0.0.1/a",
        "https://[::1]/a",
        "https://localhost/a",
        "https://169.254.169.254/latest/meta-data",
        "https://10.0.0.1/a",
        "https://2130706433/a",
        "ftp://fcm.googleapis.com/a",
        "file:///etc/passwd",
        "//fcm.googleapis.com/a",
        "",
        f"https://fcm.googleapis.com/{'a' * 1_000}",
        "https://ｆcm.googleapis.com/a",
    ],
)
def test_anything_else_is_refused(endpoint: str) -> None:
    with pytest.raises(UnknownPushService):
        addresses.phone(Browser(endpoint).subscription)


def test_stand_in_counts_only_where_the_settings_name_it(
    service: PushService, settings: Any
) -> None:
    assert addresses.phone(service.browser().subscription)
    for endpoint in (f"{service.origin}0/a", service.origin.replace("127", "126") + "/a"):
        with pytest.raises(UnknownPushService):
            addresses.phone(Browser(endpoint).subscription)
    settings.PUSH_STAND_IN = ""
    with pytest.raises(UnknownPushService):
        addresses.phone(service.browser().subscription)


def subscription(**keys: object) -> dict[str, Any]:
    whole = Browser(GOOD).subscription
    return {**whole, "keys": {**whole["keys"], **keys}}


@pytest.mark.parametrize(
    "facts",
    [
        subscription(p256dh=""),
        subscription(p256dh="B" + "A" * 86),  # not on the curve
        subscription(p256dh="no base64!"),
        subscription(p256dh=None),
        subscription(auth="c2hvcnQ"),
        subscription(auth="A" * 80),
        subscription(auth="ünïcode"),
        {"endpoint": GOOD},
        {"endpoint": GOOD, "keys": "none"},
    ],
)
def test_keys_that_are_none_are_refused(facts: dict[str, Any]) -> None:
    with pytest.raises(BadPhone):
        addresses.phone(facts)


@pytest.mark.parametrize(
    "typed",
    ["", "siti", "siti@", "a@b", "siti@contoh.test\nBcc: x@y.test", "a b@c.test", "é@contoh.test",
     "<siti@contoh.test>", f"{'a' * 250}@contoh.test", "siti@contoh.test, x@y.test"],
)  # fmt: skip
def test_what_is_no_mail_address_is_refused(typed: str) -> None:
    with pytest.raises(NoMailAddress):
        addresses.mailbox(typed, "https://gandeng.test")


# Where a name leads


def leading_to(monkeypatch: pytest.MonkeyPatch, *found: str) -> list[Any]:
    """Let every name lead to ``found``; what is connected to."""
    called: list[Any] = []

    def look_up(*_: Any, **__: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, 443)) for each in found]

    def connect(address: Any, *_: Any) -> socket.socket:
        called.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr(socket, "create_connection", connect)
    return called


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.9.9", "169.254.169.254", "0.0.0.0", "::1",
     "fe80::1%eth0", "fd00::1", "::ffff:127.0.0.1", "100.64.0.1", "224.0.0.1", "ff02::1"],
)  # fmt: skip
def test_name_that_leads_into_a_private_network_is_not_called(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    called = leading_to(monkeypatch, "8.8.8.8", address)
    assert push.send(addresses.phone(Browser(GOOD).subscription), b"{}") == REFUSED
    assert not called


def test_address_that_was_looked_at_is_the_one_that_is_called(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    called = leading_to(monkeypatch, "8.8.8.8")
    assert push.send(addresses.phone(Browser(GOOD).subscription), b"{}") == BUSY
    assert called == [("8.8.8.8", 443)]


def test_redirect_is_not_followed(service: PushService) -> None:
    service.status, service.headers = 307, {"Location": f"{service.origin}/elsewhere"}
    phone = addresses.phone(service.browser().subscription)
    assert push.send(phone, b"{}") == REFUSED
    assert [got.path for got in service.got] == ["/send/one"]


def test_service_that_says_nothing_is_not_waited_for(
    service: PushService, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(push, "SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.PUSH_STAND_IN = f"http://127.0.0.1:{silent.getsockname()[1]}"
        phone = addresses.phone(Browser(f"{settings.PUSH_STAND_IN}/a").subscription)
        assert push.send(phone, b"{}") == BUSY


def test_key_of_the_site_is_one(settings: Any) -> None:
    assert encryption.private_key(settings.PUSH_KEY)
    for number in (bytes(32), b"\xff" * 32):
        with pytest.raises(ValueError, match=r".*"):
            encryption.private_key(number)
