"""Names that somebody may have meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache

_LONGEST = 200


def nearest(name: str, known: Iterable[str], count: int = 2) -> tuple[str, ...]:
    """Up to `count` of the `known` names that are most like `name`, letter case aside; () for none.

    Names longer than any known one could be are like none.
    """
    return _nearest(name.lower(), tuple(known), count) if len(name) <= _LONGEST else ()


# A message may hold the same unknown element a hundred thousand times, and each look costs a comparison with
# every known name.
@lru_cache(maxsize=4_096)
def _nearest(folded: str, known: tuple[str, ...], count: int) -> tuple[str, ...]:
    by_folded = {candidate.lower(): candidate for candidate in known}
    return tuple(by_folded[name] for name in get_close_matches(folded, by_folded, n=count, cutoff=0.72))
