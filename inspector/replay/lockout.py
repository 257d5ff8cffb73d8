"""What keeps a run from locking its caller out: by a wrong secret, or by asking for what is not there."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from inspector.replay.knowledge import ReplayKnowledge
from inspector.replay.not_found import NotFound
from inspector.replay.plan import Step

_LOCKED = 403
_MOST_WITHIN_AN_HOUR = 5  # well below what is known to lock out, for others may call, too
_CLOSED = frozenset({403, 429})  # a page of a gateway that keeps this caller, or so many calls, out
_SECRETS = frozenset({"password", "token", "jwt"})


class Lockout:
    """Which calls go alone, and which may not go any more.

    Args:
        knowledge: Which operations lock out, and which exceptions say that a secret is wrong.
        before: Not-found answers of this run and those before it.
    """

    def __init__(self, knowledge: ReplayKnowledge, before: NotFound) -> None:
        self._before = before
        self._guarded = knowledge.guarded
        self._wrong = knowledge.refused
        self._guards: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._door = asyncio.Lock()
        self._let_in: set[tuple[str, str, str]] = set()
        self._not_found: set[str] = set()
        self._closed: dict[str, int] = {}
        self._barred: set[tuple[str, str, str]] = set()

    @asynccontextmanager
    async def turn(self, step: Step) -> AsyncIterator[None]:
        """While this call is under way, no other one that could do the same harm is."""
        async with AsyncExitStack() as held:
            if not self._proved(step):
                # Calls that show a secret go one by one until an answer has proved it right.
                await self._door.acquire()
                if self._proved(step):
                    self._door.release()
                else:
                    held.callback(self._door.release)
            if step.guarded:
                await held.enter_async_context(self._guards[step.guarded])
            yield

    def barred(self, step: Step) -> str:
        """Why a call may not go; "" where it may."""
        if step.name in self._closed:
            return (
                f"{step.name} was answered with HTTP {self._closed[step.name]} before, and is not asked again"
            )
        if _shown(step) & self._barred:
            return "its credentials were refused before, and repeated attempts would lock the caller out"
        if step.guarded and self._before.count() >= _MOST_WITHIN_AN_HOUR:
            return (
                f"{_MOST_WITHIN_AN_HOUR} calls were answered with not found within an hour, and more of them "
                "lock the caller out; wait, or leave out what is not there"
            )
        if step.guarded in self._not_found:
            return f"{step.guarded} was answered with not found before, and repeated ones lock the caller out"
        return ""

    def heard(self, step: Step, exception: str | None, status: int | None) -> None:
        """Remember of an answer what must not be asked again."""
        if exception is None and status is not None and status in _CLOSED and not step.guarded:
            self._closed[step.name] = status
        if step.guarded and (exception in self._guarded.not_found or status == _LOCKED):
            self._not_found.add(step.guarded)

    def heard_now(self, step: Step, exception: str | None, status: int | None) -> None:
        """As `heard`, of an answer of this run, which counts for the next ones, too."""
        self.heard(step, exception, status)
        if step.guarded and exception in self._guarded.not_found:
            self._before.add()

    def answered(self, step: Step, exception: str | None) -> None:
        """An answer of the XML API was there: does it prove the caller's secrets?"""
        if exception not in self._wrong.exceptions | self._wrong.unproven:
            self._let_in |= _shown(step)

    def bar(self, step: Step) -> None:
        """The secrets that this call showed are not shown again."""
        self._barred |= _shown(step)

    def refused(self, step: Step, exception: str | None) -> bool:
        """Whether the caller's secret is wrong."""
        return exception in self._wrong.exceptions and bool(_shown(step))

    def _proved(self, step: Step) -> bool:
        return _shown(step) <= self._let_in


def _shown(step: Step) -> set[tuple[str, str, str]]:
    """The secrets that a call shows, each with whose it is."""
    request = step.request
    return {(need, request.site, request.identity) for need in request.needs() & _SECRETS}
