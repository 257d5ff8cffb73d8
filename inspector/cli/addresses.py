"""Addresses to listen at, as people write them."""

from __future__ import annotations

from inspector.cli.output import CommandError


def address(listen: str) -> tuple[str, int]:
    """Host and port of "127.0.0.1:8080", "[::1]:8080", ":8080" or "8080" (the last two on loopback).

    Raises:
        CommandError: It is none of these.
    """
    host, colon, port = listen.strip().rpartition(":")
    if not colon:
        host, port = "", listen.strip()
    if not (port.isascii() and port.isdigit()) or int(port) > 65535:
        raise CommandError(f"{listen!r} is no address to listen at; write HOST:PORT, as 127.0.0.1:8080")
    return host.strip("[]") or "127.0.0.1", int(port)
