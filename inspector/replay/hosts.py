"""What tells one host from another, however its name is written."""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import threading
from functools import lru_cache
from urllib.parse import urlsplit

_LOCAL = frozenset({"localhost", "localhost.localdomain", "ip6-localhost", "ip6-loopback"})
_PATIENCE_S = 2.0
_PORTS = {"http": 80, "https": 443}


def host_of(url: str, *, ask: bool = False) -> str:
    """What tells one host from another: its name, with the port on this machine; "" where there is none.

    Letter case, a dot at the end, an international name in either form and the ways to write an address do
    not count. All names and addresses of this machine are one, as far as can be told.

    Args:
        url: An address.
        ask: Ask for the addresses of its name, too; else only of short ones, as machines call themselves.
    """
    try:
        parts = urlsplit(url)
        name, port = _plain(parts.hostname or ""), parts.port
    except ValueError:
        return ""
    here = _local(name) or ((ask or "." not in name) and resolves_here(name))
    # On one machine several sites may be simulated; elsewhere every port of a host is the same site.
    return f"localhost:{port or _PORTS.get(parts.scheme, 80)}" if here else name


def is_local(url: str) -> bool:
    """Whether a URL names this machine."""
    return host_of(url, ask=True).startswith("localhost:")


def resolves_here(name: str) -> bool:
    """Whether a name's addresses are those of this machine; one that cannot be had in time is not."""
    if not name or _address(name) is not None:
        return False
    return any(_local(address) for address in addresses(name))


def is_address(name: str) -> bool:
    """Whether this is an address, and no name."""
    return _address(name) is not None


@lru_cache(maxsize=256)
def addresses(name: str) -> frozenset[str]:
    """The addresses of a name; none where they cannot be had, or not in time."""
    found: list[str] = []

    def ask() -> None:
        with contextlib.suppress(OSError, UnicodeError):
            found.extend(_plain(str(entry[4][0])) for entry in socket.getaddrinfo(name, None))

    asking = threading.Thread(target=ask, daemon=True)  # nobody can end a look-up that hangs
    asking.start()
    asking.join(_PATIENCE_S)
    return frozenset(found)


@lru_cache(maxsize=1)
def _own() -> frozenset[str]:
    """Addresses of this machine: of its name, and those that it would call others from."""
    found = set(addresses(socket.gethostname()))
    for family, elsewhere in ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1")):
        with contextlib.suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((elsewhere, 9))  # of a datagram socket: nothing is sent
            found.add(_plain(str(probe.getsockname()[0])))
    return frozenset(found)


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
    if address is None:
        return False
    # Calls to 0.0.0.0 and :: go to this machine.
    return address.is_loopback or address.is_unspecified or name in _own()
