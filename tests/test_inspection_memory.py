"""Rules that take memory, over files: the same is told, in whatever order exchanges and files stand."""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence
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
