"""How `schemas diff` writes the difference between two releases."""

from __future__ import annotations

from collections.abc import Iterator

from inspector.schema.changes import Change
from inspector.schema.difference import Difference, OperationDifference, Step


def as_text(found: Difference) -> Iterator[str]:
    """The lines for people."""
    yield f"from {found.old} to {found.new}" + (
        ": an older release, so what is listed from release notes is taken back" if found.backwards else ""
    )
    if found.everywhere:
        yield ""
        yield "every operation"
        for change in found.everywhere:
            yield from _change(change)
    for state in ("added", "removed"):
        names = [op.operation for op in found.operations if op.state == state]
        if names:
            yield ""
            yield f"operations {state}: {', '.join(names)}"
    for operation in found.operations:
        if operation.steps or operation.changes:
            yield ""
            yield operation.operation
            yield from _operation(operation)
    if not found.operations and not found.everywhere:
        yield "nothing is different"


def _operation(operation: OperationDifference) -> Iterator[str]:
    for step in operation.steps:
        yield f"  {step.direction.value:<8} {step.path}: {step.summary}"
    for change in operation.changes:
        yield from _change(change)


def _change(change: Change) -> Iterator[str]:
    signs = [f"exception {change.exception}"] if change.exception else []
    signs += [f"HTTP {change.http}"] if change.http and f"HTTP {change.http}" not in change.summary else []
    told = f" ({', '.join(signs)})" if signs else ""
    yield f"  {change.kind}: {change.summary}{told}, since {' and '.join(change.since)}"
    yield f"    {change.instead}"


def as_json(found: Difference) -> dict[str, object]:
    """The same as plain values."""
    return {
        "from": found.old,
        "to": found.new,
        "backwards": found.backwards,
        "everywhere": [_change_values(change) for change in found.everywhere],
        "operations": [
            {
                "operation": operation.operation,
                "state": operation.state,
                "schema": [_step_values(step) for step in operation.steps],
                "changes": [_change_values(change) for change in operation.changes],
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


def _change_values(change: Change) -> dict[str, object]:
    return {
        "kind": change.kind,
        "since": list(change.since),
        "on": change.direction,
        "elements": list(change.elements),
        "summary": change.summary,
        "instead": change.instead,
        "exception": change.exception,
        "http": change.http,
        "source": change.source,
    }
