"""An exchange made ready for the detail screen."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tui_samples import FINDINGS, RESPONSE, record

from inspector.model.report import Finding, Part, PersonalData
from inspector.model.severity import Severity
from inspector.tui.document import body_text, document, facts, headline, in_order, pane_title

SAMPLE = record(1)


def finding(code: str, on: str, line: int | None = None) -> Finding:
    return Finding(code, Severity.INFO, on, "x", line=line)  # type: ignore[arg-type]


def test_the_headline_of_a_failure() -> None:
    assert headline(SAMPLE.report) == [
        "user.GetUser",
        "FAILURE 000015",
        "40.9.0",
        "anonymous",
        "HTTP 200",
        "13 ms",
    ]
    nothing = replace(SAMPLE.report, calls=(), status=None, duration_ms=None)
    assert [part for part in headline(nothing) if part] == ["no call", "40.9.0"]


def test_personal_data_outside_the_messages_is_covered_too() -> None:
    report = replace(
        SAMPLE.report,
        client="192.0.2.7 jane.doe@example.com",
        url="https://acme.example.com/p.php?AT=LI&WID=jdoe",
        personal_data=(
            PersonalData("login_id", "http", "url/WID", 1),
            PersonalData("name", "http", "header/X-User", 1),
        ),
    )
    sample = replace(
        SAMPLE, report=report, request_headers=(("X-User", "Jane"), ("From", "jane.doe@example.com"))
    )
    covered, revealed = ("\n".join(facts(sample, covering=covering)) for covering in (True, False))
    for value in ("jane.doe", "jdoe", "Jane"):
        assert value not in covered
        assert value in revealed
    assert "AT=•••&WID=•••" in covered
    assert "X-User: •••" in covered


def test_findings_come_as_one_meets_them() -> None:
    unordered = [
        finding("R9", "response", 9),
        finding("P", "pair"),
        finding("Q7", "request", 7),
        finding("R2", "response", 2),
        finding("H", "http"),
        finding("Q3", "request", 3),
    ]
    assert [f.code for f in in_order(unordered)] == ["H", "P", "Q3", "Q7", "R2", "R9"]


def test_findings_have_their_place_or_none() -> None:
    shown = document(SAMPLE, covering=True)
    assert shown.place(FINDINGS[1]) == ("request", 3)
    assert shown.place(FINDINGS[2]) == ("response", 11)
    assert shown.place(finding("P", "pair", 1)) == ("response", 0)
    assert shown.place(finding("H", "http", 1)) is None
    assert shown.place(finding("Q", "request")) is None
    assert shown.marks(FINDINGS, "request") == {1: [FINDINGS[0]], 3: [FINDINGS[1]]}


def test_the_response_in_one_line_is_indented_and_the_request_as_sent() -> None:
    shown = document(SAMPLE, covering=True)
    assert not shown.layouts["request"].indented
    assert shown.layouts["response"].indented
    as_sent = document(SAMPLE, covering=False, indent=False)
    assert [line.text for line in as_sent.layouts["response"].lines] == [RESPONSE]


@pytest.mark.parametrize(
    ("part", "text"),
    [
        (None, ""),
        (Part((b"<a>", b"</a>"), (b"Gr\xc3\xbc\xc3\x9fe",)), "<a>Grüße</a>"),
        (Part((b"Gr\xfc\xdfe",), (), "iso8859-1"), "Grüße"),
        (Part((b"\xff<a/>",), ()), "�<a/>"),
        (Part((b"<a/>",), (), "no-such-codec"), "<a/>"),
    ],
)
def test_a_body_is_read_in_its_codec_come_what_may(part: Part | None, text: str) -> None:
    assert body_text(part) == text


def test_what_is_not_there_is_said() -> None:
    shown = document(replace(SAMPLE, response=None, request=Part((b"",), ())), covering=True)
    assert [line.text for line in shown.layouts["response"].lines] == ["No response was captured."]
    assert [line.text for line in shown.layouts["request"].lines] == ["The request has no body."]


def test_panes_say_how_much_they_hold() -> None:
    titles = [pane_title(pane, SAMPLE.report) for pane in ("request", "response", "personal", "facts")]
    assert titles == ["Request ✖2", "Response ✖1", "Personal data 6", "Facts"]
    assert pane_title("request") == "Request"
