"""Value checks at a release that official files describe: each message is asked of their schema."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from inspector.engine.checks import ValueChecks
from inspector.engine.shape import Leaf
from inspector.model.message import FaultKind
from inspector.schema.official_values import OfficialValues
from inspector.schema.values import ValueFault
from inspector.wire.split import text

Failed = tuple[Leaf, ValueFault]


class OfficialChecks:
    """All value checks of a template, as `ValueChecks`."""

    __slots__ = ("_codec", "_official", "_ours", "_slots")

    def __init__(
        self, ours: ValueChecks, official: OfficialValues, leaves: Sequence[Leaf], codec: str
    ) -> None:
        self._ours = ours
        self._official = official
        self._slots = tuple(leaf for leaf in leaves if leaf.slot >= 0 and leaf.type is not None)
        self._codec = codec

    def failed(self, values: list[bytes]) -> list[Failed]:
        """The slots whose values are not as they should be, with what is wrong."""
        given = {leaf.ordinal: text(values[leaf.slot], self._codec) for leaf in self._slots}
        return list(_together(self._slots, self._official.failed(given), self._ours.failed(values)))


def mended_leaves(leaves: Sequence[Leaf]) -> tuple[Leaf, ...]:
    """Leaves whose letter case is mended: all else that is said of values is the official files' to say."""
    return tuple(
        leaf
        for leaf in leaves
        if leaf.type is not None and leaf.type.primitive == "boolean" and not leaf.type.enumeration
    )


def official_constants(
    leaves: Sequence[Leaf], official: OfficialValues, ours: Iterable[Failed]
) -> list[Failed]:
    """What is wrong with the values that all messages of a shape share."""
    constant = [leaf for leaf in leaves if leaf.slot < 0 and leaf.type is not None]
    return list(_together(constant, official.failed({leaf.ordinal: leaf.text for leaf in constant}), ours))


def _together(
    leaves: Iterable[Leaf], wrong: dict[int, ValueFault], ours: Iterable[Failed]
) -> Iterator[Failed]:
    """The official word on each leaf, and ours on the letter case of booleans, which is mended (R8)."""
    yield from ((leaf, wrong[leaf.ordinal]) for leaf in leaves if leaf.ordinal in wrong)
    for leaf, fault in ours:
        if fault.kind is FaultKind.BOOLEAN_CASE and leaf.ordinal not in wrong:
            yield leaf, fault
