"""What the inspector says of an exchange: plain records, the same for store, report and screen."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from inspector.model.severity import Severity

On = Literal["request", "response", "pair", "http"]
Caller = Literal["anonymous", "identified", "authenticated"]
ReleaseSource = Literal["setting", "api-version", "path", "default", "newest"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to act on.

    Attributes:
        code: Rule code, "AUTH-01".
        severity: Its weight.
        on: Which side it was seen on.
        message: Plain language, without any secret or personal value.
        call: Index of the call it belongs to, None for the whole message.
        path: Local names from the operation's type down, "lstsummarySession/sessionKey"; header
            paths start with "header/"; row numbers `[n]` where siblings share the name; "" for all of it.
        line: Line of the original message, from 1.
        column: Column in characters, from 1.
        instead: How to mend it.
        excerpt: Masked excerpt (category and length), never a value.
    """

    code: str
    severity: Severity
    on: On
    message: str
    call: int | None = None
    path: str = ""
    line: int | None = None
    column: int | None = None
    instead: str = ""
    excerpt: str = ""


@dataclass(frozen=True, slots=True)
class PersonalData:
    """Personal data seen at one path of one call: an inventory row, not a finding."""

    category: str
    on: Literal["request", "response", "http"]
    path: str
    count: int
    call: int | None = None
    line: int | None = None
    excerpt: str = ""


@dataclass(frozen=True, slots=True)
class CallReport:
    """One call of an exchange.

    Attributes:
        operation: "ep.LstsummarySession"; None for a lone failure answer.
        known: True where the master has the operation.
        caller: None where there is no request.
        shape: Short hash of operation, direction and element paths in order.
        request_valid, response_valid: None where not judged.
        result: "SUCCESS" or "FAILURE" as sent, None without an answer.
        exception: exceptionID with leading zeros.
        retired: ISO date on which the operation was retired, None where alive or unknown.
        recovered: True where the operation was recovered from a message that cannot be read.
    """

    operation: str | None
    known: bool = False
    caller: Caller | None = None
    shape: str = ""
    request_valid: bool | None = None
    response_valid: bool | None = None
    result: str | None = None
    exception: str | None = None
    retired: str | None = None
    recovered: bool = False


@dataclass(frozen=True, slots=True)
class ReleaseReport:
    """The release a message was judged by, where that came from, and the releases it fits.

    Attributes:
        name: The release that it was judged by.
        source: Where that came from.
        fits: Releases that have everything in it.
        nearest: Where it fits none, of those that lack least the one judged by, else the newest; "" where
            that cannot be said.
    """

    name: str
    source: ReleaseSource
    fits: tuple[str, ...] = ()
    nearest: str = ""


@dataclass(frozen=True, slots=True)
class Size:
    """Body sizes in bytes, as sent."""

    request: int = 0
    response: int = 0


@dataclass(frozen=True, slots=True)
class ExchangeReport:
    """Everything that is said of one exchange; holds no value of a message.

    Attributes:
        id: Hash of start time, URL and both bodies before redaction (hex), with the key of the store; what is
            kept in none has a key of its own, and other ids in each run.
        time: ISO 8601 in UTC, None where unknown.
        url: URL with secret query values masked.
        service: "xmlservice", or the sister service that it belongs to ("gla", "nbr", "url-api", "soap").
    """

    id: str
    source: str
    time: str | None
    site: str | None
    client: str
    url: str
    http: str | None
    status: int | None
    duration_ms: float | None
    size: Size
    release: ReleaseReport
    calls: tuple[CallReport, ...] = ()
    findings: tuple[Finding, ...] = ()
    personal_data: tuple[PersonalData, ...] = ()
    service: str = "xmlservice"


@dataclass(frozen=True, slots=True)
class Part:
    """A redacted body cut into its shape and its values, so that a store keeps each shape once.

    `b"".join` of pieces and values, taken in turn (piece, value, piece, ..., piece), is the redacted body.
    """

    pieces: tuple[bytes, ...]
    values: tuple[bytes, ...]
    codec: str = "utf-8"

    @property
    def body(self) -> bytes:
        """The redacted body, whole."""
        joined = [self.pieces[0]] if self.pieces else []
        for value, piece in zip(self.values, self.pieces[1:], strict=True):
            joined += (value, piece)
        return b"".join(joined)


@dataclass(frozen=True, slots=True)
class Fact:
    """What was true of one replaced value before it was masked, so that a store can be judged again."""

    on: Literal["request", "response"]
    call: int | None
    path: str
    kind: str
    length: int
    type_valid: bool = True


@dataclass(frozen=True, slots=True)
class Record:
    """What leaves memory of one exchange: its report, and its redacted form.

    Attributes:
        report: What was found.
        request, response: Redacted bodies (content-decoded), None where that side is missing.
        request_headers, response_headers: Headers with secrets masked.
        method: HTTP method.
        started: Seconds since the epoch, None where unknown.
        facts: What was true of the replaced values.
    """

    report: ExchangeReport
    request: Part | None = None
    response: Part | None = None
    request_headers: tuple[tuple[str, str], ...] = ()
    response_headers: tuple[tuple[str, str], ...] = ()
    method: str = "POST"
    started: float | None = None
    facts: tuple[Fact, ...] = field(default=())
