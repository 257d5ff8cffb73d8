"""Credentials where none belongs are named with the place where they stand."""

from __future__ import annotations

from io import StringIO

import pytest
from engine_traffic import NOON

from inspector import assemble
from inspector.engine import Inspector, record, report
from inspector.engine.captured import with_captured
from inspector.model.exchange import Exchange, Payload
from inspector.report import CheckText
from inspector.settings import Settings

MESSAGE = (
    "<!-- token=Example-1a2b3c --><message><header><securityContext><webExID>jdoe</webExID>"
    "<password>Example-1</password><siteName>acme</siteName></securityContext></header>\n<!-- nothing -->\n"
    '<body> <!-- password=Example-2 --><bodyContent xsi:type="java:com.webex.service.binding.user.GetUser">'
    "<webExId>jdoe</webExId></bodyContent></body></message>"
)


@pytest.mark.parametrize(
    ("lead", "places"), [("", [(1, 1), (3, 8)]), ("\n\n", [(3, 1), (5, 8)]), ("  ", [(1, 3), (3, 8)])]
)
def test_a_comment_with_a_credential_is_named_at_its_place(
    lead: str, places: list[tuple[int, int]], inspector: Inspector
) -> None:
    judged = inspector.judge_pair(Exchange(Payload((), f"{lead}{MESSAGE}".encode()), started=NOON))
    found = [each for each in report(judged).findings if each.code == "PII-07"]

    assert [(each.line, each.column) for each in found] == places
    out = StringIO()
    CheckText(out, ()).add(report(judged))
    assert all(f" {line}:{column} " in out.getvalue() for line, column in places)


CREATE = (
    "<message><header><securityContext><webExID>jdoe</webExID><password>Example-1</password>"
    "<siteName>acme</siteName></securityContext></header><body>"
    '<bodyContent xsi:type="java:com.webex.service.binding.meeting.CreateMeeting"><metaData>'
    "<confName>Weekly review, password=Example-1</confName></metaData></bodyContent></body></message>"
)


@pytest.mark.parametrize("redact", [(), ("pii",), ("free_text",)])
def test_findings_are_the_same_whatever_is_redacted(redact: tuple[str, ...]) -> None:
    core = assemble.inspector(Settings(redact=redact))
    kept = record(core.judge_pair(Exchange(Payload((), CREATE.encode()), started=NOON)))

    assert "PII-07" in [finding.code for finding in kept.report.findings]
    assert kept.request is not None
    assert b"Example-1" not in kept.request.body
    again = core.judge_pair(Exchange(Payload((), kept.request.body), started=NOON))
    told = with_captured(report(again), kept, again.rules).findings
    assert [finding.code for finding in told].count("PII-07") == 1


@pytest.mark.parametrize(
    "agenda",
    [
        "use ghp_ABCDEFGHIJKLMNOP1234567890abcdEFGH12 please",
        "AKIAIOSFODNN7EXAMPLE is it",
        "the session token is 0123456789abcdef0123",
        "run mysql -u root -pSecret99x now",
        "-----BEGIN RSA PRIVATE KEY----- MIIEabcdefg123456",
    ],
)
def test_what_the_inventory_calls_a_credential_in_a_text_is_out_of_place(agenda: str) -> None:
    sent = CREATE.replace("Weekly review, password=Example-1", agenda)
    said = report(
        assemble.inspector(Settings()).judge_pair(Exchange(Payload((), sent.encode()), started=NOON))
    )

    assert "credential" in [row.category for row in said.personal_data if row.path.endswith("confName")]
    assert "PII-07" in [finding.code for finding in said.findings]
