"""From which network somebody comes: what limits count by where nobody is known."""

from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

from django.conf import settings

NOWHERE = "nowhere"
IPV6_PREFIX = 64


def network_at(request: Any) -> str:
    """The network behind an HTTP request."""
    meta = request.META
    return network_of(meta.get("REMOTE_ADDR", ""), meta.get("HTTP_X_FORWARDED_FOR", ""))


def network_in(scope: Any) -> str:
    """The network behind an ASGI connection."""
    connected = (scope.get("client") or [""])[0]
    lines = [value for name, value in scope["headers"] if name == b"x-forwarded-for"]
    return network_of(connected, b",".join(lines).decode("latin-1"))


def network_of(connected: str, forwarded: str) -> str:
    """An IPv4 address, or the /64 of an IPv6 address, which one subscriber has whole.

    ``connected`` is who opened the connection, ``forwarded`` the X-Forwarded-For, which anybody
    may write: only as many of its last entries count as settings say that proxies stand
    before us.
    """
    hops = [hop.strip() for hop in forwarded.split(",") if hop.strip()] + [connected]
    client = hops[-1 - settings.PROXIES] if len(hops) > settings.PROXIES else connected
    try:
        address = ip_address(client.partition("%")[0])
    except ValueError:
        return NOWHERE
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ip_network((address, IPV6_PREFIX), strict=False))
