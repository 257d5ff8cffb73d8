"""Prefixes that are used but never declared, and addresses that are not the usual one."""

from __future__ import annotations

from inspector.model.message import Fault, FaultKind, Node

SERVICE = "http://www.webex.com/schemas/2002/06/service"
ALIAS = "http://www.webex.com/schemas/2009/05/service"
SECURE = "https://www.webex.com/schemas/"
_BUILT_IN = frozenset({"", "xml", "xmlns"})


class Prefixes:
    """The prefixes in scope while a tree is built.

    Attributes:
        scope: Prefixes declared where reading stands, "" (none) among them.
        faults: One for each prefix that is not declared where it first stands, or bound to an odd address.
    """

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.scope: frozenset[str] = _BUILT_IN
        self._outer: list[tuple[Node, frozenset[str]]] = []
        self._seen: set[str] = set()

    def enter(self, node: Node) -> None:
        """An element begins."""
        if node.attributes:
            self._declare(node)
            for name in node.attributes:
                prefix, _, _ = name.rpartition(":")
                if prefix not in self.scope:
                    self._report(node, prefix)
        if node.prefix not in self.scope:
            self._report(node, node.prefix)

    def leave(self, node: Node) -> None:
        """An element ends, and with it what it declared."""
        if self._outer and self._outer[-1][0] is node:
            self.scope = self._outer.pop()[1]

    def _declare(self, node: Node) -> None:
        own = [name[6:] for name in node.attributes if name.startswith("xmlns:")]
        if own:
            self._outer.append((node, self.scope))
            self.scope = self.scope.union(own)
            self.faults += [
                _odd(node, prefix) for prefix in own if _is_odd(node.attributes[f"xmlns:{prefix}"])
            ]

    def _report(self, node: Node, prefix: str) -> None:
        if prefix not in self._seen:
            self._seen.add(prefix)
            self.faults.append(_missing(node, prefix))


def _is_odd(address: str) -> bool:
    return address.strip() == ALIAS or address.strip().startswith(SECURE)


def _missing(node: Node, prefix: str) -> Fault:
    shown = prefix[:60]
    message = (
        f'prefix "{shown}" is used but never declared; the service reads it, a strict XML parser stops here'
    )
    address = SERVICE if prefix == "serv" else "..."
    return _fault(node, message, f'declare it: xmlns:{shown}="{address}"')


def _odd(node: Node, prefix: str) -> Fault:
    alias = node.attributes[f"xmlns:{prefix}"].strip() == ALIAS
    bound = f"the 2009/05 address {ALIAS}" if alias else "an https address"
    usual = SERVICE if alias else "the http:// address of the schema"
    message = f'prefix "{prefix[:60]}" is bound to {bound}, which is not the address of the schemas'
    return _fault(node, message, f"bind it to {usual}")


def _fault(node: Node, message: str, instead: str) -> Fault:
    place = node.location
    kind = FaultKind.UNDECLARED_PREFIX
    return Fault(kind, message, place.line, place.column, instead=instead, ordinal=node.ordinal)
