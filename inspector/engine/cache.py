"""A bounded memory of shapes: what is least lately used goes first."""

from __future__ import annotations

from collections import OrderedDict

from inspector.engine.shape import Shape

Key = tuple[str, bytes]
_LARGEST_SHARE = 4


class ShapeCache:
    """Shapes by key, at most `limit` bytes of them (roughly); 0 remembers nothing.

    What weighs more than a quarter of the limit is not remembered: one message must not push out all others.

    None is remembered for a key whose slots do not hold, so that its messages go alone at once.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._held = 0
        self._shapes: OrderedDict[Key, Shape | None] = OrderedDict()
        self._weights: dict[Key, int] = {}

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
        self._shapes.pop(key, None)
        self._shapes[key] = shape
        self._weigh(key)

    def reweigh(self, shape: Shape) -> None:
        """Take in that a shape has grown by a template; one that is not remembered does not count."""
        key = (shape.codec, b"\0".join(shape.pieces))
        if self._shapes.get(key) is shape:
            self._weigh(key)

    def _weigh(self, key: Key) -> None:
        weight = _weight(key, self._shapes[key])
        self._held -= self._weights.pop(key, 0)
        if weight > self._limit // _LARGEST_SHARE:
            del self._shapes[key]
            return
        self._held += weight
        self._weights[key] = weight
        while self._held > self._limit and self._shapes:
            old, _ = self._shapes.popitem(last=False)
            self._held -= self._weights.pop(old)


def _weight(key: Key, shape: Shape | None) -> int:
    return len(key[1]) + (shape.weight if shape is not None else 200)
