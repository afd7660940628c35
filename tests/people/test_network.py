"""From which network somebody comes, and who is believed about it."""

from typing import Any

import pytest

from people.network import NOWHERE, network_in, network_of


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", NOWHERE),
        ("no address", NOWHERE),
    ],
)
def test_network_is_an_ipv4_address_or_the_64_of_an_ipv6_one(address: str, network: str) -> None:
    assert network_of(address, "") == network


@pytest.mark.parametrize(
    ("proxies", "network"),
    [(0, "10.0.0.2"), (1, "198.51.100.9"), (2, "203.0.113.7"), (3, "10.0.0.2")],
)
def test_only_our_proxies_are_believed(settings: Any, proxies: int, network: str) -> None:
    """10.0.0.2 opened the connection. Before our one proxy stood 198.51.100.9, and whatever it
    says it stands for; with more proxies than entries, somebody came past them."""
    settings.PROXIES = proxies
    assert network_of("10.0.0.2", "203.0.113.7, 198.51.100.9") == network


def test_sockets_come_from_networks_too(settings: Any) -> None:
    headers = [(b"x-forwarded-for", b"203.0.113.7"), (b"x-forwarded-for", b"198.51.100.9")]
    scope = {"client": ("10.0.0.2", 1), "headers": headers}
    assert network_in(scope) == "10.0.0.2"
    settings.PROXIES = 1
    assert network_in(scope) == "198.51.100.9"
    assert network_in({"client": None, "headers": []}) == NOWHERE
