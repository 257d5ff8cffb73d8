"""Words of `replay`."""

from __future__ import annotations


def counted(count: int, one: str, more: str) -> str:
    """A count with what is counted: "1 call differs", "1,200 calls differ"."""
    return f"{count:,} {one if count == 1 else more}"
