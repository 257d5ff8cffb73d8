"""Values whose names stand beside them: `<name>password</name><value>...</value>`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from inspector.engine.shape import Leaf
from inspector.privacy.classification import Classification
from inspector.privacy.knowledge import Knowledge
from inspector.wire.split import text

_SECRETS = frozenset(("credential", "meeting_secret", "url_with_access"))

Pair = tuple[Leaf, Leaf]
"""The leaf that names, and the leaf that holds the value."""


def pairs(leaves: Sequence[Leaf], knowledge: Knowledge) -> Iterator[Pair]:
    """The pairs of a shape: neighbours in one element, in whatever order; settled by their element names."""
    named = knowledge.pairs
    for one, other in pairwise(leaves):
        names = one.local.lower(), other.local.lower()
        if not (names[0] in named.names or names[1] in named.names):
            continue
        if one.call != other.call or one.path.rpartition("/")[0] != other.path.rpartition("/")[0]:
            continue
        if names[0] in named.names and names[1] in named.values:
            yield one, other
        elif names[0] in named.values and names[1] in named.names:
            yield other, one


def secrets(
    found: Iterable[Pair], values: list[bytes], codec: str, knowledge: Knowledge
) -> Iterator[tuple[Leaf, Classification]]:
    """The values of a message that are secrets by the name beside them."""
    for name, value in found:
        what = knowledge.said(text(values[name.slot], codec) if name.slot >= 0 else name.text)
        if what is not None and what.category in _SECRETS:
            yield value, what
