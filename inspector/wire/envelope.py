"""The frame of a message: header, calls and outcomes, by local names alone (dialect rules R1 to R4)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from inspector.model.exchange import Direction
from inspector.model.message import Call, Envelope, Fault, FaultKind, Node, Outcome

ROOTS = frozenset({"message", "messagetype"})
_NO_NAME = re.compile(r"[?=&%@;#\"'/<>]")
_BINDING = re.compile(
    r"(?:java:)?com\.webex\.(?:xmlapi\.)?service\.binding\.(?:(?P<path>[\w.]+)\.)?(?P<name>\w+)",
    re.IGNORECASE,
)


class TypeName(NamedTuple):
    """An xsi:type taken apart: path or prefix in front, and the name."""

    package: str
    name: str
    prefixed: bool = False


def type_name(xsi_type: str) -> TypeName:
    """Take an xsi:type apart, in any of the ways in which clients write it.

    `java:com.webex.service.binding.meeting.auo.Op` gives ("meeting.auo", "Op"), `ep:op` gives ("ep", "op"),
    `site.LstTimeZone` gives ("site", "LstTimeZone"); an unknown Java package is given whole. What no name can
    hold, as a query with a password behind it, ends it.
    """
    value = _NO_NAME.split(xsi_type, 1)[0].strip()
    found = _BINDING.fullmatch(value)
    if found is not None:
        return TypeName(found["path"] or "", found["name"])
    prefix, _, rest = value.rpartition(":")
    if prefix and prefix.lower() != "java":
        return TypeName(prefix, rest, prefixed=True)
    package, _, name = rest.rpartition(".")
    return TypeName(package, name)


def is_message(root: Node) -> bool:
    """True where the root is that of a message: `message` or `messageType` under any prefix."""
    return root.local.lower() in ROOTS


def envelope(root: Node) -> tuple[Envelope, tuple[Fault, ...]]:
    """Read the frame of a message whose root `is_message`; with the faults of the frame itself."""
    header = _child(root, "header")
    calls: list[Call] = []
    faults: list[Fault] = []
    for content, outside in _contents(root):
        if outside:
            faults.append(_outside(content, len(calls)))
        _add(content, calls, faults)
    answers = [node for node in header.children if node.local.lower() == "response"] if header else []
    outcomes = tuple(_outcome(node) for node in answers)
    security = _child(header, "securitycontext") if header else None
    # Whoever shows credentials asks, whatever the type is called.
    typed = security is None and any(call.name.lower().endswith("response") for call in calls)
    response = bool(answers) or typed
    if response and not calls:
        calls = [Call(None) for _ in outcomes]
    frame = Envelope(
        direction=Direction.RESPONSE if response else Direction.REQUEST,
        root=root,
        header=header,
        security=security,
        body=_child(root, "body"),
        calls=tuple(calls),
        outcomes=outcomes,
    )
    return frame, tuple(faults)


def _child(node: Node, lowered: str) -> Node | None:
    return next((child for child in node.children if child.local.lower() == lowered), None)


def _contents(root: Node) -> Iterator[tuple[Node, bool]]:
    """Each bodyContent with whether it stands outside a body."""
    for child in root.children:
        local = child.local.lower()
        if local == "bodycontent":
            yield child, True
        elif local == "body":
            yield from ((node, False) for node in child.children if node.local.lower() == "bodycontent")


def _add(content: Node, calls: list[Call], faults: list[Fault]) -> None:
    index = len(calls)
    first = _call(content)
    calls.append(first)
    for node in content.walk():
        if node is not content and node.local.lower() == "bodycontent":
            faults.append(_nested(node, index, first.name))
            calls.append(_call(node, nested=True))


def _call(content: Node, *, nested: bool = False) -> Call:
    xsi_type = content.attributes.get("xsi:type")
    if xsi_type is None:
        xsi_type = next((v for k, v in content.attributes.items() if k.rpartition(":")[2] == "type"), None)
    if xsi_type is None:
        return Call(content, nested=nested)
    package, name, prefixed = type_name(xsi_type)
    namespace = content.namespace(package) if prefixed else None
    return Call(content, xsi_type, package, name, namespace, nested)


def _outcome(response: Node) -> Outcome:
    return Outcome(
        result=_value(response, "result"),
        exception=_value(response, "exceptionid"),
        reason=_value(response, "reason"),
        node=response,
    )


def _value(node: Node, lowered: str) -> str | None:
    child = _child(node, lowered)
    return None if child is None else child.text.strip()


def _outside(content: Node, index: int) -> Fault:
    return Fault(
        FaultKind.BODY_CONTENT_OUTSIDE_BODY,
        "bodyContent stands directly under message; the service reads it as if it stood in body",
        content.location.line,
        content.location.column,
        instead="put bodyContent inside body",
        call=index,
        ordinal=content.ordinal,
    )


def _nested(content: Node, index: int, name: str) -> Fault:
    return Fault(
        FaultKind.NESTED_BODY_CONTENT,
        "bodyContent stands inside another bodyContent, where no element of that name is known",
        content.location.line,
        content.location.column,
        instead="put each bodyContent directly inside body, or remove the outer one",
        call=index,
        path=f"{name[:1].lower()}{name[1:]}/bodyContent" if name else "bodyContent",
        ordinal=content.ordinal,
    )
