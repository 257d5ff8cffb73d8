"""A run: calls leave in the order of the recording, reading ones side by side, writing ones alone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import replace

from inspector.compare import Comparison, learn
from inspector.model.exchange import Payload
from inspector.replay.comparing import Seen
from inspector.replay.errors import StoppedError
from inspector.replay.filling import Filling
from inspector.replay.halt import Halt
from inspector.replay.hosts import host_of
from inspector.replay.ledger import Ledger, result_of
from inspector.replay.lockout import Lockout
from inspector.replay.not_found import NotFound
from inspector.replay.parts import Parts
from inspector.replay.plan import Step
from inspector.replay.reply import Reply, TransportError
from inspector.replay.result import Result, Summary
from inspector.replay.tickets import Tickets
from inspector.replay.transport import Transport, Way, opened

_NOT_THERE = frozenset({404, 405, 407})
_ENDED_TWICE = "its session ticket had ended, and so had a new one"


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
        self._saw = saw
        self._halt = Halt()
        self._ledger = Ledger(parts, self._halt, told)
        tickets = Tickets(parts.credentials, parts.knowledge, parts.limits)
        self._filling = Filling(parts.credentials, parts.values, tickets, transport, self._ledger.carried)
        self._between: list[Comparison] = []
        self._unlearned: list[int] = []
        self._lockout = Lockout(
            parts.knowledge, NotFound(parts.journal.beside("not-found"), host_of(way.url))
        )

    async def all(self, steps: list[Step]) -> Summary:
        earlier = self._earlier(steps)
        slots = asyncio.Semaphore(self._way.parallel)
        tasks: set[asyncio.Task[None]] = set()
        try:
            for step in steps:
                if step.seq in self._ledger.results:
                    continue
                if step.access == "write" and tasks:
                    await asyncio.gather(*tasks)
                await slots.acquire()
                if self._halt.reason:
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
        """Take over what earlier runs did; gives how many calls they sent."""
        for step in steps:
            ended = self._ledger.recall(step)
            if ended is not None:
                self._lockout.heard(step, ended.exception, ended.status)
        return sum(result.state == "sent" for result in self._ledger.results.values())

    async def _guarded(self, step: Step, slots: asyncio.Semaphore) -> None:
        try:
            async with self._lockout.turn(step):
                await self._one(step)
        except StoppedError as error:
            self._halt.call(str(error))
        finally:
            slots.release()

    async def _one(self, step: Step) -> None:
        if self._halt.reason:
            return
        refusal = self._refusal(step)
        if refusal:
            self._ledger.note(result_of(step, "not-sent", refusal))
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
        if not barred and self._ledger.lacks(step):
            return "the call that makes what it is about was not answered with SUCCESS in this run"
        return barred

    async def _read(self, step: Step) -> None:
        reply, seen, again = await self._asked(step)
        self._halt.heard(reply.status, told=seen.call is not None)
        result = self._compared(step, reply, seen)
        if self._expired(step, seen):
            result = replace(result, state="failed", reason=_ENDED_TWICE)
            self._halt.call(f"{step.name}: {_ENDED_TWICE}")
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
                self._halt.call(str(error))
        self._ledger.note(replace(result, again=again))
        if trouble is not None:
            self._halt.troubled(trouble)

    async def _ask_again(self, step: Step, first: Seen) -> None:
        """Learn what differs by itself."""
        reply = await self._transport.send(await self._filling.request(step))
        second = self._parts.answers.see(reply, self._way.url)
        self._guard_by(step, reply, second)
        if second.succeeded:
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
        self._halt.heard(reply.status, told=seen.call is not None)
        self._guard_by(step, reply, seen)
        result = self._judged(step, reply, seen)
        made = self._ledger.made(step, reply) if seen.succeeded else {}
        broken = [key for key in (*step.makes, *step.gives) if key not in made]
        self._ledger.note(replace(result, again=int(again)), made, broken)
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
            self._halt.call(f"{step.name}: {_ENDED_TWICE}")
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
            self._ledger.note(result_of(step, "not-sent", str(error)), broken=broken)
            self._parts.journal.withdraw(step.seq)
        else:
            reason = f"{error}; nobody can tell whether it arrived, and it is not sent again"
            self._ledger.note(result_of(step, "unknown", reason), broken=broken)
        self._halt.troubled(error)

    def _worth_asking_twice(self, step: Step, seen: Seen) -> bool:
        return seen.succeeded and self._parts.knowledge.ticket.operation not in step.operations

    def _expired(self, step: Step, seen: Seen) -> bool:
        exception = seen.call.exception if seen.call is not None else None
        ended = exception in self._parts.knowledge.ticket.expired and not seen.done
        return ended and "ticket" in step.request.needs()

    def _unheard(self, step: Step, result: Result) -> Result:
        """A reading call that nobody heeded is asked again by a run that goes on."""
        return replace(result, state="failed") if step.access == "read" else result

    def _guard_by(self, step: Step, reply: Reply, seen: Seen) -> None:
        self._lockout.heard_now(step, seen.call.exception if seen.call is not None else None, reply.status)

    def _compared(self, step: Step, reply: Reply, seen: Seen) -> Result:
        result = result_of(step, "sent")
        call = seen.call
        reason = "" if call is not None else f"HTTP {reply.status}, and no answer of the XML API"
        if call is None and (reply.status in _NOT_THERE or reply.moved):
            to = (
                f" to {reply.moved}; give that address"
                if reply.moved
                else "; is this the address of the XML API?"
            )
            self._halt.call(f"{self._way.url}: HTTP {reply.status}{to}")
        if call is None:
            result = self._unheard(step, result)
        if call is not None:
            self._lockout.answered(step, call.exception)
        if call is not None and self._lockout.refused(step, call.exception):
            self._lockout.bar(step)
            if not self._parts.answers.refused_before(step, call.exception):
                reason = f"its credentials were refused (exception {call.exception})"
                result = self._unheard(step, result)
                self._halt.call(
                    f"{step.name}: {reason}; check them, repeated attempts would lock the caller out"
                )
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
        self._ledger.note(result_of(step, "not-sent" if unsent else "failed", str(error)), broken=broken)
        self._halt.troubled(error)

    def _summary(self, steps: list[Step], earlier: int) -> Summary:
        learned = learn(self._between)
        found = []
        for step in steps:
            result = self._ledger.results.get(step.seq)
            if result is None:
                result = result_of(step, "not-sent", "the run ended before it")
            left = learned.without(Comparison(result.differences, result.ignored))
            found.append(replace(result, differences=left.differences, ignored=left.ignored))
        places, unlearned = tuple(sorted(learned.places)), tuple(sorted(self._unlearned))
        return Summary(found, self._halt.reason, places, earlier, unlearned=unlearned)
