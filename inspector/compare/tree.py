"""Messages as trees to be held against each other: names as the schema spells them, values in one form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from inspector.model.exchange import Direction


@dataclass(slots=True, eq=False)
class Element:
    """One element.

    Attributes:
        name: Local name, as the schema spells it where it knows the element.
        path: Local names from the operation's type, or from "header", down; no row numbers.
        value: The value in the form that is compared; None for an element with children.
        shown: The value as people may see it.
        category: What it holds by `pii.yaml`, "" for nothing personal or secret.
        secret: True for what is secret.
        volatile: Why its value means nothing, "" where it does.
        children: Elements below, in schema order.
    """

    name: str
    path: str
    value: str | None = None
    shown: str = ""
    category: str = ""
    secret: bool = False
    volatile: str = ""
    children: list[Element] = field(default_factory=list)

    def leaves(self) -> Iterator[Element]:
        """The elements without children, this one and below."""
        stack = [self]
        while stack:
            element = stack.pop()
            if not element.children:
                yield element
            stack.extend(reversed(element.children))


@dataclass(frozen=True, slots=True)
class CallTree:
    """One call of a message: its operation (None for a lone failure) and its content."""

    operation: str | None
    known: bool
    content: Element | None


@dataclass(frozen=True, slots=True)
class Tree:
    """A message.

    Attributes:
        direction: None where the message cannot be read.
        header: Its header, with what shows who calls; None where it has none.
        calls: Its calls.
        fault: Why it cannot be read, "" where it can.
        digest: For a message that cannot be read: what tells it from others.
    """

    direction: Direction | None
    header: Element | None = None
    calls: tuple[CallTree, ...] = ()
    fault: str = ""
    digest: str = ""

    @property
    def operations(self) -> tuple[str, ...]:
        """Names of the operations, each once."""
        return tuple(dict.fromkeys(call.operation for call in self.calls if call.operation))
