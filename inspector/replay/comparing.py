"""A fresh answer held against the recorded one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from inspector.compare import Comparison, Ignored, Noise, Reader, Tree, compare, ordered_calls, payload_of
from inspector.model.exchange import Exchange, Payload
from inspector.model.report import CallReport, Part, Record
from inspector.replay.plan import Step
from inspector.replay.reply import Reply

Redact = Callable[[Exchange], Record]
Recorded = Callable[[int], Record | None]


@dataclass(frozen=True, slots=True)
class Seen:
    """What a fresh answer says.

    Attributes:
        part: The body, redacted; None for an empty one.
        headers: Its headers, redacted.
        call: Outcome of its first call that failed, else of the first; None for no answer of the XML API.
        done: Whether any of its calls was answered with SUCCESS.
    """

    part: Part | None
    headers: tuple[tuple[str, str], ...]
    call: CallReport | None
    done: bool = False

    @property
    def succeeded(self) -> bool:
        """Whether `call` says SUCCESS."""
        return self.call is not None and self.call.result == "SUCCESS"


class Answers:
    """Judges and compares answers.

    Args:
        redact: Judges an exchange and takes its secrets out, with the key of the recording.
        reader: Reads bodies.
        noise: What is volatile.
        recorded: Gives a recorded exchange by number.
        ignore: Places to leave out.
    """

    def __init__(
        self, redact: Redact, reader: Reader, noise: Noise, recorded: Recorded, ignore: Ignored | None = None
    ) -> None:
        self._redact = redact
        self._reader = reader
        self._noise = noise
        self._recorded = recorded
        self._ignore = ignore or Ignored()

    def see(self, reply: Reply, url: str) -> Seen:
        """What an answer says; nothing secret stays in it."""
        record = self._redact(Exchange(response=reply.payload, url=url, status=reply.status))
        calls = record.report.calls
        failed = next((call for call in calls if call.result == "FAILURE"), None)
        first = failed or (calls[0] if calls else None)
        told = first if first is not None and first.result else None
        done = any(call.result == "SUCCESS" for call in calls)
        return Seen(record.response, record.response_headers, told, done)

    def against_recorded(self, step: Step, seen: Seen) -> Comparison | None:
        """What differs from the recorded answer; None where the recording has none."""
        record = self._recorded(step.seq)
        if record is None or record.response is None:
            return None
        recorded = Seen(record.response, record.response_headers, None)
        return self._compare(step, recorded, seen)

    def refused_before(self, step: Step, exception: str | None) -> bool:
        """Whether the recorded answer was a FAILURE for the same reason."""
        record = self._recorded(step.seq)
        calls = record.report.calls if record is not None else ()
        return any(call.result == "FAILURE" and call.exception == exception for call in calls)

    def between(self, step: Step, first: Seen, second: Seen) -> Comparison:
        """What differs between two answers of the same server."""
        return self._compare(step, first, second)

    def _compare(self, step: Step, first: Seen, second: Seen) -> Comparison:
        if first.part == second.part:
            return Comparison()
        before, after = self._tree(first), self._tree(second)
        ordered = self._ordered(step)
        return compare(before, after, self._noise, self._ignore, step.operations, ordered)

    def _ordered(self, step: Step) -> frozenset[int]:
        """The calls of a step that ask for an order of rows."""
        record = self._recorded(step.seq)
        if record is None or record.request is None:
            return frozenset()
        return ordered_calls(self._reader.read(payload_of(record.request, record.request_headers)))

    def _tree(self, seen: Seen) -> Tree:
        part = seen.part
        return self._reader.read(payload_of(part, seen.headers) if part else Payload(seen.headers))
