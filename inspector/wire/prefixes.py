"""Prefixes that are used but never declared, and addresses that are not the usual one."""

from __future__ import annotations

from inspector.model.message import Fault, FaultKind, Node

SERVICE = "http://www.webex.com/schemas/2002/06/service"
ALIAS = "http://www.webex.com/schemas/2009/05/service"
SECURE = "https://www.webex.com/schemas/"
MOST = 100
_LONGEST = 20
_BUILT_IN = frozenset({"", "xml", "xmlns"})


class Prefixes:
    """The prefixes in scope while a tree is built.

    Attributes:
        scope: Prefixes declared where reading stands, "" (none) among them, with how often.
        faults: One for each prefix that is not declared where it first stands, or bound to an odd address;
            at most 100.
    """

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        # Counted, not copied by element: a hostile message has many declarations and many elements.
        self.scope: dict[str, int] = dict.fromkeys(_BUILT_IN, 1)
        self._seen: set[str] = set()

    def enter(self, node: Node) -> None:
        """An element begins."""
        if node.attributes:
            for prefix in _declared(node):
                self.scope[prefix] = self.scope.get(prefix, 0) + 1
                if _is_odd(node.attributes[f"xmlns:{prefix}"]) and len(self.faults) < MOST:
                    self.faults.append(_odd(node, prefix))
            for name, value in node.attributes.items():
                prefix, _, local = name.rpartition(":")
                if prefix not in self.scope:
                    self._report(node, prefix)
                if local == "type" and _answering(value) not in self.scope:
                    self._report(node, _answering(value), of_type=True)
        if node.prefix not in self.scope:
            self._report(node, node.prefix)

    def leave(self, node: Node) -> None:
        """An element ends, and with it what it declared."""
        for prefix in _declared(node):
            left = self.scope[prefix] - 1
            if left:
                self.scope[prefix] = left
            else:
                del self.scope[prefix]

    def _report(self, node: Node, prefix: str, *, of_type: bool = False) -> None:
        if prefix not in self._seen and len(self.faults) < MOST:
            self._seen.add(prefix)
            self.faults.append(_missing(node, prefix, of_type=of_type))


def _declared(node: Node) -> list[str]:
    return [name[6:] for name in node.attributes if name.startswith("xmlns:")]


def _is_odd(address: str) -> bool:
    return address.strip() == ALIAS or address.strip().startswith(SECURE)


def usual(address: str) -> str:
    """The address of the schemas that an odd one stands for; any other as it is."""
    if address.strip() == ALIAS:
        return SERVICE
    return address.strip().replace("https:", "http:", 1) if _is_odd(address) else address


def _answering(xsi_type: str) -> str:
    """The prefix of the type of an answer, "" for any other value: those of requests are no real names."""
    prefix, _, local = xsi_type.strip().rpartition(":")
    answers = local.lower().endswith("response") and prefix.lower() != "java"
    return prefix if answers else ""


def _shown(prefix: str) -> str:
    # Prefixes are short; what is longer may be a value that slipped into a tag.
    return prefix if len(prefix) <= _LONGEST else "…"


def _missing(node: Node, prefix: str, *, of_type: bool = False) -> Fault:
    shown = _shown(prefix)
    effect = "the service reads it, a strict XML parser stops here"
    if of_type:
        effect = "who reads the answer by its namespaces does not know its type"
    message = f'prefix "{shown}" is used but never declared; {effect}'
    address = SERVICE if prefix == "serv" else "..."
    return _fault(node, shown, message, f'declare it: xmlns:{shown}="{address}"')


def _odd(node: Node, prefix: str) -> Fault:
    alias = node.attributes[f"xmlns:{prefix}"].strip() == ALIAS
    bound = f"the 2009/05 address {ALIAS}" if alias else "an https address"
    usual = SERVICE if alias else "the http:// address of the schema"
    shown = _shown(prefix)
    message = f'prefix "{shown}" is bound to {bound}, which is not the address of the schemas'
    return _fault(node, shown, message, f"bind it to {usual}")


def _fault(node: Node, shown: str, message: str, instead: str) -> Fault:
    place = node.location
    kind = FaultKind.UNDECLARED_PREFIX
    return Fault(kind, message, place.line, place.column, instead=instead, ordinal=node.ordinal, sent=shown)
