"""Real messages of the reference folder, where it is present: the right operation, or the right cause."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from inspector.model.exchange import Payload
from inspector.model.message import FaultKind, Message
from inspector.wire import decode, parse, split

SHARED = Path(__file__).parents[2].parent / "shared"
pytestmark = pytest.mark.skipif(not (SHARED / "corpus").is_dir(), reason="no reference folder ../shared here")

MOODLE = "merrill-oakland+moodle-mod_webexactivity"
UNREADABLE = {
    f"{MOODLE}/008-request-GetjoinurlMeeting.xml": "a bare & in a value",
    f"{MOODLE}/022-request-CreateMeeting.xml": "an entity reference is cut in half",
    "relnotes/002-request-CreateEvent.xml": "an end tag too many after the end of the root element",
}


def read(path: Path) -> tuple[Message, set[FaultKind]]:
    body = decode(Payload((), path.read_bytes()))
    assert not body.refused
    message = parse(body.document, body.codec)
    return message, {fault.kind for fault in (*body.faults, *message.faults)}


def rows() -> list[dict[str, str]]:
    lines = (SHARED / "corpus" / "manifest.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_the_corpus_is_read_with_the_right_operations_or_causes():
    wrong = []
    for row in rows():
        message, kinds = read(SHARED / "corpus" / row["file"])
        wanted = row["operation"].lower()
        if row["file"] in UNREADABLE:
            fault = message.faults[-1]
            types = [found.rpartition(".")[2].lower() for found in message.recovered_operations]
            good = (
                fault.message.startswith(UNREADABLE[row["file"]]) and types == [wanted] and bool(fault.line)
            )
        else:
            good = message.envelope is not None and message.envelope.direction.value == row["direction"]
            names = [call.name.lower() for call in message.envelope.calls] if message.envelope else []
            answers = {"", wanted, f"{wanted}response"} if row["direction"] == "response" else {wanted}
            good = (
                good and bool(names) and bool(answers & set(names)) and FaultKind.NOT_WELL_FORMED not in kinds
            )
        if not good:
            wrong.append(row["file"])
    assert wrong == []
    assert len(rows()) == 215


def test_what_the_corpus_says_is_not_well_formed_has_a_fault():
    bad = [row for row in rows() if not row["wellformed"]]
    unsaid = [row["file"] for row in bad if not read(SHARED / "corpus" / row["file"])[1]]
    assert unsaid == []
    assert len(bad) == 48


@pytest.mark.parametrize("place", ["seed/messages", "seed/messages/mended"])
def test_the_sample_messages_are_read_or_refused_for_crossed_tags(place):
    refused, mended = [], 0
    paths = sorted((SHARED / place).glob("*.xml"))
    for path in paths:
        message, kinds = read(path)
        mended += FaultKind.NBSP_IN_MARKUP in kinds
        number, direction, name = path.stem.split("-", 2)
        if message.envelope is None:
            refused.append(number)
            assert message.faults[-1].message.startswith(
                "end tag </bodyContent> does not close <serv:bodyContent>"
            )
            continue
        assert message.envelope.direction.value == direction
        names = [call.name.lower() for call in message.envelope.calls]
        assert names == [""] if name == "failure" else name.lower() in names
    assert len(paths) == 37
    assert refused == ["07", "08"]
    assert mended == (15 if place == "seed/messages" else 0)


def test_raw_requests_over_http_hold_the_same_document():
    forms = 0
    for path in sorted((SHARED / "corpus").rglob("*.http")):
        raw = path.read_bytes()
        cut = min(at for at in (raw.find(b"\r\n\r\n"), raw.find(b"\n\n")) if at >= 0)
        body = decode(Payload((), raw[cut:].lstrip(b"\r\n")))
        if body.refused:
            assert path.stem.split("-")[1] != "request", path
            continue
        forms += body.wrapped != ""
        message = parse(body.document, body.codec)
        assert message.envelope is not None or message.recovered_operations, path
        pieces = split(body)
        assert b"".join(pieces.pieces).startswith(b"<"), path
    assert forms == 3
