"""Names that may be secrets themselves: a piece of a password with `<` in it, a prefix that is none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from inspector.model.message import Fault, FaultKind, Node
from inspector.privacy.classification import Classification
from inspector.privacy.knowledge import Knowledge

_DECLARES = "xmlns:"
_INSTEAD = "declare the prefix, or leave it out"


def secret_name(local: str, knowledge: Knowledge) -> Classification | None:
    """What an element holds by its name alone, None unless that is a secret as a whole."""
    found = knowledge.by_name(local)
    return found if found is not None and found.secret and found.kind != "url" else None


def cut(path: str, knowledge: Knowledge) -> str:
    """`path` no deeper than an element with a secret's name; a name below it may be a piece of the secret."""
    steps = path.split("/")
    # The first is the operation, named after what it does, or "header".
    for index in range(1, len(steps) - 1):
        if secret_name(steps[index].partition("[")[0], knowledge) is not None:
            return "/".join(steps[: index + 1])
    return path


def telling(root: Node, knowledge: Knowledge) -> bool:
    """Whether the markup may hold a secret, so that it must not be remembered as a shape.

    True where an element with a secret's name holds elements, or a declared prefix has such a name.
    """
    names: set[str] = set()
    for node in root.walk():
        if node.children:
            names.add(node.local)
        if node.attributes:
            names.update(
                name.removeprefix(_DECLARES) for name in node.attributes if name.startswith(_DECLARES)
            )
    return any(secret_name(name, knowledge) is not None for name in names)


def around_elements(root: Node, knowledge: Knowledge) -> Iterator[tuple[Node, Classification]]:
    """The outermost elements with a secret's name that hold elements, with what they hold."""
    stack = [root]
    while stack:
        node = stack.pop()
        found = secret_name(node.local, knowledge) if node.children else None
        if found is not None:
            yield node, found
        else:
            stack.extend(node.children)


def unquoted(
    faults: Iterable[Fault], nodes: list[Node], usual: Iterable[str], knowledge: Knowledge
) -> Iterator[Fault]:
    """The faults of reading; no prefix is quoted that stands at or below an element with a secret's name.

    Args:
        faults: Faults of reading.
        nodes: All elements, by ordinal.
        usual: Prefixes that are no secret.
        knowledge: Says which names are those of secrets.
    """
    for fault in faults:
        quotes = fault.kind is FaultKind.UNDECLARED_PREFIX and fault.sent and fault.sent not in usual
        if quotes and fault.ordinal is not None and _in_secret(nodes[fault.ordinal], knowledge):
            message = fault.message.replace(f'"{fault.sent}"', '"…"', 1)
            yield replace(fault, message=message, instead=_INSTEAD, sent="")
        else:
            yield fault


def _in_secret(node: Node | None, knowledge: Knowledge) -> bool:
    while node is not None:
        if secret_name(node.local, knowledge) is not None:
            return True
        node = node.parent
    return False
