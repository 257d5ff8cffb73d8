"""Exchanges that the user marked, by number: a filter changes nothing about them."""

from __future__ import annotations

from collections.abc import Iterator

MARK = "◆"


class Marks:
    """Numbers of marked exchanges, in the order of marking."""

    def __init__(self) -> None:
        self._seqs: dict[int, None] = {}

    def __contains__(self, seq: int | None) -> bool:
        return seq in self._seqs

    def __len__(self) -> int:
        return len(self._seqs)

    def __iter__(self) -> Iterator[int]:
        return iter(self._seqs)

    def toggle(self, seq: int) -> None:
        """Mark, or unmark."""
        if seq in self._seqs:
            del self._seqs[seq]
        else:
            self._seqs[seq] = None

    def clear(self) -> None:
        """Unmark all."""
        self._seqs.clear()

    def pair(self, here: int | None) -> tuple[int, int] | str:
        """The two to compare: those marked, or the one marked and the one at the cursor; else what to do."""
        marked = list(self._seqs)
        if len(marked) == 1 and here is not None and here not in self._seqs:
            marked.append(here)
        if len(marked) == 2:
            return marked[0], marked[1]
        if len(marked) > 2:
            return f"{len(marked):,} exchanges are marked, and two are compared: unmark some with m"
        return "mark an exchange with m, go to another, and press d"

    def chosen(self, here: int | None) -> tuple[int, ...]:
        """Those marked, else the one under the cursor."""
        return tuple(self._seqs) or ((here,) if here is not None else ())
