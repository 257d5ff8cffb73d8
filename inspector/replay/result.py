"""What became of each call of a replay."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from inspector.compare import Difference

State = Literal["sent", "not-sent", "unknown", "failed"]


@dataclass(frozen=True, slots=True)
class Result:
    """One call.

    Attributes:
        seq, id, operation: Which recorded exchange.
        access: "read" or "write".
        state: "sent" with an answer; "not-sent"; "unknown" for a write that no answer came to, so that nobody
            can tell whether it arrived; "failed" for a reading call without an answer.
        reason: Why it was not sent, or what went wrong; "" where all went well.
        status: HTTP status of the answer.
        result, exception: Of the first call that failed, else of the first.
        milliseconds: Time until the answer was complete.
        valid: Whether the answer is valid by the schema of its release; None where not judged.
        differences: What differs from the recorded answer.
        ignored: How many differences mean nothing, by reason.
        compared: False where the recording has no answer to compare with.
        again: How often it was sent again, to learn noise or with a new ticket; only reading calls are.
    """

    seq: int
    id: str
    operation: str
    access: str
    state: State
    reason: str = ""
    status: int | None = None
    result: str | None = None
    exception: str | None = None
    milliseconds: float | None = None
    valid: bool | None = None
    differences: tuple[Difference, ...] = ()
    ignored: dict[str, int] = field(default_factory=dict)
    compared: bool = False
    again: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """Equal differences of several calls.

    Attributes:
        count: How often.
        example: One of them.
        seq: Number of the exchange it is from.
        id: Its id.
    """

    count: int
    example: Difference
    seq: int
    id: str


@dataclass(slots=True)
class Summary:
    """What became of a run.

    Attributes:
        results: In the order of the plan.
        stopped: Why it ended early, "" where it did not.
        learned: Places that were found to differ between two answers of the server.
        earlier: How many of the calls that were sent were sent by earlier runs that this one went on with.
        kept: Whether there is something left to go on with.
        unlearned: Numbers of the calls whose second answer was no SUCCESS, so that no noise was learned.
    """

    results: list[Result] = field(default_factory=list)
    stopped: str = ""
    learned: tuple[tuple[str, str], ...] = ()
    earlier: int = 0
    kept: bool = False
    unlearned: tuple[int, ...] = ()

    @property
    def unsent_writes(self) -> tuple[int, ...]:
        """Numbers of the writing calls that were not sent."""
        return tuple(r.seq for r in self.results if r.access == "write" and r.state == "not-sent")

    @property
    def whole(self) -> bool:
        """Whether each call was sent, and answered as the XML API does."""
        return not self.stopped and not any(result.reason for result in self.results)

    def count(self, state: State) -> int:
        """How many calls are in this state."""
        return sum(result.state == state for result in self.results)

    @property
    def differing(self) -> list[Result]:
        """The calls whose answers differ."""
        return [result for result in self.results if result.differences]

    @property
    def ignored(self) -> dict[str, int]:
        """How many differences mean nothing, by reason."""
        total: Counter[str] = Counter()
        for result in self.results:
            total.update(result.ignored)
        return dict(total)


def groups(found: Iterable[tuple[int, str, Iterable[Difference]]]) -> list[Group]:
    """Equal differences together, in order of first appearance: by operation, kind and path without rows.

    Args:
        found: Number and id of each exchange with its differences.
    """
    counts: Counter[tuple[str, str, str]] = Counter()
    first: dict[tuple[str, str, str], tuple[Difference, int, str]] = {}
    for seq, exchange, differences in found:
        for difference in differences:
            key = (difference.operation, difference.kind, difference.place)
            counts[key] += 1
            first.setdefault(key, (difference, seq, exchange))
    return [Group(counts[key], *example) for key, example in first.items()]
