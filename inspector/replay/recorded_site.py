"""A recording as a server: each call is answered as it was when it was recorded."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from xml.sax.saxutils import escape

from inspector.compare import Fields, Matcher, Reader, Tree, payload_of
from inspector.model.exchange import Direction, Payload
from inspector.model.message import Outcome
from inspector.model.report import Record
from inspector.replay.knowledge import NoMatch

SERVICE_PATH = "/WBXService/XMLService"
_DROPPED = frozenset(
    {
        "content-length",
        "transfer-encoding",
        "content-encoding",
        "connection",
        "keep-alive",
        "set-cookie",
        "date",
    }
)
_XML = (("Content-Type", "text/xml;charset=UTF-8"),)
_TEXT = (("Content-Type", "text/plain; charset=utf-8"),)
_SHOWN = 12


@dataclass(frozen=True, slots=True)
class RecordedAnswer:
    """An HTTP response.

    Attributes:
        status: HTTP status.
        headers: Name and value, without Content-Length.
        body: The body.
        calls: Operation and outcome of each call, for a log; no values.
        matched: Whether the recording holds the call.
    """

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    calls: tuple[tuple[str | None, Outcome], ...] = ()
    matched: bool = True


FallBack = Callable[[Payload, str], RecordedAnswer]


class RecordedSite:
    """Answers calls from a recording.

    Attributes:
        matched, missed: How many calls it could answer so far, and how many not.
    """

    def __init__(
        self,
        reader: Reader,
        recorded: Callable[[int], Record | None],
        no_match: NoMatch,
        *,
        fields: Fields | None = None,
        log: Callable[[str], None] = lambda _line: None,
        fall_back: FallBack | None = None,
    ) -> None:
        """An empty site; `add` what was recorded.

        Args:
            reader: Reads requests, with the recording's key, so that masked values match clear ones.
            recorded: Gives a recorded exchange by number.
            no_match: The answer to a call that is not there.
            fields: Which values count.
            log: Told about every call that is not there: the nearest one, and where the two differ.
            fall_back: Answers those in place of a FAILURE.
        """
        self._reader = reader
        self._recorded = recorded
        self._no_match = no_match
        self._matcher: Matcher[int] = Matcher(fields)
        self._log = log
        self._fall_back = fall_back
        self._lock = threading.Lock()
        self.matched = self.missed = 0

    def __len__(self) -> int:
        return len(self._matcher)

    def add(self, records: Iterable[tuple[int, Record]]) -> None:
        """Learn recorded exchanges, by number; those without a request or an answer are passed over."""
        for seq, record in records:
            if record.request is not None and record.response is not None:
                request = payload_of(record.request, record.request_headers)
                self._matcher.add(self._reader.read(request), seq)

    def answer(self, request: Payload, url: str = "") -> RecordedAnswer:
        """The answer to `request`.

        Args:
            request: Headers and body as sent.
            url: Where it was sent to, or its path; "" counts as the XML API.
        """
        if url and not url.partition("?")[0].lower().endswith("/xmlservice"):
            return RecordedAnswer(404, _TEXT, f"Not here: the XML API is at {SERVICE_PATH}\n".encode())
        tree = self._reader.read(request)
        with self._lock:
            seq = self._matcher.next(tree)
        record = self._recorded(seq) if seq is not None else None
        if record is not None and record.response is not None:
            self.matched += 1
            return _as_recorded(record)
        self.missed += 1
        self._log(self._miss(tree))
        if self._fall_back is not None:
            return self._fall_back(request, url)
        return self._failure(tree)

    def _miss(self, tree: Tree) -> str:
        name = ", ".join(tree.operations) or "a call that cannot be read"
        near = self._matcher.nearest(tree)
        if near is None:
            return f"not in the recording: {name}; no such call was recorded"
        paths = ", ".join(near.paths[:_SHOWN]) or "other values in other places"
        more = f" and {len(near.paths) - _SHOWN} more" if len(near.paths) > _SHOWN else ""
        record = self._recorded(near.item)
        named = f" ({record.report.id})" if record else ""
        return f"not in the recording: {name}; nearest is #{near.item}{named}, they differ in {paths}{more}"

    def _failure(self, tree: Tree) -> RecordedAnswer:
        count = max(1, len(tree.calls)) if tree.direction is not Direction.RESPONSE else 1
        refused = Outcome("FAILURE", self._no_match.exception, self._no_match.reason)
        head = (
            "<serv:response><serv:result>FAILURE</serv:result>"
            f"<serv:reason>{escape(self._no_match.reason)}</serv:reason>"
            "<serv:gsbStatus>PRIMARY</serv:gsbStatus>"
            f"<serv:exceptionID>{self._no_match.exception}</serv:exceptionID></serv:response>"
        )
        body = (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            '<serv:message xmlns:serv="http://www.webex.com/schemas/2002/06/service">'
            f"<serv:header>{head * count}</serv:header>"
            f"<serv:body>{'<serv:bodyContent/>' * count}</serv:body></serv:message>\n"
        )
        names: list[str | None] = [call.operation for call in tree.calls] or [None]
        calls = tuple((name, refused) for name in names)
        return RecordedAnswer(200, _XML, body.encode(), calls, matched=False)


def _as_recorded(record: Record) -> RecordedAnswer:
    assert record.response is not None
    headers = tuple((n, v) for n, v in record.response_headers if n.lower() not in _DROPPED)
    calls = tuple((call.operation, Outcome(call.result, call.exception)) for call in record.report.calls)
    return RecordedAnswer(record.report.status or 200, headers or _XML, record.response.body, calls)
