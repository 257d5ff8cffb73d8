"""Short ways to write faults."""

from __future__ import annotations

from inspector.model.message import Fault, FaultKind, Location


def fault(kind: FaultKind, message: str, instead: str = "", at: Location | None = None) -> Fault:
    """A fault of the whole message, at a place where there is one."""
    if at is None:
        return Fault(kind, message, instead=instead)
    return Fault(kind, message, at.line, at.column, instead=instead)
