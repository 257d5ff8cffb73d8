"""A replay as it is prepared and run: what is sent, what is edited, what came of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from inspector.model.report import Part, Record
from inspector.replay import Credentials, Lack, Plan, Result, Seen, Step, Summary, Withheld, asked_for
from inspector.tui.compared import SIGNS
from inspector.tui.document import body_text
from inspector.tui.format import milliseconds
from inspector.tui.text import clean
from inspector.tui.theme import CLEAN

_STATES = {
    "sent": "sent",
    "not-sent": "not sent",
    "unknown": "sent, nobody knows whether it arrived",
    "failed": "no answer",
}
_WRITES = "it changes something; allow writes to send it"
_MAKER_WRITES = "the call that makes what it is about changes something; allow writes to send both"


@dataclass(slots=True)
class Draft:
    """The exchanges to be sent again, and what the user changed in them.

    Attributes:
        records: The recorded exchanges, by number.
        edits: Edited requests, by number.
        answers: What came back, by number.
    """

    records: Mapping[int, Record]
    edits: dict[int, str] = field(default_factory=dict)
    answers: dict[int, Seen] = field(default_factory=dict)

    def text(self, seq: int) -> str:
        """The request as it stands; its secrets are masks."""
        return self.edits.get(seq) or body_text(self.records[seq].request)

    def edit(self, seq: int, text: str) -> None:
        """Change a request; the recorded text undoes it."""
        self.edits.pop(seq, None)
        if text != body_text(self.records[seq].request):
            self.edits[seq] = text

    def drafted(self) -> Iterator[tuple[int, Record]]:
        """The exchanges with what was edited."""
        for seq, record in self.records.items():
            yield seq, self._drafted(seq, record)

    def replayed(self, seq: int) -> Record | None:
        """What was sent and came back, None where nothing did; secrets are masks in both."""
        seen = self.answers.get(seq)
        if seen is None:
            return None
        drafted = self._drafted(seq, self.records[seq])
        return replace(drafted, response=seen.part, response_headers=seen.headers)

    def _drafted(self, seq: int, record: Record) -> Record:
        text = self.edits.get(seq)
        if text is None or record.request is None:
            return record
        codec = record.request.codec
        try:
            body = text.encode(codec, "xmlcharrefreplace")
        except (LookupError, UnicodeError):
            body, codec = text.encode("utf-8", "replace"), "utf-8"
        return replace(record, request=Part((body,), (), codec))


@dataclass(frozen=True, slots=True)
class Prepared:
    """What would be sent.

    Attributes:
        plan: The calls, and those that are left out.
        caller: What profile, keyring and environment give.
        lacks: What is missing besides.
    """

    plan: Plan
    caller: Credentials
    lacks: tuple[Lack, ...]

    @property
    def asked(self) -> dict[str, str]:
        """What the user has to type: a label by name ("password", "identity", "value NAME")."""
        return {_key(lack): _label(lack) for lack in self.lacks}

    def caller_with(self, typed: Mapping[str, str]) -> Credentials:
        """The caller with what was typed."""
        known = {name: text for name, text in typed.items() if text and not name.startswith("value ")}
        values = {name[6:]: text for name, text in typed.items() if text and name.startswith("value ")}
        before = self.caller.value
        return replace(self.caller, **known, value=lambda name: values.get(name) or before(name))


class Sending:
    """A run in a thread of its own, with its own event loop; it can be stopped from any thread.

    Args:
        job: What to run.
    """

    def __init__(self, job: Callable[[], Coroutine[object, object, Summary]]) -> None:
        self._job = job
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[Any] | None = None
        self._stopped = False

    def run(self) -> Summary | None:
        """Run to the end, in this thread; None where it was stopped."""
        try:
            return asyncio.run(self._main())
        except asyncio.CancelledError:
            return None

    def stop(self) -> None:
        """Stop it; what was sent stays sent, and the journal knows."""
        self._stopped = True
        if self._loop is not None and self._task is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._task.cancel)

    async def _main(self) -> Summary:
        self._loop, self._task = asyncio.get_running_loop(), asyncio.current_task()
        if self._stopped:
            raise asyncio.CancelledError
        return await self._job()


def plan_line(step: Step, *, edited: bool) -> str:
    """A call that would be sent."""
    needs = ", ".join(sorted(step.request.needs()))
    parts = (
        f"{step.access:<5}  #{step.seq} {step.name}",
        "(with the recorded key)" if step.recorded and step.access == "write" else "",
        "edited" if edited else "",
        f"needs {needs}" * bool(needs),
    )
    return clean("  ".join(part for part in parts if part))


def withheld_line(one: Withheld) -> str:
    """A call that would not be sent, and why."""
    reason = _WRITES if one.writes else _MAKER_WRITES if one.permission else one.reason
    return clean(f"kept   #{one.seq} {one.operation or '(unknown)'}  not sent: {reason}")


def result_line(result: Result) -> str:
    """What became of a call."""
    count, left = len(result.differences), sum(result.ignored.values())
    if result.state != "sent" or result.reason:
        said = f"{_STATES[result.state]}: {result.reason}"
    elif not result.compared:
        said = "no recorded answer to compare with"
    else:
        said = f"{count:,} difference{'s' * (count != 1)}" if count else "no differences"
    sign = "✖" if result.state != "sent" or result.reason else SIGNS["changed"] if count else CLEAN
    parts = (
        f"{sign} {result.access:<5}  #{result.seq} {result.operation}",
        f"{result.result or ''} {result.exception or ''}".strip(),
        f"HTTP {result.status}" if result.status not in (None, 200) else "",
        said,
        f"{left:,} ignored" if left else "",
        f"{milliseconds(result.milliseconds)} ms" if result.milliseconds is not None else "",
    )
    return clean("  ".join(part for part in parts if part))


def summary_line(summary: Summary) -> str:
    """What became of a run."""
    sent, whole, differing = summary.count("sent"), len(summary.results), len(summary.differing)
    earlier = f"; {summary.earlier:,} ended in an interrupted run before" if summary.earlier else ""
    verdict = (
        "1 answer differs"
        if differing == 1
        else f"{differing:,} answers differ"
        if differing
        else "no differences"
    )
    return f"{sent:,} of {whole:,} sent{earlier}; {verdict}"


def _key(lack: Lack) -> str:
    if lack.kind == "secret":
        return asked_for(lack.name)
    return "identity" if lack.kind == "identity" else f"value {lack.name}"


def _label(lack: Lack) -> str:
    if lack.kind == "identity":
        return "caller (the recording has a pseudonym)"
    return f"{lack.name} for {lack.operation}" if lack.kind == "value" else _key(lack)
