"""Numbers with what they count."""

from __future__ import annotations


def many(count: int, what: str) -> str:
    """ "1 call", "1,200 calls"."""
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"
