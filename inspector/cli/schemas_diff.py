"""How `schemas diff` writes the difference between two releases."""

from __future__ import annotations

from collections.abc import Iterator

from inspector.schema.changes import Change
from inspector.schema.difference import Difference, OperationDifference, Step


def as_text(found: Difference) -> Iterator[str]:
    """The lines for people."""
    back = ", an older release: what came in between is taken back" if found.backwards else ""
    yield f"from {found.old} to {found.new}{back}"
    if found.everywhere:
        yield ""
        yield "every operation"
        for change in found.everywhere:
            yield from _change(change, found.backwards)
    for state in ("added", "removed"):
        names = [op.operation for op in found.operations if op.state == state]
        if names:
            yield ""
            yield f"operations {state}: {', '.join(names)}"
    for operation in found.operations:
        if operation.steps or operation.changes:
            yield ""
            yield operation.operation
            yield from _operation(operation, found.backwards)
    if not found.operations and not found.everywhere:
        yield "nothing is different"


def _operation(operation: OperationDifference, backwards: bool) -> Iterator[str]:
    for step in operation.steps:
        yield f"  {step.direction.value:<8} {step.path}: {step.summary}"
    for change in operation.changes:
        yield from _change(change, backwards)


def _change(change: Change, backwards: bool) -> Iterator[str]:
    """One change; its advice is for the way it came, and says nothing to those who go back."""
    signs = [f"exception {change.exception}"] if change.exception else []
    signs += [f"HTTP {change.http}"] if change.http and f"HTTP {change.http}" not in change.summary else []
    told = f" ({', '.join(signs)})" if signs else ""
    since = " and ".join(change.since)
    if backwards:
        yield f"  {change.kind}, no longer so: {change.summary}{told}; this came with {since}"
        return
    yield f"  {change.kind}: {change.summary}{told}, since {since}"
    yield f"    {change.instead}"


def as_json(found: Difference) -> dict[str, object]:
    """The same as plain values."""
    return {
        "from": found.old,
        "to": found.new,
        "backwards": found.backwards,
        "everywhere": [_change_values(change, found.backwards) for change in found.everywhere],
        "operations": [
            {
                "operation": operation.operation,
                "state": operation.state,
                "schema": [_step_values(step) for step in operation.steps],
                "changes": [_change_values(change, found.backwards) for change in operation.changes],
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


def _change_values(change: Change, backwards: bool) -> dict[str, object]:
    return {
        "kind": change.kind,
        "since": list(change.since),
        "on": change.direction,
        "elements": list(change.elements),
        "summary": change.summary,
        "taken_back": backwards,
        "instead": None if backwards else change.instead,
        "exception": change.exception,
        "http": change.http,
        "source": change.source,
    }
