"""What a site said of its release: the same in whatever order it is told, bounded, and by its times."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from random import Random

import hypothesis.strategies as st
from hypothesis import given, settings

from inspector.engine import Evidence, History
from inspector.engine.said import Said

STATEMENTS = st.lists(
    st.tuples(
        st.sampled_from(("40.4.9", "40.6.0", "40.10.0")), st.one_of(st.none(), st.integers(0, 12).map(float))
    ),
    min_size=2,
    max_size=8,
)


def answers(statements: Iterable[tuple[str, float | None]], times: Iterable[float | None]) -> list[str]:
    """What holds at each of `times`, when the statements of a site are told in this order."""
    told = History()
    for api, time in statements:
        told.learn(Evidence("acme", api, time))
    return [told.said["acme"].at(time) for time in times]


@given(STATEMENTS, st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_what_a_site_said_holds_in_whatever_order_it_is_told(
    statements: list[tuple[str, float | None]], random: Random
) -> None:
    times = [None, *(half / 2 for half in range(-1, 27))]
    shuffled = random.sample(statements, len(statements))

    assert answers(shuffled, times) == answers(statements, times)


def test_what_stands_between_two_equal_statements_splits_them_where_it_stands() -> None:
    day = {5.0: "40.8.0", 6.0: "40.4.9", 9.0: "40.8.0", 17.0: "40.8.0"}

    for order in itertools.permutations(day):
        assert answers([(day[time], time) for time in order], (5.5, 6.5, 8.5, 10.0)) == [
            "40.8.0", "40.4.9", "40.4.9", "40.8.0",
        ]  # fmt: skip


def test_of_two_releases_at_the_same_time_the_newer_counts() -> None:
    for order in ((0, 1), (1, 0)):
        said = [(("40.9.0", "40.10.0")[number], 5.0) for number in order]

        assert answers(said, (6.0, 5.0, 4.0)) == ["40.10.0"] * 3
        assert answers([(api, None) for api, _ in said], (6.0, None)) == ["40.10.0"] * 2


def test_what_a_site_said_is_bounded_and_a_change_is_not_forgotten() -> None:
    """Asked each minute for a day, with an hour of another release in between."""
    minutes = [60.0 * minute for minute in range(1_440)]
    said = [("40.6.0" if 30_000 <= time < 33_600 else "40.4.9", time) for time in minutes]
    times = (0.0, 29_999.0, 30_001.0, 33_599.0, 33_601.0, 86_000.0)
    right = ["40.4.9", "40.4.9", "40.6.0", "40.6.0", "40.4.9", "40.4.9"]

    assert answers(said, times) == right
    assert answers(Random(7).sample(said, len(said)), times) == right


def test_the_bound_is_the_same_in_any_order() -> None:
    """More statements to and fro, and more releases, than are remembered."""
    to_and_fro = [(("40.4.9", "40.6.0")[hour % 2], float(hour)) for hour in range(700)]
    many = [(f"40.{hour}.0", float(hour)) for hour in range(600)]
    for said in (to_and_fro, many):
        times = [float(hour) for hour in range(700)]
        found = answers(said, times)

        assert answers(said[::-1], times) == found
        assert answers(Random(7).sample(said, len(said)), times) == found
    assert answers(many, (100.0, 599.0)) == ["40.100.0", "40.599.0"]
    assert len(set(answers(many, times))) <= 512


def test_of_more_words_than_it_may_hold_the_latest_said_are_kept() -> None:
    said = Said(most=2)
    for time, word in enumerate(("a", "b", "c", "b")):
        said.note(word, float(time))

    assert [said.at(time) for time in (1.5, 2.0, 2.5, 3.0, 9.0)] == ["c", "c", "c", "b", "b"]
