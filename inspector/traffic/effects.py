"""What another release does to the calls of one shape, or to an operation in use."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

from inspector.model.report import CallReport
from inspector.traffic.example import Example
from inspector.traffic.tally import Tally

Section = Literal["breaks", "changes", "possible"]


@dataclass(frozen=True, slots=True)
class Effect:
    """One thing that is different.

    Attributes:
        section: Whether calls fail, mean something else, or could do more.
        kind: "finding" and "invalid" break; "security", "limit", "behaviour", "exception", "enumeration" and
            "answer" change; "works", "element", "value", "occurrence" and "operation" are possible.
        message: What is different, in plain words.
        instead: What to do about it.
        code: Code of the finding that comes, or goes where a call works now; "" without one.
        on: "request", "response", "pair", "http" or "both": where it is noticed.
        path: Path of the element, without row numbers; "" for the whole call.
        undone: True where a change of the old release is not in the new one.
        since: First release on each branch that has it, as far as release notes tell.
        exception: Code of the failure that tells of it, None without one.
        http: HTTP status that tells of it, None without one.
        source: Where the fact comes from, "" where a rule or the schema says it.
    """

    section: Section
    kind: str
    message: str
    instead: str = ""
    code: str = ""
    on: str = "request"
    path: str = ""
    undone: bool = False
    since: tuple[str, ...] = ()
    exception: str | None = None
    http: int | None = None
    source: str = ""


@dataclass(slots=True)
class Use:
    """Calls that something concerns.

    Attributes:
        operation: Full name, None for answers without a type.
        shape: Their shape; "" where those of all shapes of the operation are counted.
        example: The first of them.
        count: How many.
        clients, callers: How often each came.
        shapes: The shapes among them.
    """

    operation: str | None
    shape: str
    example: Example
    count: int = 0
    clients: Tally = field(default_factory=Tally)
    callers: Counter[str] = field(default_factory=Counter)
    shapes: set[str] = field(default_factory=set)

    def add(self, call: CallReport, client: str) -> None:
        """Count one call in."""
        self.count += 1
        self.clients.add(client)
        self.shapes.add(call.shape)
        if call.caller is not None:
            self.callers[call.caller] += 1


@dataclass(frozen=True, slots=True)
class EffectRow:
    """An effect, and the calls that it concerns."""

    effect: Effect
    use: Use
