from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.schema import Releases, ReleasesError, UnknownRelease, Window

KNOWN = [
    "5.8",
    "10.0.0",
    "10.0.0-SP5.10",
    "39.7.0",
    "39.10.0",
    "39.11.0",
    "40.1.0",
    "40.1.2",
    "40.2.0",
    "40.2.4",
    "40.2.5",
    "40.2.6",
    "40.2.9",
    "40.4.0",
    "40.4.3",
    "40.4.4",
    "40.4.5",
    "40.4.8",
    "40.4.9",
    "40.6.0",
    "40.6.1",
    "40.7.0",
    "40.8.0",
    "40.9.0",
    "40.10.0",
    "40.11.0",
    "40.12.0",
    "41.11.0",
    "41.12.0",
    "42.1.0",
    "42.5.0",
    "42.6.0",
    "42.10.0",
    "42.11.0",
    "42.11.1",
]


def test_all_known_releases_stand_oldest_first(releases: Releases) -> None:
    assert [release.name for release in releases.all] == KNOWN
    assert releases.newest.name == "42.11.1"
    assert releases.base.name == "5.8"


@pytest.mark.parametrize(
    ("name", "release"),
    [
        ("40.1.0", "40.1.0"),
        ("40.0.1", "40.1.0"),
        ("40.1", "40.1.0"),
        (" 40.10.0 ", "40.10.0"),
        ("39.11", "39.11.0"),
        ("9.0", "5.8"),
        ("10.0.0-SP5", "10.0.0"),
        ("10.0.0-SP5.10", "10.0.0-SP5.10"),
        ("10.0.0 SP5.10", "10.0.0-SP5.10"),
        ("10.0.0-sp7", "10.0.0-SP5.10"),
        ("11.0.0-sp9", "10.0.0-SP5.10"),
        ("V10.0.0 SP12", "10.0.0-SP5.10"),
        ("V10.0.0", "10.0.0"),
        ("10.0.0", "10.0.0"),
        ("8.0.0", "5.8"),
        ("5.9", "5.8"),
    ],
)
def test_names_and_aliases(releases: Releases, name: str, release: str) -> None:
    assert releases.get(name).name == release


def test_names_and_aliases_hold_no_blank_and_stand_once(releases: Releases) -> None:
    names = [name for release in releases.all for name in (release.name, *release.aliases)]
    assert len(names) == len(set(names))
    assert not [name for name in names if " " in name]


@pytest.mark.parametrize(
    ("name", "offered"),
    [
        ("40.10.1", "did you mean 40.10.0 or 40.11.0?"),
        ("40.4.10", "did you mean 40.4.9 or 40.6.0?"),
        ("40.3.0", "did you mean 40.2.9 or 40.4.0?"),
        ("42.11.3", "did you mean 42.11.1, the newest that is known?"),
        ("8.1", "did you mean 5.8 or 10.0.0?"),
    ],
)
def test_an_unknown_name_offers_its_neighbours(releases: Releases, name: str, offered: str) -> None:
    with pytest.raises(UnknownRelease) as caught:
        releases.get(name)
    assert str(caught.value) == f"unknown release {name!r}: {offered}"


def test_a_newer_release_can_be_added_and_has_all_that_is_before_it(releases: Releases) -> None:
    more = releases.having(["43.1.0", "40.4.10", "40.5.0", "40.4.9", "43.1", "9.9.9", "latest", "40.04.11"])

    assert [release.name for release in more.all if release.added] == ["40.4.10", "43.1.0"]
    assert (more.newest.name, more.before("40.4.10").name, more.before("40.6.0").name) == (
        "43.1.0",
        "40.4.9",
        "40.4.10",
    )
    window = Window(since=("40.4.9", "40.6.1"))
    assert [more.has(name, window) for name in ("40.4.10", "40.6.0", "43.1.0")] == [True, False, True]
    assert more.resolve("43.2.0")[0].name == "43.1.0"
    assert [release.name for release in releases.all] == KNOWN


def test_a_name_like_no_other_offers_the_newest(releases: Releases) -> None:
    with pytest.raises(UnknownRelease, match=r"newest is 42\.11\.1"):
        releases.get("banana")


@pytest.mark.parametrize(
    ("version", "release", "exact"),
    [
        ("39.7.0", "39.7.0", True),
        ("40.10.0", "40.10.0", True),
        ("40.0.1", "40.1.0", True),
        ("43.2.0", "42.11.1", False),
        ("42.11.7", "42.11.1", False),
        ("40.4.7", "40.4.5", False),
        ("40.2.7", "40.2.6", False),
        ("40.5.0", "40.4.9", False),
        ("39.8.2", "39.7.0", False),
        ("xml8.0.0", "5.8", True),
        ("WebEx XML API V11.0.0", "10.0.0-SP5.10", True),
        ("3.1", "5.8", False),
        ("WebEx XML API V10.0.0 SP12", "10.0.0-SP5.10", True),
        ("10.0.0-SP5.10", "10.0.0-SP5.10", True),
        ("10.0.0 SP7", "10.0.0-SP5.10", True),
        ("V10.0.0 SP5", "10.0.0", True),
        ("10.0.0-EP1", "10.0.0", True),
        ("10.0.0-EP2", "10.0.0", False),
        ("10.0.0-SP5.9", "10.0.0", False),
        ("10.0.0-SP26", "10.0.0-SP5.10", False),
        ("11.0.0-SP26", "10.0.0-SP5.10", False),
        ("11.0.5", "10.0.0-SP5.10", False),
        ("9.0.0-SP5_1", "5.8", True),
        ("10.0.0", "10.0.0-SP5.10", True),
        ("WebEx XML API V10.0.0", "10.0.0-SP5.10", True),
        ("40.2.0", "40.2.0", True),
    ],
)
def test_a_version_is_judged_by_the_last_release_before_it(
    releases: Releases, version: str, release: str, exact: bool
) -> None:
    found, is_exact = releases.resolve(version)
    assert (found.name, is_exact) == (release, exact)


def test_a_version_without_a_number_is_refused(releases: Releases) -> None:
    with pytest.raises(UnknownRelease, match="no version number"):
        releases.resolve("SP26")


PAIRED = Window(since=("40.6.1", "40.4.9"))


@pytest.mark.parametrize(
    ("release", "has"),
    [
        ("5.8", False),
        ("39.11.0", False),
        ("40.2.9", False),
        ("40.4.8", False),
        ("40.4.9", True),
        ("40.6.0", False),
        ("40.6.1", True),
        ("40.7.0", True),
        ("42.11.1", True),
    ],
)
def test_a_mark_on_the_own_branch_decides_alone(releases: Releases, release: str, has: bool) -> None:
    assert releases.has(release, PAIRED) is has
    assert releases.has(releases.get(release), PAIRED) is has


@pytest.mark.parametrize(
    ("release", "has"),
    [("40.2.8", None), ("40.4.9", True), ("40.6.0", True), ("40.7.0", False), ("40.2.9", False)],
)
def test_until_is_inclusive_and_goes_by_branch(releases: Releases, release: str, has: bool | None) -> None:
    window = Window(until=("40.6.1", "40.2.6"))
    if has is None:
        with pytest.raises(UnknownRelease):
            releases.has(release, window)
    else:
        assert releases.has(release, window) is has


@pytest.mark.parametrize(
    ("release", "required"), [("40.4.9", True), ("40.6.1", True), ("40.7.0", False), ("5.8", True)]
)
def test_required_until(releases: Releases, release: str, required: bool) -> None:
    assert releases.required(release, ("40.6.1",)) is required
    assert releases.required(release, ()) is False


def test_the_releases_that_a_message_fits(releases: Releases) -> None:
    windows = [PAIRED, Window(until=("40.8.0",)), Window()]
    assert [r.name for r in releases.fits(windows)] == ["40.4.9", "40.6.1", "40.7.0", "40.8.0"]
    assert releases.earliest(windows) == releases.get("40.4.9")
    assert releases.earliest([Window(since=("41.11.0",)), Window(until=("40.8.0",))]) is None


@pytest.mark.parametrize(
    ("release", "before"),
    [
        ("40.4.9", "40.4.8"),
        ("40.6.0", "40.4.9"),
        ("40.6.1", "40.6.0"),
        ("39.7.0", "10.0.0-SP5.10"),
        ("10.0.0-SP5.10", "10.0.0"),
        ("10.0.0", "5.8"),
    ],
)
def test_the_release_before(releases: Releases, release: str, before: str) -> None:
    found = releases.before(release)
    assert found is not None
    assert found.name == before


def test_nothing_is_before_the_base_line(releases: Releases) -> None:
    assert releases.before("5.8") is None


def test_a_release_without_a_published_schema_says_whose_it_inherits(releases: Releases) -> None:
    inherits = {r.name: r.inherits for r in releases.all if not r.published}
    assert inherits == {
        "39.7.0": "10.0.0-SP5.10",
        "40.2.5": "40.2.4",
        "40.2.6": "40.2.5",
        "40.4.0": "40.2.0",
        "40.4.4": "40.4.3",
        "40.4.5": "40.4.4",
        "42.11.0": "42.10.0",
    }
    assert all(release.source for release in releases.all)


NAMES = st.sampled_from(KNOWN)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(since=NAMES, release=NAMES)
def test_one_mark_splits_the_releases_by_their_order(releases: Releases, since: str, release: str) -> None:
    at_or_after = KNOWN.index(release) >= KNOWN.index(since)
    assert releases.has(release, Window(since=(since,))) is at_or_after


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("releases: [", "cannot be read"),
        ("other: 1\n", "no list"),
        ("releases:\n  - name: '40.1.0'\n", "entry 1"),
        ("releases:\n  - 3\n", "entry 1"),
        (
            "releases:\n  - {name: forty, branch: '4', order: 1, date: null, aliases: [], published: true}\n",
            "entry 1",
        ),
    ],
)
def test_a_broken_file_is_named_with_its_place(tmp_path, text: str, said: str) -> None:
    path = tmp_path / "releases.yaml"
    path.write_text(text)
    with pytest.raises(ReleasesError, match=said) as caught:
        Releases.load(path)
    assert str(path) in str(caught.value)


def test_a_missing_file_is_named(tmp_path) -> None:
    with pytest.raises(ReleasesError, match="cannot be read"):
        Releases.load(tmp_path / "releases.yaml")
