from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from inspector.model import (
    CallReport,
    ExchangeReport,
    Fact,
    Finding,
    Part,
    PersonalData,
    Record,
    ReleaseReport,
    Severity,
    Size,
)
from inspector.store import Store, open_store

Make = Callable[..., Record]

REQUEST = Part(
    (b"<m><confName>", b"</confName><name>", b"</name></m>"), (b"Budget review", b"Jane &amp; Doe")
)
RESPONSE = Part((b"<r><email>", b"</email></r>"), ("jane.döe@example.com".encode(),))


def record(number: int = 1, **changes: Any) -> Record:
    """A record whose report and whose own fields `changes` may set, by name."""
    report = ExchangeReport(
        id=f"{number:032x}",
        source="flow",
        time="2026-01-31T12:00:00Z",
        site="acme",
        client="192.0.2.7, client/1.0",
        url="https://acme.example.com/WBXService/XMLService",
        http="HTTP/2.0",
        status=200,
        duration_ms=41.5,
        size=Size(693, 5555),
        release=ReleaseReport("40.9.0", "default", ("40.1.0", "40.9.0")),
        calls=(CallReport("user.GetUser", True, "authenticated", "9f2c41", True, True, "SUCCESS"),),
    )
    whole = Record(report=report, request=REQUEST, response=RESPONSE, started=1_769_860_800.0 + number)
    own = {name: value for name, value in changes.items() if hasattr(whole, name)}
    rest = {name: value for name, value in changes.items() if name not in own}
    return replace(whole, report=replace(report, **rest), **own)


def full_record() -> Record:
    """A record that uses every field there is."""
    findings = (
        Finding(
            "AUTH-01",
            Severity.ERROR,
            "request",
            "anonymous call",
            0,
            "lstUser/key",
            7,
            9,
            "sign in",
            "key, 4",
        ),
        Finding(
            "SCH-03", Severity.WARNING, "response", "first row", 0, "users/user[1]/phone", 11, 3, "", "a"
        ),
        Finding("ENV-05", Severity.INFO, "request", "order", None, "", None, None),
        Finding(
            "SCH-03", Severity.WARNING, "response", "second row", 0, "users/user[2]/phone", 21, 3, "mend", "b"
        ),
    )
    calls = (
        CallReport(
            "user.LstsummaryUser", True, "anonymous", "aaaa01", False, None, "FAILURE", "000015", None
        ),
        CallReport("Gone", False, "identified", "bbbb02", None, True, "SUCCESS", None, "2024-03-31", True),
        CallReport(None),
    )
    personal = (
        PersonalData("email", "response", "users/user/email", 10, 0, 31, "email, 20 characters"),
        PersonalData("phone", "http", "header/X-Phone", 1),
    )
    facts = (
        Fact("request", 0, "header/securityContext/password", "password", 12, True),
        Fact("response", None, "user/password", "password", 70, False),
    )
    return record(
        7,
        calls=calls,
        findings=findings,
        personal_data=personal,
        facts=facts,
        service="gla",
        site=None,
        release=ReleaseReport("40.9.0", "path", ("40.1.0", "40.9.0"), "40.8.0"),
        request=Part((b"\x00\xff<whole/>",), (), "iso8859-1"),
        request_headers=(("Host", "acme.example.com"), ("X", "a"), ("X", "ü")),
        response_headers=(("Content-Type", "text/xml"),),
        method="PUT",
        source="calls.mitm",
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "calls.store"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with open_store(path, create=True) as opened:
        yield opened


@pytest.fixture
def make() -> Make:
    return record


@pytest.fixture
def full() -> Record:
    return full_record()
