"""Values whose names stand beside them: `<name>password</name><value>...</value>`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from inspector.engine.shape import Leaf
from inspector.privacy.classification import Classification
from inspector.privacy.knowledge import Knowledge
from inspector.wire.split import text

_SECRETS = frozenset(("credential", "meeting_secret", "url_with_access"))

_FAR = 4  # elements behind a name, at most, among which its value is

Pair = tuple[Leaf, Leaf]
"""The leaf that names, and the leaf that holds the value."""


def pairs(leaves: Sequence[Leaf], knowledge: Knowledge) -> Iterator[Pair]:
    """The pairs of a shape, settled by their element names: neighbours in one element, in whatever order.

    A value may stand a few elements behind its name: `<name>..</name><description>..</description><value>..`.
    """
    named = knowledge.pairs
    for at, name in enumerate(leaves):
        if name.local.lower() not in named.names:
            continue
        before = leaves[at - 1] if at else None
        if before is not None and before.local.lower() in named.values and _beside(name, before):
            yield name, before
        for distance, value in enumerate(leaves[at + 1 : at + 1 + _FAR]):
            local = value.local.lower()
            if not _beside(name, value) or (local in named.names and (distance or local not in named.values)):
                break
            if local in named.values:
                yield name, value
                break


def _beside(one: Leaf, other: Leaf) -> bool:
    return one.call == other.call and one.path.rpartition("/")[0] == other.path.rpartition("/")[0]


def secrets(
    found: Iterable[Pair], values: list[bytes], codec: str, knowledge: Knowledge
) -> Iterator[tuple[Leaf, Classification]]:
    """The values of a message that are secrets by the name beside them."""
    for name, value in found:
        what = knowledge.said(text(values[name.slot], codec) if name.slot >= 0 else name.text)
        if what is not None and what.category in _SECRETS:
            yield value, what
