"""Finds an operation by the name that a person types."""

from __future__ import annotations

from inspector.schema.content import Operation
from inspector.schema.master import Master


class UnknownOperation(ValueError):  # noqa: N818 - the name says what is wrong
    """An operation name that is not known; the message offers the nearest ones."""


def find_operation(master: Master, name: str) -> Operation:
    """The operation called `name`, in any letter case, with its package or without.

    Raises:
        UnknownOperation: There is none.
    """
    folded = name.strip().lower()
    for full, operation in master.operations.items():
        if full.lower() == folded:
            return operation
    package, _, local = name.strip().rpartition(".")
    resolution = master.resolve(package, local)
    if resolution.operation is None:
        near = resolution.nearest
        hint = f"did you mean {' or '.join(near)}?" if near else "see the reference guide for names"
        raise UnknownOperation(f"unknown operation {name!r}: {hint}")
    if resolution.wrong_package:
        raise UnknownOperation(f"unknown operation {name!r}: did you mean {resolution.operation.name}?")
    return resolution.operation
