"""Names that somebody may have meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(name: str, known: Iterable[str], count: int = 2) -> tuple[str, ...]:
    """Up to `count` of the `known` names that are most like `name`, letter case aside; () for none."""
    by_folded = {candidate.lower(): candidate for candidate in known}
    close = get_close_matches(name.lower(), by_folded, n=count, cutoff=0.72)
    return tuple(by_folded[folded] for folded in close)
