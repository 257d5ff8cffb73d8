"""Which elements stand out of order: the fewest that, moved, put all of them into the schema's order."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise


@dataclass(slots=True)
class Moved:
    """Elements next to each other that stand in a wrong place together.

    Attributes:
        late: True where they belong before `beside`, False where they belong after it.
        beside: Index of the element, itself in order, that they belong beside.
        indices: Indices of the elements, the first one of each name.
    """

    late: bool
    beside: int
    indices: list[int] = field(default_factory=list)


def moved(positions: Sequence[int]) -> list[Moved]:
    """What is to be moved so that the `positions` do not fall; each position is told once a direction.

    The rest is a longest run that does not fall; of several such runs, one that starts early.
    """
    if all(one <= two for one, two in pairwise(positions)):
        return []
    kept = _longest(positions)
    kept_positions = [positions[index] for index in kept]
    groups: list[Moved] = []
    told: set[tuple[int, bool]] = set()
    before = -2
    for index, late, beside in _places(positions, kept, kept_positions):
        position = positions[index]
        group = groups[-1] if groups else None
        adjacent = index == before + 1
        if (position, late) not in told:
            told.add((position, late))
            together = adjacent and group is not None and (group.late, group.beside) == (late, beside)
            if group is None or not together or position < positions[group.indices[-1]]:
                group = Moved(late, beside)
                groups.append(group)
            group.indices.append(index)
        before = index
    return groups


def _places(
    positions: Sequence[int], kept: list[int], kept_positions: list[int]
) -> Iterator[tuple[int, bool, int]]:
    """Each index that is not kept, whether it comes late, and the kept one that it belongs beside."""
    staying = set(kept)
    for index, position in enumerate(positions):
        if index in staying:
            continue
        after = bisect_right(kept_positions, position)
        late = after < len(kept) and kept[after] < index
        yield index, late, kept[after] if late else kept[bisect_left(kept_positions, position) - 1]


def _longest(positions: Sequence[int]) -> list[int]:
    """Indices of a longest run that does not fall, found from its end, in n log n."""
    ends: list[int] = []  # by length: the start, negated, of the run that starts highest
    starts: list[int] = []
    following: dict[int, int] = {}
    for index in range(len(positions) - 1, -1, -1):
        length = bisect_right(ends, -positions[index])
        if length:
            following[index] = starts[length - 1]
        ends[length : length + 1] = [-positions[index]]
        starts[length : length + 1] = [index]
    run = [starts[-1]]
    while run[-1] in following:
        run.append(following[run[-1]])
    return run
