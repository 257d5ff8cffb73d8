"""A bounded memory of shapes: what is least lately used goes first."""

from __future__ import annotations

from collections import OrderedDict

from inspector.engine.shape import Shape

Key = tuple[str, bytes]


class ShapeCache:
    """Shapes by key, at most `limit` bytes of them (roughly); 0 remembers nothing.

    None is remembered for a key whose slots do not hold, so that its messages go alone at once.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._held = 0
        self._shapes: OrderedDict[Key, Shape | None] = OrderedDict()

    def __len__(self) -> int:
        return len(self._shapes)

    def get(self, key: Key) -> Shape | None:
        """The shape of `key`.

        Raises:
            KeyError: It is not remembered.
        """
        shape = self._shapes[key]
        self._shapes.move_to_end(key)
        return shape

    def put(self, key: Key, shape: Shape | None) -> None:
        """Remember `shape`, and forget as much as the limit asks for."""
        if not self._limit:
            return
        if key in self._shapes:
            self._held -= _weight(key, self._shapes.pop(key))
        self._shapes[key] = shape
        self._held += _weight(key, shape)
        while self._held > self._limit and self._shapes:
            old_key, old = self._shapes.popitem(last=False)
            self._held -= _weight(old_key, old)


def _weight(key: Key, shape: Shape | None) -> int:
    return len(key[1]) + (shape.weight if shape is not None else 200)
