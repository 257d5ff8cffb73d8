"""What captured text becomes before it may reach a terminal."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.tui.text import clean, mask_addresses, unify_line_breaks


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain <tag/>", "plain <tag/>"),
        ("Grüße 東京", "Grüße 東京"),
        ("\x1b[2J\x07", "␛[2J␇"),
        ("a\tb", "a b"),
        ("\x7f\x9b31m", "␡�31m"),
        ("a\u00a0b", "a⍽b"),
        ("a\u202eb\u200bc\ufeff", "a�b�c�"),
        ("\ud800", "�"),
    ],
)
def test_nothing_that_a_terminal_acts_on_is_left(text: str, shown: str) -> None:
    assert clean(text) == shown


@given(st.text(st.characters(codec=None), max_size=60))
@settings(max_examples=150, deadline=None, derandomize=True)
def test_cleaning_keeps_positions_and_leaves_no_control(text: str) -> None:
    shown = clean(text)
    assert len(shown) == len(text)
    assert not [c for c in shown if unicodedata.category(c) in ("Cc", "Cs")]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("write to jane.doe@example.com now", "write to ••• now"),
        ("no address here", "no address here"),
        ("@", "@"),
    ],
)
def test_addresses_are_masked_wherever_they_stand(text: str, shown: str) -> None:
    assert mask_addresses(text) == shown


def test_line_breaks_are_counted_as_a_parser_counts_them() -> None:
    assert unify_line_breaks("a\r\nb\rc\nd") == "a\nb\nc\nd"
