"""Invented exchanges, frozen in time, and a source in memory that serves them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from inspector.model.report import (
    CallReport,
    ExchangeReport,
    Finding,
    Part,
    PersonalData,
    Record,
    ReleaseReport,
    Size,
)
from inspector.model.severity import Severity
from inspector.store.filter import Filter
from inspector.store.rows import ExchangeRow

START = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
SECRET = "********"

REQUEST = """<?xml version="1.0" encoding="UTF-8"?>
<serv:message xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <header>
    <securityContext>
      <siteName>acme</siteName>
      <webExID>jdoe</webExID>
      <password>********</password>
    </securityContext>
  </header>
  <body>
    <bodyContent xsi:type="java:com.webex.service.binding.user.GetUser">
      <webExId>jdoe</webExId>
    </bodyContent>
  </body>
</serv:message>
"""
RESPONSE = (
    '<serv:message xmlns:serv="http://www.webex.com/schemas/2002/06/service"><serv:header><serv:response>'
    "<serv:result>SUCCESS</serv:result></serv:response></serv:header><serv:body>"
    '<serv:bodyContent xsi:type="use:getUserResponse"><use:firstName>Jane</use:firstName>'
    "<use:lastName>Doe</use:lastName><use:email>jane.doe@example.com</use:email>"
    "<use:timeZoneID>4</use:timeZoneID></serv:bodyContent></serv:body></serv:message>"
)
FINDINGS = (
    Finding(
        "ENV-02",
        Severity.WARNING,
        "request",
        "The prefix serv is not declared.",
        line=2,
        column=1,
        instead='Declare xmlns:serv="http://www.webex.com/schemas/2002/06/service".',
    ),
    Finding(
        "AUTH-07",
        Severity.ERROR,
        "request",
        "The credentials are not complete.",
        call=0,
        path="header/securityContext",
        line=4,
        column=5,
        instead="Send a session ticket.",
    ),
    Finding(
        "SCH-02",
        Severity.ERROR,
        "response",
        "The element address is missing.",
        call=0,
        path="getUserResponse",
        line=1,
        column=RESPONSE.index("<use:timeZoneID>") + 1,
    ),
)
PERSONAL = (
    PersonalData(
        "login_id", "request", "header/securityContext/webExID", 1, line=6, excerpt="login_id, 4 characters"
    ),
    PersonalData("login_id", "request", "getUser/webExId", 1, call=0, line=12),
    PersonalData("name", "response", "getUserResponse/firstName", 1, call=0, line=1),
    PersonalData("name", "response", "getUserResponse/lastName", 1, call=0, line=1),
    PersonalData("email", "response", "getUserResponse/email", 1, call=0, line=1),
    PersonalData("time_place", "response", "getUserResponse/timeZoneID", 1, call=0, line=1),
)
PERSONAL_VALUES = ("jdoe", "Jane", ">Doe<", "jane.doe")

_OPERATIONS = ("user.GetUser", "ep.LstsummarySession", "meeting.CreateMeeting", "ep.GetAPIVersion")


def record(
    number: int, *, operation: str = "user.GetUser", findings: tuple[Finding, ...] = FINDINGS
) -> Record:
    """The exchange of a client that asks for a user."""
    moment = START + timedelta(seconds=number)
    failed = number % 4 == 1
    call = CallReport(
        operation=operation,
        known=True,
        caller="anonymous" if failed else "authenticated",
        shape="9f2c41d0",
        request_valid=False,
        response_valid=None if failed else True,
        result="FAILURE" if failed else "SUCCESS",
        exception="000015" if failed else None,
    )
    report = ExchangeReport(
        id=f"{number:032x}",
        source="flow",
        time=moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        site="acme",
        client="192.0.2.7 example-client/1.0",
        url="https://acme.example.com/WBXService/XMLService",
        http="HTTP/1.1",
        status=200,
        duration_ms=12.4 + number,
        size=Size(len(REQUEST), len(RESPONSE)),
        release=ReleaseReport("40.9.0", "default", ("40.8.0", "40.9.0")),
        calls=(call,),
        findings=findings,
        personal_data=PERSONAL,
    )
    return Record(
        report=report,
        request=Part((REQUEST.encode(),), ()),
        response=Part((RESPONSE.encode(),), ()),
        request_headers=(("Content-Type", "text/xml"), ("Authorization", f"Bearer {SECRET}")),
        response_headers=(("Content-Type", "text/xml;charset=UTF-8"),),
        started=moment.timestamp(),
    )


def records(count: int) -> list[Record]:
    """`count` exchanges of four operations in turn, with fewer findings from one to the next."""
    return [
        record(number, operation=_OPERATIONS[number % 4], findings=FINDINGS[: 3 - number % 4])
        for number in range(count)
    ]


def with_body(sample: Record, body: str) -> Record:
    """`sample` with another request."""
    return replace(sample, request=Part((body.encode(),), ()))


def row(seq: int, sample: Record) -> ExchangeRow:
    """The row of a record."""
    report, call = sample.report, sample.report.calls[0]
    return ExchangeRow(
        seq=seq,
        id=report.id,
        time=report.time,
        operation=call.operation or "",
        site=report.site,
        client=report.client,
        caller=call.caller,
        result=call.result,
        exception=call.exception,
        status=report.status,
        duration_ms=report.duration_ms,
        release=report.release.name,
        severity=max((f.severity for f in report.findings), default=None),
        codes=tuple(sorted({f.code for f in report.findings})),
        findings=len(report.findings),
        request_valid=call.request_valid,
        response_valid=call.response_valid,
        shape=call.shape,
        retired=None,
        calls=1,
    )


class MemorySource:
    """A source that knows `op:` and free text of the filter language, no more."""

    def __init__(self, samples: Sequence[Record]) -> None:
        self.samples = list(samples)
        self.changes = 0
        self.closed = False
        self.trouble: Exception | None = None

    def add(self, samples: Sequence[Record]) -> None:
        self.samples += samples
        self.changes += 1

    def version(self) -> int:
        return self.changes

    def count(self, filter: Filter | None = None) -> int:  # noqa: A002
        return len(self.seqs(filter))

    def seqs(self, filter: Filter | None = None, *, after: int = 0) -> list[int]:  # noqa: A002
        if self.trouble is not None:
            raise self.trouble
        return [
            seq
            for seq, sample in enumerate(self.samples, start=1)
            if seq > after and (filter is None or _passes(sample, filter.text))
        ]

    def rows_of(self, seqs: Sequence[int]) -> list[ExchangeRow]:
        return [row(seq, self.samples[seq - 1]) for seq in seqs]

    def record(self, key: int | str) -> Record | None:
        return self.samples[int(key) - 1] if 1 <= int(key) <= len(self.samples) else None

    def close(self) -> None:
        self.closed = True


def _passes(sample: Record, text: str) -> bool:
    name = (sample.report.calls[0].operation or "").lower()
    for word in text.lower().split():
        if word.startswith("op:"):
            wanted = word[3:]
            if wanted not in (name, name.rpartition(".")[2]):
                return False
        elif word.strip('"') not in name:
            return False
    return True
