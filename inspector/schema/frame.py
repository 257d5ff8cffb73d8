"""What stands in the frame of a message, around its header and its calls, and does not belong there."""

from __future__ import annotations

from inspector.model.message import Envelope, Fault, FaultKind, Node
from inspector.schema.nearest import nearest
from inspector.schema.nil import nil_fault
from inspector.schema.values import WHITE

_ROOT = ("header", "body", "bodycontent")
_BODY = ("bodycontent",)


def frame_faults(envelope: Envelope) -> list[Fault]:
    """Faults of the root and its bodies: unknown elements and attributes, text, a second header or body.

    The header, and what is below a bodyContent, are the mapping's affair.
    """
    root = envelope.root
    faults = _around(root, "message", _ROOT)
    seen: set[str] = set()
    for child in root.children:
        local = child.local.lower()
        if local in seen and local != "bodycontent":
            faults.append(_second(child, local))
        if local == "header" and "body" in seen and "header" not in seen:
            faults.append(_after_body(child))
        seen.add(local)
        if local == "body":
            faults += _around(child, "body", _BODY)
    return faults


def _around(node: Node, path: str, known: tuple[str, ...]) -> list[Fault]:
    faults = []
    if node.attributes:
        faults += [_attribute(node, path, name) for name in node.attributes if not _spoken_for(name)]
        wrong, instead = nil_fault(node, None, path)
        if wrong:
            at = f"{path}/@xsi:nil"
            faults.append(
                Fault(FaultKind.UNKNOWN_ELEMENT, wrong, instead=instead, path=at, ordinal=node.ordinal)
            )
    if node.text.strip(WHITE):
        faults.append(
            Fault(
                FaultKind.STRAY_TEXT,
                f"text stands between the elements of {path}; the service does not read it",
                instead="remove the text",
                path=path,
                ordinal=node.ordinal,
            )
        )
    faults += [_unknown(child, path) for child in node.children if child.local.lower() not in known]
    return faults


def _spoken_for(name: str) -> bool:
    return name == "xmlns" or name.startswith(("xmlns:", "xsi:", "xml:"))


def _attribute(node: Node, path: str, name: str) -> Fault:
    return Fault(
        FaultKind.UNKNOWN_ELEMENT,
        f"{path} has no attribute {name}",
        instead="leave it out",
        path=f"{path}/@{name}",
        ordinal=node.ordinal,
    )


def _unknown(child: Node, path: str) -> Fault:
    near = nearest(child.local, ("header", "body", "bodyContent") if path == "message" else ("bodyContent",))
    return Fault(
        FaultKind.UNKNOWN_ELEMENT,
        f"{path} has no element {child.local}",
        instead=f"did you mean {near[0]}?" if near else "leave it out",
        path=f"{path}/{child.local}",
        ordinal=child.ordinal,
    )


def _after_body(header: Node) -> Fault:
    return Fault(
        FaultKind.ORDER,
        "header stands after body; the schema has it before",
        instead="move it before body",
        path="header",
        ordinal=header.ordinal,
        sent=header.local,
    )


def _second(child: Node, local: str) -> Fault:
    return Fault(
        FaultKind.TOO_MANY,
        f"{local} stands more than once in the message; at most 1 allowed",
        path=f"message/{local}",
        ordinal=child.ordinal,
    )
