"""What is different between two releases for an operation in use, whatever its values."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Final

from inspector.model.exchange import Direction
from inspector.schema.changes import Change
from inspector.schema.difference import Difference, OperationDifference, Step
from inspector.traffic.effects import Effect

_POSSIBLE: Final = {"element-added": "element", "values-added": "value", "more": "occurrence"}
# An answer that has these today has them always; at the new release it may come without them.
_OPTIONAL: Final = "optional"
_BODY_CONTENT: Final = "bodyContent"

Elements = Collection[str]
"""Paths of the elements of a call, without row numbers."""


@dataclass(frozen=True, slots=True)
class News:
    """What comes and what goes.

    Attributes:
        difference: What is different in the schema and besides it.
    """

    difference: Difference
    _by_operation: dict[str, OperationDifference] = field(init=False)

    def __post_init__(self) -> None:
        found = {operation.operation: operation for operation in self.difference.operations}
        object.__setattr__(self, "_by_operation", found)

    @property
    def old(self) -> str:
        """Name of the release that traffic was made for."""
        return self.difference.old

    @property
    def new(self) -> str:
        """Name of the release that is asked about."""
        return self.difference.new

    def changes(
        self,
        operation: str,
        *,
        caller: str | None,
        asked: Elements | None,
        answered: Elements | None,
        several: bool,
    ) -> Iterator[Effect]:
        """What changes meaning for a call.

        Args:
            operation: Full name.
            caller: Who calls, None where the request was not recorded.
            asked: Elements of the request, None where it was not recorded.
            answered: Elements of the answer, None where there is none.
            several: True where the message holds more than one call.
        """
        names = _locals(asked)
        if several:
            names.add(_BODY_CONTENT)
        for changes, undone in ((self.difference.changes, False), (self.difference.undone, True)):
            for change in changes:
                if change.concerns(operation) and _touches(change, caller, asked, names, answered):
                    yield _effect(change, undone=undone)
        for step in self._steps(operation):
            if answered and step.direction is Direction.RESPONSE and step.path in answered:
                yield from _answer(step, self.new)

    def possible(self, operation: str) -> Iterator[Effect]:
        """What a call of `operation`, or its answer, may hold that it could not hold before."""
        for step in self._steps(operation):
            kind = _POSSIBLE.get(step.kind)
            if step.kind == _OPTIONAL and step.direction is Direction.REQUEST:
                kind = "occurrence"
            if kind is not None:
                yield Effect(
                    "possible",
                    kind,
                    step.summary,
                    on=str(step.direction),
                    path=step.path,
                    source=step.source,
                )

    def operations(self) -> Iterator[tuple[Effect, str]]:
        """Operations that come, each with the binding path of its service."""
        for operation in self.difference.operations:
            if operation.state == "added":
                message = f"{operation.operation} can be called"
                yield Effect("possible", "operation", message), operation.operation.rpartition(".")[0]

    def _steps(self, operation: str) -> tuple[Step, ...]:
        found = self._by_operation.get(operation)
        return found.steps if found is not None else ()


def _touches(
    change: Change,
    caller: str | None,
    asked: Elements | None,
    names: set[str],
    answered: Elements | None,
) -> bool:
    """Whether a change concerns a call, as far as data and traffic can say."""
    if change.callers and caller not in change.callers:
        return False
    if not change.elements:
        return True
    if change.direction != "response" and asked is not None and names.intersection(change.elements):
        return True
    if change.direction == "request":
        return False
    if answered is None:
        # Nothing says what the answer holds.
        return change.direction == "response"
    return bool(_locals(answered).intersection(change.elements))


def _locals(elements: Elements | None) -> set[str]:
    return {path.rpartition("/")[2] for path in elements or ()}


def _effect(change: Change, *, undone: bool) -> Effect:
    return Effect(
        "changes",
        change.kind,
        change.summary,
        change.instead,
        on=change.direction,
        undone=undone,
        since=change.since,
        exception=change.exception,
        http=change.http,
        source=change.source,
    )


def _answer(step: Step, release: str) -> Iterator[Effect]:
    if step.kind == "element-removed":
        message = f"the answer has it today, and not at {release}"
    elif step.kind == _OPTIONAL:
        message = f"every answer has it today; at {release} it may be missing"
    else:
        return
    yield Effect(
        "changes",
        "answer",
        message,
        "read it as an element that may be missing",
        on="response",
        path=step.path,
        source=step.source,
    )
