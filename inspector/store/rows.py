"""What the store's readers get: frozen rows for lists and counts."""

from __future__ import annotations

from dataclasses import dataclass

from inspector.model.report import Caller
from inspector.model.severity import Severity


@dataclass(frozen=True, slots=True)
class ExchangeRow:
    """One line of a list of exchanges.

    Attributes:
        seq: Number in the store, from 1, in order of insertion.
        id: The exchange's id (hex).
        time: ISO 8601 in UTC, None where unknown.
        operation: Names of its operations, each once, joined by ", "; "" where it has none.
        site: None where unknown.
        client: Address, User-Agent and clientInfo as the report has them.
        caller: The weakest caller of its calls, None where there is no request.
        result: "FAILURE" where any call failed, else "SUCCESS", None without an answer.
        exception: First exceptionID among its calls, leading zeros kept.
        status: HTTP status, None where unknown.
        duration_ms: Milliseconds until the response was complete, None where unknown.
        release: Name of the release that it was judged by.
        severity: Worst severity of its findings, None where it has none.
        codes: Codes of its findings, each once, in alphabetical order.
        findings: Number of its findings, rows of lists counted each.
        request_valid: False where any call is invalid, None where none was judged.
        response_valid: Likewise.
        shape: Shape hashes of its calls, each once, joined by ", ".
        retired: Earliest ISO date on which one of its operations was retired, None where alive.
        calls: Number of its calls.
    """

    seq: int
    id: str
    time: str | None
    operation: str
    site: str | None
    client: str
    caller: Caller | None
    result: str | None
    exception: str | None
    status: int | None
    duration_ms: float | None
    release: str
    severity: Severity | None
    codes: tuple[str, ...]
    findings: int
    request_valid: bool | None
    response_valid: bool | None
    shape: str
    retired: str | None
    calls: int


@dataclass(frozen=True, slots=True)
class StoreInfo:
    """What a store holds.

    Attributes:
        exchanges, calls, findings: Counts; findings with the rows of lists counted each.
        shapes: Distinct call shapes.
        bytes: Size on disk, the write-ahead log included.
        first, last: Earliest and latest start of an exchange, ISO 8601 in UTC; None where none is known.
        version: Name of the newest migration it has.
    """

    exchanges: int
    calls: int
    findings: int
    shapes: int
    bytes: int
    first: str | None
    last: str | None
    version: str
