"""With slots or without, in any dress: the same message gets the same report."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from engine_messages import Draft, Generator, encode, write
from engine_traffic import Sample, drafts, engine, generated, published

from inspector.engine import Inspector, report
from inspector.model.exchange import Direction
from inspector.report.records import exchange as as_json
from inspector.wire import decode, split


def _without(found: dict[str, object], *names: str) -> dict[str, object]:
    return {key: value for key, value in found.items() if key not in names}


def _judged(inspector: Inspector, sample: Sample, *but: str) -> dict[str, object]:
    return _without(as_json(report(inspector.judge_pair(sample.exchange))), "id", "size", *but)


def test_a_comment_after_the_end_takes_the_slots_and_changes_nothing(
    generator: Generator, inspector: Inspector
) -> None:
    """The twin without slots is judged by its constant texts, the other by its values."""
    differ, compared = [], 0
    for sample in [*generated(generator, 31, 200, 6), *published()]:
        body = decode(sample.exchange.request or sample.exchange.response)
        if body.refused or not split(body).values or sample.body[-1:] != b">":
            continue
        if report(inspector.judge_pair(sample.exchange)).findings[:1] and _unreadable(inspector, sample):
            continue
        twin = replace(sample, body=sample.body + b"<!-- c -->")
        assert not split(decode(twin.exchange.request or twin.exchange.response)).values
        compared += 1
        if _judged(inspector, sample) != _judged(inspector, twin):
            differ.append(sample.name)

    assert compared > 500
    assert differ == []


def _unreadable(inspector: Inspector, sample: Sample) -> bool:
    return any(f.code == "XML-01" for f in report(inspector.judge_pair(sample.exchange)).findings)


def _dressed(draft: Draft, dress: dict[str, object]) -> Sample:
    style = replace(draft.style, **dress)
    return Sample("", encode(write(draft, style), style), draft.release, draft.direction)


PLAIN = {"lead": "", "codec": "utf-8", "declaration": "UTF-8"}
DRESSES: dict[str, dict[str, object]] = {
    "indented": {"gap": "\n", "indent": "    "},
    "on one line": {"gap": ""},
    "CR LF": {"gap": "\r\n"},
    "single quotes": {"quote": "'"},
    "no declaration": {"declaration": None},
    "UTF-16": {"codec": "utf-16", "declaration": "UTF-16"},
    "UTF-16 big endian without a mark": {"codec": "utf-16-be", "declaration": "UTF-16"},
    "ISO-8859-1": {"codec": "iso8859-1", "declaration": "ISO-8859-1"},
    "Windows-1252": {"codec": "cp1252", "declaration": "windows-1252"},
    "a byte order mark": {"codec": "utf-8-sig"},
    "long empty elements": {"empty": "long"},
}
REQUEST_DRESSES: dict[str, dict[str, object]] = {
    "prefixed root": {"root": "ns0:message"},
    "messageType": {"root": "serv:messageType", "frame": True},
    "undeclared prefixes": {"declared": False, "children": "all"},
    "some prefixes": {"children": "some"},
    "the other package": {"type_form": "xmlapi"},
    "no java": {"type_form": "no-java"},
    "a schema type": {"type_form": "prefixed", "declared": True},
}


@pytest.mark.parametrize("name", [*DRESSES, *REQUEST_DRESSES])
def test_dress_changes_neither_shape_nor_verdict(
    name: str, generator: Generator, inspector: Inspector
) -> None:
    """White space, prefixes, quotes and encodings are no part of what people call a shape (decision 8)."""
    dress = {**DRESSES, **REQUEST_DRESSES}[name]
    for draft in drafts(generator, 41, 40):
        if draft.direction is Direction.RESPONSE and name in REQUEST_DRESSES:
            continue
        basis = {**PLAIN, "shuffled": False}
        if draft.direction is Direction.REQUEST:
            basis["type_form"] = "java"
        plain = _judged(inspector, _dressed(draft, basis))
        dressed = _judged(inspector, _dressed(draft, {**basis, **dress}))

        assert dressed["calls"] == plain["calls"]
        assert dressed["site"] == plain["site"]
        assert dressed["release"] == plain["release"]
        rows = [_without(row, "line") for row in dressed["personal_data"]]
        assert rows == [_without(row, "line") for row in plain["personal_data"]]
        assert _codes(dressed) == _codes(plain)


def _codes(found: dict[str, object]) -> list[tuple[str, str]]:
    """Findings but for those that dress alone brings."""
    dress = {"ENV-02", "ENV-04"}
    return sorted((f["code"], f["path"]) for f in found["findings"] if f["code"] not in dress)


def test_values_change_neither_shape_nor_calls(generator: Generator, inspector: Inspector) -> None:
    for draft in drafts(generator, 42, 30):
        other = draft.copy()
        for leaf in other.leaves():
            if leaf.raw and leaf.raw.strip():
                leaf.raw = "value &amp; value"
        first, second = _judged(inspector, _dressed(draft, {})), _judged(inspector, _dressed(other, {}))

        assert [c["shape"] for c in first["calls"]] == [c["shape"] for c in second["calls"]]


def test_other_elements_are_another_shape(generator: Generator, inspector: Inspector) -> None:
    rng = random.Random(1)
    for draft in drafts(generator, 43, 60):
        holders = [content for content in draft.contents if content]
        if not holders or draft.style.shuffled:
            continue
        other = draft.copy()
        dropped = rng.choice([c for c in other.contents if c]).pop()
        if any(dropped.local == e.local for content in other.contents for e in content):
            continue
        first, second = _judged(inspector, _dressed(draft, {})), _judged(inspector, _dressed(other, {}))

        assert [c["shape"] for c in first["calls"]] != [c["shape"] for c in second["calls"]]


def test_rows_of_a_list_are_no_part_of_the_shape(inspector: Inspector) -> None:
    head = '<message><body><bodyContent xsi:type="java:com.webex.service.binding.ep.LstsummarySession">'
    tail = "</bodyContent></body></message>"
    shapes = set()
    for rows in (1, 2, 7):
        inner = "<sessionTypes>" + "<sessionType>1</sessionType>" * rows + "</sessionTypes>"
        sample = Sample("", (head + inner + tail).encode(), "40.8.0")
        shapes.add(report(inspector.judge_pair(sample.exchange)).calls[0].shape)

    assert len(shapes) == 1


def test_id_is_stable_and_tells_exchanges_apart(inspector: Inspector) -> None:
    sample = Sample("a", b"<message/>", "40.8.0")
    one = report(inspector.judge_pair(sample.exchange)).id
    again = report(engine(0).judge_pair(replace(sample.exchange, source="elsewhere", client="192.0.2.1"))).id
    later = report(inspector.judge_pair(replace(sample.exchange, started=1.0))).id
    other = report(inspector.judge_pair(replace(sample, body=b"<message />").exchange)).id
    moved = report(inspector.judge_pair(replace(sample, direction=Direction.RESPONSE).exchange)).id

    assert again == one
    assert len({one, later, other, moved}) == 4
