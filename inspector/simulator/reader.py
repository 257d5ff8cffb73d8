"""Requests as data: elements are read by the request's type, in any prefix and letter case (R5, R8)."""

from __future__ import annotations

from collections.abc import Callable

from inspector.model.message import Node
from inspector.schema.content import ComplexType, Particle, SimpleType
from inspector.schema.values import WHITE, trims
from inspector.simulator.data import Data, Item, Value, items

Knows = Callable[[Particle], bool]


def read(node: Node, kind: ComplexType, knows: Knows) -> Data:
    """The children of `node` as data.

    Args:
        node: The element as sent.
        kind: Its type.
        knows: Whether the simulated release knows a particle; what it does not know is not read.

    Returns:
        Known children under the schema's names; where the content of the type is not known, all of them under
        their names as sent. Values are trimmed, and an empty leaf that is no plain string is not given (R8).
    """
    data: Data = {}
    for child in node.children:
        particle = kind.find(child.local)
        if particle is None:
            if kind.lax:
                _add(data, child.local, _as_sent(child), repeated=False)
        elif knows(particle):
            value = _value(child, particle.type, knows)
            if value is not None:
                _add(data, particle.name, value, repeated=particle.maximum != 1)
    return data


def _value(node: Node, kind: ComplexType | SimpleType, knows: Knows) -> Item | None:
    if isinstance(kind, ComplexType):
        return read(node, kind, knows)
    text = node.text.strip(WHITE)
    return None if not text and trims(kind) else text


def _as_sent(node: Node) -> Item:
    if not node.children:
        return node.text.strip(WHITE)
    data: Data = {}
    for child in node.children:
        _add(data, child.local, _as_sent(child), repeated=False)
    return data


def _add(data: Data, name: str, item: Item, *, repeated: bool) -> None:
    if repeated:
        data[name] = [*items(data.get(name)), item]
        return
    before: Value | None = data.get(name)
    data[name] = item if before is None else [*items(before), item]
