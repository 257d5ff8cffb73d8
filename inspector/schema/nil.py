"""xsi:nil: an element that says of itself that it has no value. The schema allows it of few elements."""

from __future__ import annotations

from inspector.model.message import Node
from inspector.schema.content import Particle

XSI = "http://www.w3.org/2001/XMLSchema-instance"
_TRUE = ("true", "1")
_FALSE = ("false", "0")


def instance_attribute(node: Node, wanted: str) -> tuple[str, str] | None:
    """The attribute of `node` that is xsi:`wanted`, as written, and its value; None where it has none."""
    for name, value in node.attributes.items():
        prefix, _, local = name.rpartition(":")
        if local == wanted and prefix and (prefix == "xsi" or node.namespace(prefix) == XSI):
            return name, value.strip()
    return None


def nil(node: Node) -> tuple[str, str] | None:
    """The attribute of `node` that is xsi:nil, as written, and its value; None where it has none."""
    return instance_attribute(node, "nil")


def is_nil(node: Node) -> bool:
    """Whether it says that it has no value."""
    found = nil(node) if node.attributes else None
    return found is not None and found[1] in _TRUE


def nil_fault(node: Node, particle: Particle | None, path: str) -> tuple[str, str]:
    """What is wrong with xsi:nil on `node`, and how to mend it; ("", "") for nothing."""
    found = nil(node)
    if found is None:
        return "", ""
    name, value = found
    if particle is None or not particle.nillable:
        holds = node.children or node.text.strip()
        mend = f"leave {name} out" if holds else "give it a value, or leave the whole element out"
        return f"{path} has {name}, and the schema does not let it be nil", mend
    if value not in (*_TRUE, *_FALSE):
        return f"{name} of {path} is neither true nor false", "write true or false"
    if value in _TRUE and (node.children or node.text.strip()):
        return f"{path} is said to be nil, and holds something", f"leave {name} out"
    return "", ""
