"""How `schemas diff` writes the difference between two releases."""

from __future__ import annotations

from collections.abc import Iterator

from inspector.schema.changes import Change
from inspector.schema.difference import Changed, Difference, OperationDifference, Step


def as_text(found: Difference) -> Iterator[str]:
    """The lines for people."""
    back = ", an older release: what came in between is taken back" if found.backwards else ""
    yield f"from {found.old} to {found.new}{back}"
    if found.everywhere or found.undone_everywhere:
        yield ""
        yield "every operation"
        yield from _changes(found.everywhere, found.undone_everywhere)
    for state in ("added", "removed"):
        names = [op.operation for op in found.operations if op.state == state]
        if names:
            yield ""
            yield f"operations {state}: {', '.join(names)}"
    for operation in found.operations:
        if operation.steps or operation.changes or operation.undone:
            yield ""
            yield operation.operation
            yield from _operation(operation)
    if not found.operations and not found.everywhere and not found.undone_everywhere:
        yield "nothing is different"


def _operation(operation: OperationDifference) -> Iterator[str]:
    for step in operation.steps:
        yield f"  {step.direction.value:<8} {step.path}: {step.summary}"
    yield from _changes(operation.changes, operation.undone)


def _changes(changes: Changed, undone: Changed) -> Iterator[str]:
    """What comes and what is taken back; advice is for the way it came, and says nothing of the way back."""
    for change in changes:
        yield f"  {change.kind}: {change.summary}{_told(change)}, since {_since(change)}"
        yield f"    {change.instead}"
    for change in undone:
        gone = f"{change.kind}, no longer so: {change.summary}{_told(change)}"
        yield f"  {gone}; this came with {_since(change)}"


def _told(change: Change) -> str:
    signs = [f"exception {change.exception}"] if change.exception else []
    signs += [f"HTTP {change.http}"] if change.http and f"HTTP {change.http}" not in change.summary else []
    return f" ({', '.join(signs)})" if signs else ""


def _since(change: Change) -> str:
    return " and ".join(change.since)


def as_json(found: Difference) -> dict[str, object]:
    """The same as plain values."""
    return {
        "from": found.old,
        "to": found.new,
        "backwards": found.backwards,
        "everywhere": _all_values(found.everywhere, found.undone_everywhere),
        "operations": [
            {
                "operation": operation.operation,
                "state": operation.state,
                "schema": [_step_values(step) for step in operation.steps],
                "changes": _all_values(operation.changes, operation.undone),
            }
            for operation in found.operations
        ],
    }


def _step_values(step: Step) -> dict[str, object]:
    return {
        "kind": step.kind,
        "on": step.direction.value,
        "path": step.path,
        "summary": step.summary,
        "source": step.source or None,
    }


def _all_values(changes: Changed, undone: Changed) -> list[dict[str, object]]:
    return [
        *(_change_values(change, undone=False) for change in changes),
        *(_change_values(change, undone=True) for change in undone),
    ]


def _change_values(change: Change, *, undone: bool) -> dict[str, object]:
    return {
        "kind": change.kind,
        "since": list(change.since),
        "on": change.direction,
        "elements": list(change.elements),
        "summary": change.summary,
        "taken_back": undone,
        "instead": None if undone else change.instead,
        "exception": change.exception,
        "http": change.http,
        "source": change.source,
    }
