"""Finds an operation by the name that a person types."""

from __future__ import annotations

from inspector.schema.content import Operation
from inspector.schema.master import Master

_MOST = 8


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
        unknown = f"unknown operation {name!r}{master.scope}"
        raise UnknownOperation(f"{unknown}: {_hint(master, folded, resolution.nearest)}")
    if resolution.wrong_package:
        raise UnknownOperation(f"unknown operation {name!r}: did you mean {resolution.operation.name}?")
    return resolution.operation


def _hint(master: Master, folded: str, nearest: tuple[str, ...]) -> str:
    if nearest:
        return f"did you mean {' or '.join(nearest)}?"
    holding = [full for full in master.operations if len(folded) > 1 and folded in full.lower()]
    if holding:
        more = len(holding) - _MOST
        return f"did you mean {', '.join(holding[:_MOST])}{f' or one of {more} more' if more > 0 else ''}?"
    packages = sorted({operation.binding for operation in master.operations.values()})
    return f"no name is near; names are as meeting.CreateMeeting, packages {', '.join(packages)}"
