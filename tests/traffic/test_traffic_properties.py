"""Calls of the base line, as the schema allows them, at any two releases."""

from __future__ import annotations

import random
from typing import Any

import pytest
from engine_messages import Generator, encode, write
from hypothesis import given, settings
from hypothesis import strategies as st
from traffic_samples import compared, exchange

from inspector.engine import Inspector
from inspector.model.exchange import Direction
from inspector.resources import data
from inspector.schema.by_operation import ByOperation

RELEASES = ("39.11.0", "40.1.0", "40.4.9", "40.6.0", "40.9.0", "40.12.0", "42.11.1")
SCHEMA = {"SCH", "REL", "ENV", "XML", "LIFE"}


@pytest.fixture(scope="module")
def generator(judge: Inspector) -> Generator:
    return Generator(judge.judge.schemas, ByOperation.load(data("schemas")))


def effects(
    judge: Inspector, generator: Generator, seed: int, made_for: str, old: str, new: str
) -> list[Any]:
    draft = generator.draft(random.Random(seed), release=made_for, direction=Direction.REQUEST)
    return compared(judge, [exchange(encode(write(draft), draft.style))], old, new)["breaks"]


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.integers(0, 100_000), st.permutations(RELEASES))
def test_valid_calls_of_the_base_line_break_only_by_what_release_notes_say(
    judge: Inspector, generator: Generator, seed: int, releases: list[str]
) -> None:
    breaks = effects(judge, generator, seed, "5.8", releases[0], releases[1])
    assert [row for row in breaks if row["kind"] != "finding"] == []
    assert [row for row in breaks if row["code"].partition("-")[0] in SCHEMA] == []


def test_twin_calls_of_a_later_release_break_where_it_is_not_there_yet(
    judge: Inspector, generator: Generator
) -> None:
    found = [effects(judge, generator, seed, "40.10.0", "40.10.0", "39.11.0") for seed in range(40, 80)]
    assert any(row["code"].startswith("REL-") for rows in found for row in rows)
