"""The requests of real clients: how many are valid, and that the documents tell of each that is not."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from inspector.engine import Inspector, report
from inspector.model.exchange import Exchange, Payload
from inspector.model.report import ExchangeReport
from inspector.model.severity import Severity

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT.parent / "shared" / "corpus"

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="no reference folder beside the checkout")

Row = tuple[str, str, str]


@pytest.fixture(scope="module")
def judged(inspector: Inspector) -> list[tuple[str, str, ExchangeReport]]:
    """Client, operation and report of each request."""
    found = []
    for line in (CORPUS / "manifest.jsonl").read_text("utf-8").splitlines():
        entry = json.loads(line)
        if entry["direction"] == "request":
            exchange = Exchange(Payload((), (CORPUS / entry["file"]).read_bytes()))
            client, operation = entry["file"].split("/")[0], entry["operation"]
            found.append((client, operation, report(inspector.judge_pair(exchange))))
    return found


def _verdict(found: ExchangeReport) -> str:
    if found.service != "xmlservice":
        return "other service"
    verdicts = [call.request_valid for call in found.calls]
    if any(
        finding.code.startswith("XML-0") and finding.severity is Severity.ERROR for finding in found.findings
    ):
        return "not readable"
    if False in verdicts:
        return "invalid"
    return "valid" if verdicts and all(verdicts) else "not judged"


def _documented() -> Counter[Row]:
    rows: Counter[Row] = Counter()
    text = (ROOT / "docs" / "real-clients.md").read_text("utf-8")
    for line in re.findall(r"^\| (?!client|---)(.+) \|$", text, re.MULTILINE):
        client, operations, verdict, why = (cell.strip() for cell in line.split(" | "))
        assert len(why) > 20
        for operation in operations.split(", "):
            name, _, times = operation.partition(" ×")
            rows[client, name.lower(), verdict] += int(times or 1)
    return rows


def test_every_request_that_is_not_valid_is_in_the_documents(
    judged: list[tuple[str, str, ExchangeReport]],
) -> None:
    rows = Counter((client, operation.lower(), _verdict(found)) for client, operation, found in judged)
    assert Counter({row: n for row, n in rows.items() if row[2] != "valid"}) == _documented()


def test_how_many_are_valid(judged: list[tuple[str, str, ExchangeReport]]) -> None:
    verdicts = Counter(_verdict(found) for _, _, found in judged)
    assert verdicts == {"valid": 157, "invalid": 37, "not judged": 4, "not readable": 3, "other service": 1}


def test_what_is_invalid_for_unknown_elements_alone(judged: list[tuple[str, str, ExchangeReport]]) -> None:
    """Rule R9: with what is not known left out, these are valid too."""
    only = [
        found
        for _, _, found in judged
        if _verdict(found) == "invalid"
        and {f.code for f in found.findings if re.match("SCH-0[1-578]|VAL-05|REL-", f.code)} == {"SCH-01"}
    ]
    assert len(only) == 21
