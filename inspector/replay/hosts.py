"""What tells one host from another, however its name is written."""

from __future__ import annotations

import contextlib
import ipaddress
import socket
from urllib.parse import urlsplit

_LOCAL = frozenset({"localhost", "localhost.localdomain", "ip6-localhost", "ip6-loopback"})
_PORTS = {"http": 80, "https": 443}


def host_of(url: str) -> str:
    """What tells one host from another: its name, with the port on this machine; "" where there is none.

    Letter case, a dot at the end, an international name in either form and the ways to write an address do
    not count. All names of this machine are one.
    """
    try:
        parts = urlsplit(url)
        name, port = _plain(parts.hostname or ""), parts.port
    except ValueError:
        return ""
    # On one machine several sites may be simulated; elsewhere every port of a host is the same site.
    return f"localhost:{port or _PORTS.get(parts.scheme, 80)}" if _local(name) else name


def is_local(url: str) -> bool:
    """Whether a URL names this machine."""
    return host_of(url).startswith("localhost:")


def _plain(name: str) -> str:
    name = name.lower().partition("%")[0]
    with contextlib.suppress(UnicodeError):  # with a label that is too long: it stands for itself
        name = name.encode("idna").decode("ascii").lower()
    name = name.rstrip(".")
    address = _address(name)
    return name if address is None else str(address)


def _address(name: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The address that is written there: "127.1" and "0x7f000001" are those of 127.0.0.1, too."""
    try:
        return ipaddress.IPv4Address(socket.inet_aton(name))
    except OSError:
        pass
    try:
        address = ipaddress.IPv6Address(name)
    except ValueError:
        return None
    return address.ipv4_mapped or address


def _local(name: str) -> bool:
    if name in _LOCAL or name.endswith(".localhost"):
        return True
    address = _address(name)
    # Calls to 0.0.0.0 and :: go to this machine.
    return address is not None and (address.is_loopback or address.is_unspecified)
