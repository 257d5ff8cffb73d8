"""One recording, ready to be planned, sent and compared: for the command and the terminal interface."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from inspector.compare import Ignored, Noise, Reader
from inspector.engine import record
from inspector.engine.inspector import Inspector
from inspector.model.report import Record
from inspector.privacy.knowledge import Knowledge
from inspector.privacy.mask import Masker
from inspector.replay.comparing import Answers, Recorded, Seen
from inspector.replay.credentials import Credentials, Values
from inspector.replay.journal import Journal
from inspector.replay.keys import makers
from inspector.replay.knowledge import ReplayKnowledge
from inspector.replay.needs import Lack, check_jwt, check_texts, missing
from inspector.replay.parts import Parts
from inspector.replay.plan import Plan, Planner, Step
from inspector.replay.result import Result, Summary
from inspector.wire import Limits

if TYPE_CHECKING:
    from inspector.replay.transport import Way


def _nobody(_result: Result) -> None:
    pass


def _unseen(_step: Step, _seen: Seen) -> None:
    pass


@dataclass(frozen=True, slots=True)
class Watch:
    """Who is told of a run while it goes.

    Attributes:
        told: Gets each result when it is there; what was learned of noise is known only at the end.
        saw: Gets each answer that is compared, before its result; nothing secret is in it.
    """

    told: Callable[[Result], None] = _nobody
    saw: Callable[[Step, Seen], None] = _unseen


@dataclass(frozen=True, slots=True)
class Replayer:
    """Plans, sends and compares the calls of one recording.

    Attributes:
        core: Judges and redacts with the recording's key.
        knowledge: What is secret or personal.
        replay: What `replay.yaml` says.
        noise: What is volatile.
        reader: Reads bodies to compare them.
        masker: Knows the recording's pseudonyms.
        limits: Bounds of a message.
    """

    core: Inspector
    knowledge: Knowledge
    replay: ReplayKnowledge
    noise: Noise
    reader: Reader
    masker: Masker
    limits: Limits = field(default_factory=Limits)

    def plan(
        self,
        records: Iterable[tuple[int, Record]],
        rest: Iterable[tuple[int, Record]] = (),
        *,
        allow_writes: bool = False,
    ) -> Plan:
        """What would be sent of these records, and what would not.

        Args:
            records: What is to be sent, with numbers.
            rest: Other calls of `makers` in the recording: what is about the things they make is not sent.
            allow_writes: Whether calls that change something may be sent.
        """
        planner = Planner(
            self.core.judge.map, self.knowledge, self.replay, self.limits, allow_writes=allow_writes
        )
        return planner.plan(records, rest)

    @property
    def makers(self) -> tuple[str, ...]:
        """The operations that make a key."""
        return makers(self.core.judge.master, self.replay)

    def missing(self, plan: Plan, caller: Credentials) -> tuple[Lack, ...]:
        """What the plan needs and its caller does not give."""
        return missing(plan, caller, self.core.judge.releases, self.masker)

    async def send(
        self,
        plan: Plan,
        way: Way,
        caller: Credentials,
        journal: Journal,
        recorded: Recorded,
        *,
        ignore: Ignored | None = None,
        twice: bool = True,
        watch: Watch | None = None,
    ) -> Summary:
        """Send what is planned, and compare the answers; the journal is closed at the end.

        Args:
            plan: What to send.
            way: Where to, and how fast.
            caller: Who calls.
            journal: Keeps what was sent.
            recorded: Gives a recorded exchange by number.
            ignore: Places to leave out of comparisons.
            twice: Ask reading calls twice, to learn what differs by itself.
            watch: Who is told.

        Raises:
            ReplayError: The way cannot be used, or what the caller has cannot be sent.
        """
        from inspector.replay.run import run

        judge = self.core.judge
        answers = Answers(
            lambda exchange: record(self.core.judge_pair(exchange)),
            self.reader,
            self.noise,
            recorded,
            ignore,
        )
        values = Values(caller, judge.releases)
        parts = Parts(caller, values, self.replay, answers, judge.map, journal, self.limits)
        watch = watch or Watch()
        summary = None
        try:
            check_jwt(plan, caller)
            check_texts(plan, caller)
            summary = await run(plan.steps, way, parts, twice=twice, told=watch.told, saw=watch.saw)
        finally:
            finished = summary is not None and not summary.stopped
            journal.close(finished=finished, unsent=summary.unsent_writes if summary else ())
        summary.kept = journal.kept
        return summary


def plan_key(plan: Plan, *more: str) -> str:
    """Names the calls of a plan, so that an interrupted run goes on with these alone.

    Args:
        plan: The plan.
        more: What else tells one run from another.
    """
    lines = [f"{step.seq} {step.id}" for step in plan.steps]
    return hashlib.sha256("\n".join([*lines, *more]).encode("utf-8", "surrogatepass")).hexdigest()
