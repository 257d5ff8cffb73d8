"""Recall and precision on what was labelled by hand: published messages, and free text of our own."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from privacy_texts import TEXTS

from inspector.assemble import inspector
from inspector.engine import Inspector, report
from inspector.model.report import ExchangeReport
from inspector.privacy import Knowledge, detect
from inspector.recordings import read
from inspector.settings.model import Settings

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
LABELS = json.loads((Path(__file__).parent / "corpus_labels.json").read_text("utf-8"))
RECALL, PRECISION = 0.98, 0.99
UNLABELLED = "time_place"

Row = tuple[str, str, str]
"""Where (file or number of the text), path or words, category."""


@dataclass(frozen=True, slots=True)
class Score:
    wanted: Counter[Row]
    found: Counter[Row]

    @property
    def hits(self) -> int:
        return (self.wanted & self.found).total()

    @property
    def recall(self) -> float:
        return self.hits / self.wanted.total()

    @property
    def precision(self) -> float:
        return self.hits / self.found.total()

    def __add__(self, other: Score) -> Score:
        return Score(self.wanted + other.wanted, self.found + other.found)

    def __str__(self) -> str:
        return f"recall {self.recall:.4f}, precision {self.precision:.4f} ({self.wanted.total()} labels)"


def _texts(knowledge: Knowledge) -> Score:
    wanted = Counter(
        (str(n), words, category) for n, (_, found) in enumerate(TEXTS) for category, words in found
    )
    found = Counter(
        (str(number), text[hit.start : hit.end], hit.category)
        for number, (text, _) in enumerate(TEXTS)
        for hit in detect(text, knowledge)
    )
    return Score(wanted, found)


def _corpus(core: Inspector) -> Score:
    wanted: Counter[Row] = Counter()
    found: Counter[Row] = Counter()
    for exchange in read([CORPUS], on_error=lambda error: pytest.fail(str(error))):
        file = str(Path(exchange.source).relative_to(CORPUS))
        judged = core.judge_pair(exchange)
        rows = report(judged)
        present = set(_places(rows)) | {
            f"{side.shape.direction}:{leaf.bare}" for side in judged.sides for leaf in side.shape.leaves
        }
        own = LABELS["files"].get(file, {})
        for place in present | set(own):
            wanted.update(
                (file, place, category) for category in own.get(place, LABELS["paths"].get(place, ()))
            )
        found.update(
            (file, f"{row.on}:{row.path}", row.category)
            for row in rows.personal_data
            if row.category != UNLABELLED
        )
    return Score(wanted, Counter(dict.fromkeys(found, 1)))


def _places(rows: ExchangeReport) -> Iterator[str]:
    return (f"{row.on}:{row.path}" for row in rows.personal_data)


def _show(capsys: pytest.CaptureFixture[str], **scores: Score) -> None:
    """Print the figures, and what was missed or wrong."""
    with capsys.disabled():
        for name, score in scores.items():
            sys.stdout.write(f"\n{name.replace('_', ' ')}: {score}")
            for kind, rows in (("missed", score.wanted - score.found), ("wrong", score.found - score.wanted)):
                sys.stdout.writelines(f"\n  {kind}: {' '.join(row)}" for row in sorted(rows))


def test_free_text_of_our_own(knowledge: Knowledge, capsys: pytest.CaptureFixture[str]) -> None:
    score = _texts(knowledge)
    _show(capsys, free_text=score)
    assert score.recall >= RECALL
    assert score.precision >= PRECISION


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the published messages are not at ../shared/corpus")
def test_published_messages_by_themselves_and_with_the_rest(
    knowledge: Knowledge, capsys: pytest.CaptureFixture[str]
) -> None:
    score = _corpus(inspector(Settings()))
    both = score + _texts(knowledge)
    _show(capsys, published_messages=score, both=both)
    assert score.wanted.total() >= 500
    assert score.recall >= RECALL
    assert score.precision >= PRECISION
    assert both.recall >= RECALL
    assert both.precision >= PRECISION


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the published messages are not at ../shared/corpus")
def test_the_figures_fall_where_a_name_is_not_known(tmp_path: Path) -> None:
    """The twin: a login that counts as nothing is missed."""
    own = tmp_path / "own.yaml"
    own.write_text("false_friends:\n  - {names: [webExID], why: a test, source: a test}\n")
    assert _corpus(inspector(Settings(pii=own))).recall < RECALL
