"""Which namespaces the elements of an answer stand in: what is wrong with them is told once for each slip.

One wrong declaration moves hundreds of elements; each of them is not a slip of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from inspector.model.message import Call, Envelope, Fault, FaultKind, Node
from inspector.schema.content import Name
from inspector.wire.prefixes import SERVICE, usual

_SHOWN = 3
_OWN = re.compile("https?://www[.]webex[.]com/schemas/[0-9]{4}/[0-9]{2}(/[a-z]{1,20}){1,3}")


@dataclass(slots=True)
class _Moved:
    """What stands in one namespace in place of another, under one prefix.

    Attributes:
        names: Names of all of it.
        first: Which of them comes first in the message.
        fault: About that one.
        faults: The list that the fault belongs to.
    """

    names: list[str] = field(default_factory=list)
    first: int = 0
    fault: Fault | None = None
    faults: list[Fault] = field(default_factory=list)


class Namespaces:
    """Looks at the namespaces of one answer."""

    def __init__(self) -> None:
        self._moved: dict[tuple[str, str | None, str], _Moved] = {}

    def element(self, node: Node, name: Name, path: str, call: int | None, faults: list[Fault]) -> bool:
        """Look at an element that should be `name`; whether it is right."""
        return self._look(node, node.prefix, name, f"{name[1]} stands", path, call, faults)

    def type(self, call: Call, index: int, name: Name, faults: list[Fault]) -> bool:
        """Look at the type of a bodyContent that should be `name`; whether it is right."""
        node = call.node
        assert node is not None
        prefix = (call.xsi_type or "").strip().rpartition(":")[0]
        if prefix.lower() == "java":
            faults.append(_as_class(node, index, name))
            return False
        return self._look(node, prefix, name, f"the type {name[1]} stands", name[1], index, faults)

    def frame(self, envelope: Envelope, faults: list[Fault]) -> bool:
        """Look at what stands around the header's content and the calls; whether all of it is right."""
        calls = [call.node for call in envelope.calls if not call.nested]
        around = [("message", envelope.root), ("header", envelope.header), ("body", envelope.body)]
        around += [("bodyContent", node) for node in calls]
        seen = [
            self._look(node, node.prefix, (SERVICE, name), f"{name} stands", name, None, faults)
            for name, node in around
            if node is not None
        ]
        return all(seen)

    def tell(self) -> None:
        """Add what was found to the faults of the calls and of the header, at its first place."""
        for moved in self._moved.values():
            if moved.fault is not None:
                moved.faults.append(_told(moved, moved.fault))

    def _look(
        self, node: Node, prefix: str, name: Name, what: str, path: str, call: int | None, faults: list[Fault]
    ) -> bool:
        found = node.namespace(prefix)
        expected = name[0]
        if found == expected:
            return True
        if prefix and (found is None or usual(found) == expected):
            return False  # the prefix is told by itself, once (ENV-02)
        moved = self._moved.setdefault((prefix, found, expected), _Moved())
        moved.names.append(name[1])
        if moved.fault is None or node.ordinal < (moved.fault.ordinal or 0):
            message = f"{what} in {_shown(found)}, expected {expected}"
            moved.first = len(moved.names) - 1
            moved.faults = faults
            moved.fault = Fault(
                FaultKind.WRONG_NAMESPACE,
                message,
                call=call,
                path=path,
                ordinal=node.ordinal,
                sent=node.local,
            )
        return False


def _shown(found: str | None) -> str:
    """A namespace as a finding may quote it: an address of anybody's own may hold a login or a ticket."""
    if not found:
        return "no namespace"
    return found if _OWN.fullmatch(found) else "a namespace that is none of the service's"


def _told(moved: _Moved, fault: Fault) -> Fault:
    """The fault, with how many more share it."""
    more = len(moved.names) - 1
    if not more:
        return fault
    names = list(dict.fromkeys(name for n, name in enumerate(moved.names) if n != moved.first))
    rest = len(names) - _SHOWN
    shown = ", ".join(names[:_SHOWN]) + (f" and {rest} more" if rest > 0 else "")
    said = "so does 1 more element" if more == 1 else f"so do {more:,} more elements"
    return replace(fault, message=f"{fault.message}; {said}: {shown}")


def _as_class(node: Node, index: int, name: Name) -> Fault:
    return Fault(
        FaultKind.WRONG_NAMESPACE,
        f"the type {name[1]} is written as that of a request; expected a name in {name[0]}",
        call=index,
        path=name[1],
        ordinal=node.ordinal,
    )
