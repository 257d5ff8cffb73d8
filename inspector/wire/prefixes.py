"""Prefixes that are used but never declared, and addresses that are not the usual one."""

from __future__ import annotations

from collections.abc import Iterator

from inspector.model.message import Fault, FaultKind, Node

SERVICE = "http://www.webex.com/schemas/2002/06/service"
ALIAS = "http://www.webex.com/schemas/2009/05/service"
SECURE = "https://www.webex.com/schemas/"
_BUILT_IN = frozenset({"xml", "xmlns"})


def undeclared(root: Node) -> tuple[Fault, ...]:
    """One fault for each prefix that is not declared where it first stands, or bound to an odd address."""
    faults: list[Fault] = []
    seen: set[str] = set()
    stack: list[tuple[Node, frozenset[str]]] = [(root, frozenset())]
    while stack:
        node, scope = stack.pop()
        own = [name[6:] for name in node.attributes if name.startswith("xmlns:")] if node.attributes else []
        if own:
            scope = scope.union(own)
            faults += [_odd(node, prefix) for prefix in own if _is_odd(node.attributes[f"xmlns:{prefix}"])]
        for prefix in _used(node):
            if prefix not in scope and prefix not in seen:
                seen.add(prefix)
                faults.append(_missing(node, prefix))
        stack.extend((child, scope) for child in reversed(node.children))
    return tuple(faults)


def _used(node: Node) -> Iterator[str]:
    if node.prefix:
        yield node.prefix
    for name in node.attributes:
        prefix, colon, _ = name.rpartition(":")
        if colon and prefix not in _BUILT_IN:
            yield prefix


def _is_odd(address: str) -> bool:
    return address.strip() == ALIAS or address.strip().startswith(SECURE)


def _missing(node: Node, prefix: str) -> Fault:
    return _fault(
        node,
        f'prefix "{prefix[:60]}" is used but never declared; the service reads it, a strict XML parser stops here',
        f'declare it: xmlns:{prefix[:60]}="{SERVICE}"'
        if prefix == "serv"
        else f"declare xmlns:{prefix[:60]}",
    )


def _odd(node: Node, prefix: str) -> Fault:
    odd = (
        "the 2009/05 address of a sister service"
        if node.attributes[f"xmlns:{prefix}"].strip() == ALIAS
        else "https"
    )
    usual = SERVICE if odd != "https" else "http://www.webex.com/schemas/..."
    return _fault(
        node,
        f'prefix "{prefix[:60]}" is bound to {odd}, which is not the address of the schemas',
        f"bind it to {usual}",
    )


def _fault(node: Node, message: str, instead: str) -> Fault:
    place = node.location
    kind = FaultKind.UNDECLARED_PREFIX
    return Fault(kind, message, place.line, place.column, instead=instead, ordinal=node.ordinal)
