"""What releases changed besides their schema, and between which two releases it counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspector.resources import data
from inspector.schema import Changes, ChangesError, Master, Releases
from inspector.schema.changes import ALL, KINDS


@pytest.fixture(scope="module")
def changes() -> Changes:
    return Changes.load(data("schemas") / "changes.yaml")


def _between(changes: Changes, releases: Releases, old: str, new: str) -> list[tuple[str, str]]:
    return [(c.kind, c.since[0]) for c in changes.between(releases, old, new)]


def test_every_operation_and_release_of_a_change_exists(
    changes: Changes, releases: Releases, master: Master
) -> None:
    assert {name for c in changes.all for name in c.operations} - {ALL} <= set(master.operations)
    assert {name for c in changes.all for name in c.since} <= {release.name for release in releases.all}
    assert {c.kind for c in changes.all} == set(KINDS)


def test_changes_of_one_release(changes: Changes, releases: Releases) -> None:
    found = changes.between(releases, "40.1.2", "40.2.0")
    assert [(c.operations, c.exception) for c in found] == [
        (("ep.LstsummarySession",), "000015"),
        (("meeting.CreateMeeting", "meeting.SetMeeting"), "060016"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("5.8", "10.0.0", [("*", "000045")]),
        ("5.8", "10.0.0-SP5.10", [("*", "000045"), ("ep.LstsummarySession", None)]),
        ("10.0.0", "10.0.0-SP5.10", [("ep.LstsummarySession", None)]),
        ("10.0.0-SP5.10", "39.7.0", []),
    ],
)
def test_limits_of_the_oldest_releases(
    changes: Changes, releases: Releases, old: str, new: str, found: list[tuple[str, str | None]]
) -> None:
    limits = changes.between(releases, old, new)
    assert [(c.operations[0], c.exception) for c in limits] == found


def test_changes_go_by_branch(changes: Changes, releases: Releases) -> None:
    # 40.4.9 pairs with 40.6.1, so its exception is no news there; that of 40.4.5 came to 40.2.6, not 40.2.5.
    assert ("exception", "40.6.1") not in _between(changes, releases, "40.4.9", "40.6.1")
    assert ("exception", "40.6.1") in _between(changes, releases, "40.6.0", "40.6.1")
    assert _between(changes, releases, "40.2.5", "40.2.6") == [("limit", "40.4.5")]
    assert _between(changes, releases, "40.2.4", "40.2.5") == [("limit", "40.4.4")]


def test_nothing_changes_between_a_release_and_itself_or_backwards(
    changes: Changes, releases: Releases
) -> None:
    assert changes.between(releases, "40.9.0", "40.9.0") == ()
    assert changes.between(releases, "42.11.1", "5.8") == ()
    assert len(changes.between(releases, "5.8", "42.11.1")) == len(changes.all) == 26


def test_who_is_concerned(changes: Changes, releases: Releases) -> None:
    limit = changes.between(releases, "40.4.3", "40.4.4")[0]
    assert limit.exception == "000053"
    assert limit.concerns("user.GetUser")
    card = changes.between(releases, "40.8.0", "40.9.0")[0]
    assert card.concerns("user.GetUserCard")
    assert not card.concerns("user.GetUser")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("changes: []", "has no list `changes`"),
        ("- 1", "has no list `changes`"),
        ("changes:\n  - since: '40.1.0'", "entry 1"),
        ("changes:\n  - 7", "entry 1"),
        ("changes: {", "cannot be read"),
    ],
)
def test_a_broken_file_is_named(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "changes.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ChangesError, match=words) as caught:
        Changes.load(path)
    assert str(path) in str(caught.value)
