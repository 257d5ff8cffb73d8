"""What rules look at, and what they say: plain records that the engine fills and reads.

A subject holds no value of a message: names, counts and facts only, so equal subjects may share a verdict.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Final, NamedTuple

from inspector.model.exchange import Direction
from inspector.model.message import Fault
from inspector.model.report import Caller, Finding, On
from inspector.model.severity import Severity
from inspector.rules.model import Rule


class Spot(NamedTuple):
    """A place in a message: a path with row numbers, and the ordinal of its start tag.

    `trouble` says why a rule could not be asked there, "" where it could.
    """

    path: str
    ordinal: int
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class CallSubject:
    """One call of a message, as rules see it.

    Attributes:
        index: Its index among the calls of the message, nested ones included.
        operation: "ep.LstsummarySession", for an answer that of its response type; None where there is none.
        known: True where the master has the operation.
        binding: Binding path of the operation ("user", "meeting.auo"), "" where unknown.
        access: "read" or "write", None where unknown.
        retired: Day on which the operation was retired, None while it lives.
        nested: True where it stands inside another bodyContent: only faults are judged then (ENV-03).
        absent: True for an outcome of an answer that has no bodyContent.
        elements: Count by path without row numbers, from the operation's or response's type down
            ("createMeetingResponse/meetingPassword").
        empty: Those paths of `elements` of which every element is an empty or blank leaf ("not given", R8).
        ordinal_of: Ordinal of the first start tag of each path in `elements`; "" stands for the bodyContent.
        caller: Who calls (decision 6), form fields and the JWT header counted; None for an answer.
        context: True where there is a securityContext, or credentials in form fields that stand for it.
        identity: True where a non-empty webExID or email stands there.
        secrets: Names of the non-empty secret elements of the securityContext (form fields counted by the
            element that they stand for).
        empty_secrets: Names of the secret elements that are there and blank.
        result: "SUCCESS" or "FAILURE" of this call; on the calls of an answer only.
        exception: exceptionID with leading zeros; on the calls of an answer only.
        passed: Places of values that pass, by the number of the way that asks (`Watch.number`).
    """

    index: int
    operation: str | None = None
    known: bool = False
    binding: str = ""
    access: str | None = None
    retired: date | None = None
    nested: bool = False
    absent: bool = False
    elements: Mapping[str, int] = field(default_factory=dict)
    empty: frozenset[str] = frozenset()
    ordinal_of: Mapping[str, int] = field(default_factory=dict)
    caller: Caller | None = None
    context: bool = True
    identity: bool = False
    secrets: frozenset[str] = frozenset()
    empty_secrets: frozenset[str] = frozenset()
    result: str | None = None
    exception: str | None = None
    passed: Mapping[int, tuple[Spot, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class MessageSubject:
    """One message.

    Attributes:
        direction: Which way it travels.
        release: Name of the release that it is judged by.
        calls: Its calls; an answer that failed has one for each header/response, with no operation.
        faults: What wire and schema found.
        body_contents: Number of bodyContent elements, nested ones left out.
        ordinal_of: Ordinal of the first start tag of paths outside bodyContent ("header/securityContext",
            "header/response/exceptionID").
        passed: Like that of a call, for values in the header.
    """

    direction: Direction
    release: str
    calls: tuple[CallSubject, ...] = ()
    faults: tuple[Fault, ...] = ()
    body_contents: int = 0
    ordinal_of: Mapping[str, int] = field(default_factory=dict)
    passed: Mapping[int, tuple[Spot, ...]] = field(default_factory=dict)

    @cached_property
    def outer(self) -> tuple[CallSubject, ...]:
        """The calls that stand inside no other; counted once, for each call may ask."""
        return tuple(call for call in self.calls if not call.nested)

    @cached_property
    def answers(self) -> int:
        """How many answers it has, one a call: contents, and failures without any."""
        return sum(not call.absent or call.result == "FAILURE" for call in self.outer)


NUMBERS: Final = ("body_content_maximum", "not_found_maximum")
"""Settings that rules may ask for: numbers that the vendor does not publish."""


@dataclass(frozen=True, slots=True)
class ExchangeSubject:
    """A request with its answer, or either alone, and how it travelled.

    Attributes:
        request, response: None where that side is missing or could not be read.
        scheme: "http" or "https", "" where unknown.
        local: Whether the URL names this machine (a loopback address, localhost).
        headers: Names of the request's headers that are there and not empty, in lower case.
        status: HTTP status of the answer, None where unknown.
        time: Start in seconds since the epoch, None where unknown.
        now: The time of judging, which stands in for an unknown `time` where a retirement is asked
            about (decision 14); None: nothing does.
        settings: What the vendor does not publish and a user may set, by the names of `NUMBERS`.
        site_kinds: What the settings say of the site: "control-hub", "on-premises".
    """

    request: MessageSubject | None = None
    response: MessageSubject | None = None
    scheme: str = ""
    local: bool = False
    headers: frozenset[str] = frozenset()
    status: int | None = None
    time: float | None = None
    now: float | None = None
    settings: Mapping[str, int | str] = field(default_factory=dict)
    site_kinds: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Hit:
    """One rule that fired, before its place in the text is known.

    Attributes:
        rule: The rule.
        on: Which side it was seen on.
        call: Index of the call, None for the whole message.
        path: Path of the element (decision 4), "" for the whole call or message.
        message: Plain language, without any value.
        instead: How to mend it.
        line, column: Place, where a fault brought one along.
        ordinal: Start tag that it stands at; the engine finds line and column where `line` is None.
        side: The message that `ordinal` counts in; None where `ordinal` is None.
        excerpt: Masked excerpt of a fault.
        severity: Its weight where it differs from the rule's.
    """

    rule: Rule
    on: On
    call: int | None
    path: str
    message: str
    instead: str
    line: int | None = None
    column: int | None = None
    ordinal: int | None = None
    side: Direction | None = None
    excerpt: str = ""
    severity: Severity | None = None

    def finding(self, line: int | None = None, column: int | None = None) -> Finding:
        """The finding that this hit becomes.

        Args:
            line: Line of the original message that `ordinal` stands at; the fault's own line wins.
            column: Its column, from 1.
        """
        if self.line is not None:
            line, column = self.line, self.column
        return Finding(
            code=self.rule.code,
            severity=self.rule.severity if self.severity is None else self.severity,
            on=self.on,
            message=self.message,
            call=self.call,
            path=self.path,
            line=line,
            column=column,
            instead=self.instead,
            excerpt=self.excerpt,
        )
