"""The requests of real clients: how many are valid, and that the documents tell of each that is not."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from inspector.engine import Inspector, Judgement, report
from inspector.engine.explain import explain
from inspector.model.exchange import Exchange, Payload
from inspector.model.report import ExchangeReport
from inspector.model.severity import Severity
from inspector.wire import Limits

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT.parent / "shared" / "corpus"

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="no reference folder beside the checkout")

Row = tuple[str, str, str]


@pytest.fixture(scope="module")
def judgements(inspector: Inspector) -> list[tuple[str, str, Judgement]]:
    """Client, operation and judgement of each request."""
    found = []
    for line in (CORPUS / "manifest.jsonl").read_text("utf-8").splitlines():
        entry = json.loads(line)
        if entry["direction"] == "request":
            exchange = Exchange(Payload((), (CORPUS / entry["file"]).read_bytes()))
            client, operation = entry["file"].split("/")[0], entry["operation"]
            found.append((client, operation, inspector.judge_pair(exchange)))
    return found


@pytest.fixture(scope="module")
def judged(judgements: list[tuple[str, str, Judgement]]) -> list[tuple[str, str, ExchangeReport]]:
    """The same with their reports."""
    return [(client, operation, report(judgement)) for client, operation, judgement in judgements]


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
    for line in re.findall(r"^\| (?!client|---)(.+ \| .+ \| .+ \| .+) \|$", text, re.MULTILINE):
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


def test_how_many_more_are_valid_to_a_service_that_skips_what_it_does_not_know(
    judgements: list[tuple[str, str, Judgement]], inspector: Inspector
) -> None:
    """Rule R9, by another library: it is given the message as mapped, unknown elements left out."""
    invalid = [each for _, _, each in judgements if _verdict(report(each)) == "invalid"]
    more = [each for each in invalid if not any(e.opinions for e in explain(each, inspector.judge, Limits()))]
    assert len(more) == 21
    assert all("SCH-01" in {f.code for f in each.findings} for each in more)


def test_the_documents_give_these_numbers() -> None:
    text = (ROOT / "docs" / "real-clients.md").read_text("utf-8")
    assert re.findall(r"^\| (\w.*?) \| (\d+) \|$", text, re.MULTILINE) == [
        ("valid as they stand", "157"),
        ("invalid for unknown elements alone", "21"),
        ("together: what a service that skips unknown elements takes", "178"),
        ("invalid for other reasons", "16"),
        ("not judged, not readable, or for another service", "8"),
        ("all", "202"),
    ]
