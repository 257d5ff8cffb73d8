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
    # Two names may differ in letter case alone (meetingUuid, meetingUUID): both are offered.
    by_folded: dict[str, list[str]] = {}
    for candidate in known:
        by_folded.setdefault(candidate.lower(), []).append(candidate)
    close = get_close_matches(folded, by_folded, n=count, cutoff=0.72)
    return tuple(candidate for name in close for candidate in by_folded[name])[:count]
