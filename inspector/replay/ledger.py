"""What became of the calls of a run, and of the keys that they make."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

from inspector.replay.errors import StoppedError
from inspector.replay.halt import Halt
from inspector.replay.journal_lines import Carried
from inspector.replay.keys import Key, Keys
from inspector.replay.parts import Parts
from inspector.replay.plan import Step
from inspector.replay.reply import Reply
from inspector.replay.result import Result, State

# A call in one of these states is not sent again by a run that goes on.
_ENDED = frozenset({"sent", "unknown"})


class Ledger:
    """Keeps results and keys while a run goes, and has its journal keep what the next one must know.

    Args:
        parts: What the run works with.
        halt: Ends the run where the journal cannot be written.
        told: Gets each result when it is there.

    Attributes:
        results: By number of the exchange.
        carried: Keys made so far, by the recorded one that each stands for.
    """

    def __init__(self, parts: Parts, halt: Halt, told: Callable[[Result], None]) -> None:
        self._journal = parts.journal
        self._keys = Keys(parts.mapped, parts.knowledge, parts.limits)
        self._given = parts.knowledge.given
        self._halt = halt
        self._told = told
        self._broken: set[Key] = set(parts.journal.broken)
        self.results: dict[int, Result] = {}
        self.carried: Carried = dict(parts.journal.carried)

    def recall(self, step: Step) -> Result | None:
        """How a call ended in an earlier run; a write that one began is not sent a second time."""
        ended = self._journal.results.get(step.seq)
        if ended is not None:
            self.results[step.seq] = ended
        elif step.seq in self._journal.begun:
            reason = "it was on its way when an earlier run ended, and is not sent again"
            self.note(result_of(step, "unknown", reason), broken=(*step.makes, *step.gives))
        return ended

    def note(self, result: Result, made: Carried | None = None, broken: Iterable[Key] = ()) -> None:
        """Keep a result.

        Args:
            result: What became of a call.
            made: The keys that it made, each under the recorded one that it stands for.
            broken: Recorded keys that it was to make, and did not.
        """
        made, broken = made or {}, tuple(broken)
        self.carried.update(made)
        self._broken -= set(made)
        self._broken.update(broken)
        self.results[result.seq] = result
        if result.state in _ENDED:
            try:
                self._journal.done(result, made, broken)
            except StoppedError as error:
                self._halt.call(str(error))
        self._told(result)

    def lacks(self, step: Step) -> bool:
        """Whether a call is about something that was to be made, and was not."""
        # A user is named by who asks: reading calls about one that is there already do no harm.
        harmless = self._given if step.access == "read" else frozenset()
        return any(key in self._broken and key[0] not in harmless for key in step.uses)

    def made(self, step: Step, reply: Reply) -> Carried:
        """The new keys in an answer, each under the recorded one that it stands for."""
        named = {(kind, self.carried.get((kind, old), old)) for kind, old in step.uses}
        fresh: dict[str, list[str]] = defaultdict(list)
        for kind, value in self._keys.of(reply.payload, named):
            fresh[kind].append(value)
        made: Carried = {key: self.carried.get(key, key[1]) for key in step.gives}
        for kind, old in step.makes:
            if fresh[kind]:
                made[kind, old] = fresh[kind].pop(0)
        return made


def result_of(step: Step, state: State, reason: str = "") -> Result:
    """What became of a call, but for its answer."""
    return Result(step.seq, step.id, step.name, step.access, state, reason)
