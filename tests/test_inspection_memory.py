"""Rules that take memory, over files: the same is told, in whatever order exchanges and files stand."""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from inspector import assemble
from inspector.engine import Inspector
from inspector.inspection import Inspection
from inspector.model.exchange import Exchange
from inspector.recordings.jsonl import encode
from inspector.rules import Example
from inspector.settings import Settings
from inspector.wire import Limits

CODES = ["AUTH-10", "LIM-02", "LIM-03", "LIM-11", "VAL-03", "VAL-16", "VAL-20"]
SHUFFLES = 6


@cache
def core(values: tuple[tuple[str, int], ...]) -> Inspector:
    return assemble.inspector(Settings(release="40.10.0", **dict(values)), key=b"k" * 32)


def shown(code: str) -> Example:
    rule = assemble.rules(Settings(), assemble.schemas().releases).get(code)
    assert rule is not None
    return rule.examples.bad[0]


def told(inspection: Inspection, paths: Sequence[Path]) -> list[tuple[str | None, str]]:
    """Start and code of each finding, whatever the order of the files."""
    return sorted(
        (report.time or "", finding.code)
        for report in inspection.reports(paths)
        for finding in report.findings
    )


def written(folder: Path, exchanges: Sequence[Exchange], *, together: bool) -> list[Path]:
    """The exchanges as one recording in this order, or as one each."""
    lines = [encode(exchange) for exchange in exchanges]
    parts = [b"".join(lines)] if together else lines
    paths = [folder / f"{number}.jsonl" for number in range(len(parts))]
    for path, part in zip(paths, parts, strict=True):
        path.write_bytes(part)
    return paths


@pytest.mark.parametrize("together", [True, False], ids=["one file", "a file each"])
@pytest.mark.parametrize("code", CODES)
def test_files_in_any_order_tell_the_same(
    code: str, together: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    example = shown(code)
    recording = [*example.earlier(), example.exchange()]
    inspector = core(tuple(example.settings.items()))
    inspection = Inspection(inspector, pytest.fail, lambda path, reason: None, Limits())
    orders = list(itertools.permutations(recording))
    random.Random(7).shuffle(orders)
    orders = [tuple(reversed(recording)), *orders[:SHUFFLES]]

    found = [told(inspection, written(tmp_path, order, together=together)) for order in orders]
    right = told(inspection, written(tmp_path, recording, together=together))

    assert [code for _, code in right].count(code) >= 1
    assert found == [right] * len(orders)

    # The twin: where nothing is noted before anything is judged, it goes silent.
    monkeypatch.setattr(Inspection, "_learn", lambda self, paths, history: None)
    silent = told(inspection, written(tmp_path, recording, together=together))
    assert code not in [found for _, found in silent]


def moved(exchange: Exchange, seconds: float) -> Exchange:
    assert exchange.started is not None
    return replace(exchange, started=exchange.started + seconds)


def counted(code: str, recording: Sequence[Exchange], folder: Path, **values: int) -> int:
    """How often `code` is told of a recording whose exchanges stand in no order."""
    exchanges = list(recording)
    random.Random(7).shuffle(exchanges)
    inspection = Inspection(core(tuple(values.items())), pytest.fail, lambda path, reason: None, Limits())
    found = told(inspection, written(folder, exchanges, together=True))
    return [each for _, each in found].count(code)


def test_each_of_many_incidents_of_one_caller_is_told(tmp_path: Path) -> None:
    example = shown("LIM-11")
    incident = [*example.earlier(), example.exchange()]
    recording = [moved(each, 3_600.0 * hour) for hour in range(100) for each in incident]

    assert counted("LIM-11", recording, tmp_path) == 100


def test_what_comes_later_takes_nothing_away(tmp_path: Path) -> None:
    example = shown("LIM-02")
    misses = [moved(example.earlier()[0], 86_400.0 * day) for day in range(1, 71)]

    recording = [*example.earlier(), example.exchange(), *misses]

    assert counted("LIM-02", recording, tmp_path, **example.settings) == 1


def test_a_maximum_of_many_can_be_reached(tmp_path: Path) -> None:
    miss = shown("LIM-02").earlier()[0]

    assert (
        counted("LIM-02", [moved(miss, 10.0 * n) for n in range(150)], tmp_path, not_found_maximum=100) == 1
    )
    assert counted("LIM-02", [moved(miss, 10.0 * n) for n in range(99)], tmp_path, not_found_maximum=100) == 0
