"""A run: calls leave in the order of the recording, reading ones side by side, writing ones alone."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace

from inspector.compare import Comparison, learn
from inspector.model.exchange import Payload
from inspector.replay.comparing import Seen
from inspector.replay.errors import StoppedError
from inspector.replay.filling import Filling
from inspector.replay.hosts import host_of
from inspector.replay.journal_lines import Carried
from inspector.replay.keys import Key, Keys
from inspector.replay.lockout import Lockout
from inspector.replay.not_found import NotFound
from inspector.replay.parts import Parts
from inspector.replay.plan import Step
from inspector.replay.reply import Reply, TransportError
from inspector.replay.result import Result, State, Summary
from inspector.replay.tickets import Tickets
from inspector.replay.transport import Transport, Way, opened

_LOST_IN_A_ROW = 3
_NOT_THERE = frozenset({404, 405, 407})
_ENDED_TWICE = "its session ticket had ended, and so had a new one"
# A call in one of these states is not sent again by a run that goes on.
_ENDED = frozenset({"sent", "unknown"})


class _UnansweredError(Exception):
    """A write left, or was to leave, and has no answer."""

    def __init__(self, why: TransportError) -> None:
        super().__init__(str(why))
        self.why = why


async def run(
    steps: Iterable[Step],
    way: Way,
    parts: Parts,
    *,
    twice: bool = True,
    told: Callable[[Result], None] = lambda _result: None,
    saw: Callable[[Step, Seen], None] = lambda _step, _seen: None,
) -> Summary:
    """Send the steps, and compare their answers.

    Args:
        steps: In the order in which they began.
        way: Where to, and how fast.
        parts: What it works with.
        twice: Ask reading calls twice, to learn what differs by itself.
        told: Gets each result when it is there.
        saw: Gets each answer that is compared, before its result.

    Raises:
        ReplayError: The way cannot be used.
    """
    async with opened(way) as transport:
        return await _Run(transport, way, parts, twice=twice, told=told, saw=saw).all(list(steps))


class _Run:
    def __init__(
        self,
        transport: Transport,
        way: Way,
        parts: Parts,
        *,
        twice: bool,
        told: Callable[[Result], None],
        saw: Callable[[Step, Seen], None],
    ) -> None:
        self._transport = transport
        self._way = way
        self._parts = parts
        self._twice = twice
        self._told = told
        self._saw = saw
        self._keys = Keys(parts.mapped, parts.knowledge, parts.limits)
        self._results: dict[int, Result] = {}
        self._carried: Carried = dict(parts.journal.carried)
        tickets = Tickets(parts.credentials, parts.knowledge, parts.limits)
        self._filling = Filling(parts.credentials, parts.values, tickets, transport, self._carried)
        self._broken: set[Key] = set(parts.journal.broken)
        self._between: list[Comparison] = []
        self._unlearned: list[int] = []
        self._lockout = Lockout(
            parts.knowledge, NotFound(parts.journal.beside("not-found"), host_of(way.url))
        )
        self._lost = 0
        self._stopped = ""

    async def all(self, steps: list[Step]) -> Summary:
        earlier = self._earlier(steps)
        slots = asyncio.Semaphore(self._way.parallel)
        tasks: set[asyncio.Task[None]] = set()
        try:
            for step in steps:
                if step.seq in self._results:
                    continue
                if step.access == "write" and tasks:
                    await asyncio.gather(*tasks)
                await slots.acquire()
                if self._stopped:
                    break
                task = asyncio.create_task(self._guarded(step, slots))
                tasks.add(task)
                task.add_done_callback(tasks.discard)
                if step.access == "write":
                    await task
            await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
        return self._summary(steps, earlier)

    def _earlier(self, steps: list[Step]) -> int:
        """Take over what earlier runs did; a write that they began is not sent a second time."""
        journal = self._parts.journal
        for step in steps:
            if step.seq in journal.results:
                result = self._results[step.seq] = journal.results[step.seq]
                self._lockout.heard(step, result.exception, result.status)
            elif step.seq in journal.begun:
                reason = "it was on its way when an earlier run ended, and is not sent again"
                self._note(step, self._result(step, "unknown", reason), broken=(*step.makes, *step.gives))
        return sum(result.state == "sent" for result in self._results.values())

    async def _guarded(self, step: Step, slots: asyncio.Semaphore) -> None:
        try:
            async with self._lockout.turn(step):
                await self._one(step)
        except StoppedError as error:
            self._stop(str(error))
        finally:
            slots.release()

    async def _one(self, step: Step) -> None:
        if self._stopped:
            return
        refusal = self._refusal(step)
        if refusal:
            self._note(step, self._result(step, "not-sent", refusal))
            return
        try:
            if step.access == "write":
                await self._write(step)
            else:
                await self._read(step)
        except TransportError as error:
            self._failed(step, error)

    def _refusal(self, step: Step) -> str:
        barred = self._lockout.barred(step)
        if barred:
            return barred
        # A user is named by who asks: reading calls about one that is there already do no harm.
        harmless = self._parts.knowledge.given if step.access == "read" else frozenset()
        broken = next((key for key in step.uses if key in self._broken and key[0] not in harmless), None)
        if broken is not None:
            return "the call that makes what it is about was not answered with SUCCESS in this run"
        return ""

    async def _read(self, step: Step) -> None:
        reply, seen, again = await self._asked(step)
        self._heard(reply, seen)
        result = self._compared(step, reply, seen)
        if self._expired(step, seen):
            result = replace(result, state="failed", reason=_ENDED_TWICE)
            self._stop(f"{step.name}: {_ENDED_TWICE}")
        self._guard_by(step, reply, seen)
        trouble = None
        if self._twice and not again and self._worth_asking_twice(step, seen):
            again += 1
            try:
                await self._ask_again(step, seen)
            except TransportError as error:
                trouble = error
                self._unlearned.append(step.seq)
            except StoppedError as error:
                self._stop(str(error))
        self._note(step, replace(result, again=again))
        if trouble is not None:
            self._troubled(trouble)

    async def _ask_again(self, step: Step, first: Seen) -> None:
        """Learn what differs by itself."""
        reply = await self._transport.send(await self._filling.request(step))
        second = self._parts.answers.see(reply, self._way.url)
        self._guard_by(step, reply, second)
        if second.call is not None and second.call.result == "SUCCESS":
            self._between.append(self._parts.answers.between(step, first, second))
        else:  # a refusal is no second answer: all that the first one says would count as noise
            self._unlearned.append(step.seq)

    async def _asked(self, step: Step) -> tuple[Reply, Seen, int]:
        """The answer to a reading call: asked again with a new ticket, or after a lost connection."""
        again = 0
        try:
            reply = await self._transport.send(await self._filling.request(step))
        except TransportError as error:
            if error.kind != "lost" or step.guarded:
                raise
            again = 1
            try:
                reply = await self._transport.send(await self._filling.request(step))
            except TransportError as second:
                raise TransportError("lost", str(second)) from None
        seen = self._parts.answers.see(reply, self._way.url)
        if self._expired(step, seen):
            again += 1
            reply = await self._transport.send(await self._filling.request(step, renew=True))
            seen = self._parts.answers.see(reply, self._way.url)
        return reply, seen, again

    async def _write(self, step: Step) -> None:
        request = await self._filling.request(step, fresh=True)
        try:
            reply, seen = await self._sent(step, request)
            again = self._expired(step, seen)
            if again:
                # The ticket was looked at before anything was done: with a new one it is the first time.
                self._parts.journal.withdraw(step.seq)
                request = await self._filling.request(step, renew=True)
                reply, seen = await self._sent(step, request)
        except _UnansweredError as error:
            self._write_failed(step, error.why)
            return
        self._heard(reply, seen)
        self._guard_by(step, reply, seen)
        result = self._judged(step, reply, seen)
        made = self._made(step, reply) if seen.call is not None and seen.call.result == "SUCCESS" else {}
        broken = [key for key in (*step.makes, *step.gives) if key not in made]
        self._carried.update(made)
        self._broken -= set(made)
        self._note(step, replace(result, again=int(again)), made, broken)
        if result.state == "not-sent":
            self._parts.journal.withdraw(step.seq)

    async def _sent(self, step: Step, request: Payload) -> tuple[Reply, Seen]:
        try:
            reply = await self._transport.send(
                request, leaving=lambda: self._parts.journal.begin(step.seq, step.id)
            )
        except TransportError as error:
            raise _UnansweredError(error) from None
        return reply, self._parts.answers.see(reply, self._way.url)

    def _judged(self, step: Step, reply: Reply, seen: Seen) -> Result:
        """What the answer to a write says of it: done, not done, or nobody knows."""
        result = self._compared(step, reply, seen)
        if self._expired(step, seen):
            self._stop(f"{step.name}: {_ENDED_TWICE}")
            return replace(result, state="not-sent", reason=_ENDED_TWICE)
        if seen.call is not None:
            return result
        if 400 <= reply.status < 500:
            return replace(result, state="not-sent", reason=f"{result.reason}; it was not taken")
        # A gateway that gives up, or a page in place of the answer: the site may have done it.
        reason = f"{result.reason}; nobody can tell whether it was done, and it is not sent again"
        return replace(result, state="unknown", reason=reason)

    def _write_failed(self, step: Step, error: TransportError) -> None:
        broken = (*step.makes, *step.gives)
        if error.kind == "unreachable":
            self._note(step, self._result(step, "not-sent", str(error)), broken=broken)
            self._parts.journal.withdraw(step.seq)
        else:
            reason = f"{error}; nobody can tell whether it arrived, and it is not sent again"
            self._note(step, self._result(step, "unknown", reason), broken=broken)
        self._troubled(error)

    def _worth_asking_twice(self, step: Step, seen: Seen) -> bool:
        answered = seen.call is not None and seen.call.result == "SUCCESS"
        return answered and self._parts.knowledge.ticket.operation not in step.operations

    def _expired(self, step: Step, seen: Seen) -> bool:
        exception = seen.call.exception if seen.call is not None else None
        ended = exception in self._parts.knowledge.ticket.expired and not seen.done
        return ended and "ticket" in step.request.needs()

    def _unheard(self, step: Step, result: Result) -> Result:
        """A reading call that nobody heeded is asked again by a run that goes on."""
        return replace(result, state="failed") if step.access == "read" else result

    def _guard_by(self, step: Step, reply: Reply, seen: Seen) -> None:
        self._lockout.heard_now(step, seen.call.exception if seen.call is not None else None, reply.status)

    def _made(self, step: Step, reply: Reply) -> Carried:
        """The new keys, each under the recorded one that it stands for."""
        named = {(kind, self._carried.get((kind, old), old)) for kind, old in step.uses}
        fresh: dict[str, list[str]] = defaultdict(list)
        for kind, value in self._keys.of(reply.payload, named):
            fresh[kind].append(value)
        made: Carried = {key: self._carried.get(key, key[1]) for key in step.gives}
        for kind, old in step.makes:
            if fresh[kind]:
                made[kind, old] = fresh[kind].pop(0)
        return made

    def _compared(self, step: Step, reply: Reply, seen: Seen) -> Result:
        result = self._result(step, "sent")
        call = seen.call
        reason = "" if call is not None else f"HTTP {reply.status}, and no answer of the XML API"
        if call is None and (reply.status in _NOT_THERE or reply.moved):
            to = (
                f" to {reply.moved}; give that address"
                if reply.moved
                else "; is this the address of the XML API?"
            )
            self._stop(f"{self._way.url}: HTTP {reply.status}{to}")
        if call is None:
            result = self._unheard(step, result)
        if call is not None:
            self._lockout.answered(step, call.exception)
        if call is not None and self._lockout.refused(step, call.exception):
            self._lockout.bar(step)
            if not self._parts.answers.refused_before(step, call.exception):
                reason = f"its credentials were refused (exception {call.exception})"
                result = self._unheard(step, result)
                self._stop(f"{step.name}: {reason}; check them, repeated attempts would lock the caller out")
        compared = self._parts.answers.against_recorded(step, seen)
        self._saw(step, seen)
        return replace(
            result,
            reason=reason,
            status=reply.status,
            result=call.result if call else None,
            exception=call.exception if call else None,
            milliseconds=round(reply.milliseconds, 3),
            valid=call.response_valid if call else None,
            differences=compared.differences if compared else (),
            ignored=compared.ignored if compared else {},
            compared=compared is not None,
        )

    def _failed(self, step: Step, error: TransportError) -> None:
        """A reading call without an answer, or a writing one that needed a ticket and got none."""
        unsent = error.kind == "unreachable" or step.access == "write"
        broken = (*step.makes, *step.gives)
        self._note(step, self._result(step, "not-sent" if unsent else "failed", str(error)), broken=broken)
        self._troubled(error)

    def _troubled(self, error: TransportError) -> None:
        """Stop where nothing is there, or calls in a row are lost."""
        if error.kind == "unreachable":
            self._stop(str(error))
            return
        self._lost += 1
        if self._lost >= _LOST_IN_A_ROW:
            self._stop(f"{_LOST_IN_A_ROW} calls in a row had no answer: {error}")

    def _heard(self, reply: Reply, seen: Seen) -> None:
        """Stop where answers in a row are none of the XML API: a site that is down is not asked on and on."""
        if seen.call is not None:
            self._lost = 0
            return
        self._lost += 1
        if self._lost >= _LOST_IN_A_ROW:
            self._stop(f"{_LOST_IN_A_ROW} calls in a row had no answer of the XML API: HTTP {reply.status}")

    def _stop(self, reason: str) -> None:
        self._stopped = self._stopped or reason

    def _result(self, step: Step, state: State, reason: str = "") -> Result:
        return Result(step.seq, step.id, step.name, step.access, state, reason)

    def _note(
        self, step: Step, result: Result, made: Carried | None = None, broken: Iterable[Key] = ()
    ) -> None:
        broken = tuple(broken)
        self._broken.update(broken)
        self._results[step.seq] = result
        if result.state in _ENDED:
            try:
                self._parts.journal.done(result, made, broken)
            except StoppedError as error:
                self._stop(str(error))
        self._told(result)

    def _summary(self, steps: list[Step], earlier: int) -> Summary:
        learned = learn(self._between)
        found = []
        for step in steps:
            result = self._results.get(step.seq)
            if result is None:
                result = self._result(step, "not-sent", "the run ended before it")
            left = learned.without(Comparison(result.differences, result.ignored))
            found.append(replace(result, differences=left.differences, ignored=left.ignored))
        places, unlearned = tuple(sorted(learned.places)), tuple(sorted(self._unlearned))
        return Summary(found, self._stopped, places, earlier, unlearned=unlearned)
