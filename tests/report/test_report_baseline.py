"""Known findings: taken out by code, operation and path; what is new, unused or expired is told."""

from __future__ import annotations

import datetime as dt
import io
import json
from pathlib import Path

import pytest

from inspector.model.report import CallReport, ExchangeReport, Finding, ReleaseReport, Size
from inspector.model.severity import Severity
from inspector.report import AuditText, Baseline, BaselineError, Totals, baseline_text, read_baseline, told

TODAY = dt.date(2026, 5, 1)
KNOWN = """\
findings:
  - code: AUTH-01
    operation: ep.LstsummarySession
    path: header/securityContext
    reason: The wall display signs in with the site alone, ticket 17.
"""


def finding(code: str, path: str = "", call: int | None = 0) -> Finding:
    return Finding(code, Severity.ERROR, "request", "as found", call, path)


def report(
    *findings: Finding, operation: str = "ep.LstsummarySession", shape: str = "aaaa"
) -> ExchangeReport:
    calls = (CallReport(operation, known=True, shape=shape),)
    release = ReleaseReport("40.10.0", "newest")
    return ExchangeReport(
        "id", "a.mitm", None, "acme", "", "", None, None, None, Size(), release, calls, findings
    )


def baseline(tmp_path: Path, text: str, name: str = "known.yaml") -> Baseline:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    return Baseline(read_baseline(path), TODAY)


def left(known: Baseline, found: ExchangeReport) -> list[str]:
    return [each.code for each in known.sift(found).findings]


@pytest.mark.parametrize(
    ("found", "codes"),
    [
        (report(finding("AUTH-01", "header/securityContext")), []),
        (report(finding("AUTH-01", "header/securityContext", call=None)), []),
        (report(finding("AUTH-01", "header/securityContext"), shape="bbbb"), []),
        (report(finding("AUTH-01", "header")), ["AUTH-01"]),
        (report(finding("AUTH-02", "header/securityContext")), ["AUTH-02"]),
        (report(finding("AUTH-01", "header/securityContext"), operation="ep.LstRecording"), ["AUTH-01"]),
    ],
)
def test_what_an_entry_is_silent_about(tmp_path: Path, found: ExchangeReport, codes: list[str]) -> None:
    assert left(baseline(tmp_path, KNOWN), found) == codes


def test_row_numbers_do_not_count_on_either_side(tmp_path: Path) -> None:
    text = "findings: [{code: SCH-03, operation: ep.LstsummarySession, path: 'a/b[2]/c', reason: seen}]"

    known = baseline(tmp_path, text)

    assert left(known, report(finding("SCH-03", "a/b[7]/c"), finding("SCH-03", "a/b/c"))) == []
    assert known.suppressed == 2


def test_an_entry_may_be_of_one_shape(tmp_path: Path) -> None:
    known = baseline(tmp_path, KNOWN + "    shape: bbbb\n")
    found = finding("AUTH-01", "header/securityContext")

    assert left(known, report(found, shape="aaaa")) == ["AUTH-01"]
    assert left(known, report(found, shape="bbbb")) == []


@pytest.mark.parametrize(("day", "codes", "expired"), [("2026-05-01", [], 0), ("2026-04-30", ["AUTH-01"], 1)])
def test_the_day_it_expires_is_the_last_one(tmp_path: Path, day: str, codes: list[str], expired: int) -> None:
    known = baseline(tmp_path, f"{KNOWN}    expires: {day}\n")

    assert left(known, report(finding("AUTH-01", "header/securityContext"))) == codes
    assert (len(known.expired), len(known.unused)) == (expired, 0)


def test_an_entry_that_nothing_is_found_of_is_told(tmp_path: Path) -> None:
    known = baseline(tmp_path, KNOWN)
    assert [told(entry) for entry in known.unused] == [
        "AUTH-01 at ep.LstsummarySession, header/securityContext"
    ]

    known.sift(report(finding("AUTH-01", "header/securityContext")))

    assert known.unused == ()


@pytest.mark.parametrize("name", ["next.yaml", "next.json"])
def test_what_is_written_is_silent_about_the_same_the_next_time(tmp_path: Path, name: str) -> None:
    first = baseline(tmp_path, KNOWN + "    expires: 2026-12-31\n")
    found = report(finding("AUTH-01", "header/securityContext"), finding("SCH-03", "a/b[7]/c"))
    assert left(first, found) == ["SCH-03"]

    again = baseline(tmp_path, baseline_text(tmp_path / name, first.used, first.fresh, "ticket 18"), name)

    assert left(again, found) == []
    entries = [(e.code, e.path, e.reason, e.expires) for e in again.used]
    assert entries == [
        (
            "AUTH-01",
            "header/securityContext",
            "The wall display signs in with the site alone, ticket 17.",
            dt.date(2026, 12, 31),
        ),
        ("SCH-03", "a/b/c", "ticket 18", None),
    ]


def test_json_is_json() -> None:
    text = baseline_text(Path("a.json"), (), Baseline((), TODAY).fresh, "x")

    assert json.loads(text) == {"findings": []}


def test_the_counts_leave_out_what_is_known_and_say_so(tmp_path: Path) -> None:
    known = baseline(tmp_path, KNOWN)
    totals, out = Totals(), io.StringIO()
    text = AuditText(out)
    kept = known.sift(report(finding("AUTH-01", "header/securityContext")))
    totals.add(kept)
    text.add(kept)
    totals.suppressed = known.suppressed
    text.end(totals, ())

    assert totals.worst is None
    assert totals.json()["suppressed"] == 1
    assert out.getvalue().endswith("findings: 0 error, 0 warning, 0 info; 1 known by the baseline\n")
    assert "suppressed" not in Totals().json()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("findings:\n  - code: AUTH-01\n", ":2: findings.reason is missing: say why"),
        ("findings:\n  - code: AUTH-01\n    reason: '  '\n", ":3: findings.reason is missing: say why"),
        ("findings:\n  - code: AUTH-01\n    why: x\n    reason: x\n", ":3: unknown key findings.why: known"),
        ("findings:\n  - reason: x\n    code: auth\n", ":3: findings.code:"),
        ("findings:\n  - code: AUTH-01\n    reason: x\n    expires: soon\n", ":4: findings.expires:"),
        ("findings: [\n", ":2: neither YAML nor JSON"),
        (
            "# mine\n- a\n",
            ":2: should be keys with values (key: value), and is a list; write the entries under `findings:`",
        ),
        (
            "reason\n",
            ":1: should be keys with values (key: value), and is text; write the entries under `findings:`",
        ),
        ("reason: x\n", ":1: unknown key reason: known are findings"),
        (
            "findings:\n  - AUTH-01\n",
            ":2: findings: should be keys with values (key: value), and is text",
        ),
        ("findings: AUTH-01\n", ":1: findings: should be a list: write [AUTH-01] (it is text)"),
    ],
)
def test_a_wrong_file_is_told_by_line(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(BaselineError) as told_of:
        baseline(tmp_path, text)

    assert words in str(told_of.value)
    assert str(told_of.value).startswith(str(tmp_path / "known.yaml"))


def test_all_wrong_entries_are_told(tmp_path: Path) -> None:
    with pytest.raises(BaselineError) as told_of:
        baseline(tmp_path, "findings:\n  - code: AUTH-01\n  - code: AUTH-02\n")

    assert [line.split(":")[1] for line in str(told_of.value).splitlines()] == ["2", "3"]


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(BaselineError, match="cannot be read: No such file"):
        read_baseline(tmp_path / "none.yaml")


def test_an_empty_file_is_an_empty_baseline(tmp_path: Path) -> None:
    assert left(baseline(tmp_path, ""), report(finding("AUTH-01"))) == ["AUTH-01"]


def test_what_is_kept_of_entries_that_were_not_found(tmp_path: Path) -> None:
    """An expired one that is found again counts as new, and is not written twice."""
    known = baseline(tmp_path, f"{KNOWN}    expires: 2026-04-30\n")
    assert [entry.code for entry in known.kept] == ["AUTH-01"]

    assert left(known, report(finding("AUTH-01", "header/securityContext"))) == ["AUTH-01"]
    assert known.kept == ()
