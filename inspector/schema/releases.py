"""Releases of the XML API: names, branches, order, and which release has what (decision 11)."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from inspector.schema.content import Window
from inspector.schema.yaml_file import read_entries

Numbers = tuple[int, ...]

# Bounded: versions come over the wire, and Python refuses to read numbers of thousands of digits.
_THREE = re.compile(r"[1-9][0-9]{0,5}\.(?:0|[1-9][0-9]{0,5})\.(?:0|[1-9][0-9]{0,5})", re.ASCII)
_VERSION = re.compile(
    r"[0-9]{1,6}(?:\.[0-9]{1,6}){1,4}(?P<pack>[ -][SE]P[0-9]{1,6}(?:[._][0-9]{1,6})?)?",
    re.ASCII | re.IGNORECASE,
)


class UnknownRelease(ValueError):  # noqa: N818 - the name says what is wrong
    """A release name that is not known; the message offers the nearest ones."""


class ReleasesError(ValueError):
    """The releases file cannot be used; the message names file, place and what is wrong."""


@dataclass(frozen=True, slots=True)
class Release:
    """One release.

    Attributes:
        name: "40.4.9"; "5.8" is the base line.
        branch: First two numbers, "40.4".
        order: Place among all releases, from 0 for the oldest.
        date: ISO date, None where the vendor gave none.
        aliases: Other names of it; for the base line the older names that count as it.
        published: Whether a schema was published for it.
        source: Where the fact comes from.
        inherits: The release whose schema it takes where none was published, None where one was.
        added: True where it is known by official files alone.
    """

    name: str
    branch: str
    order: int
    date: str | None = None
    aliases: tuple[str, ...] = ()
    published: bool = True
    source: str = ""
    inherits: str | None = None
    added: bool = False

    @property
    def numbers(self) -> Numbers:
        """The name as numbers, for comparison: (40, 4, 9)."""
        return _numbers(self.name)

    def __str__(self) -> str:
        return self.name


class Releases:
    """All known releases, oldest first; knows what a release has."""

    def __init__(self, releases: Iterable[Release]) -> None:
        self.all: tuple[Release, ...] = tuple(sorted(releases, key=lambda r: r.order))
        self._named: dict[str, Release] = {}
        for release in self.all:
            for name in (release.name, *release.aliases):
                self._named[_folded(name)] = release
        self._numbers = {release.name: release.numbers for release in self.all}

    @classmethod
    def load(cls, path: Path) -> Releases:
        """Read `releases.yaml`.

        Raises:
            ReleasesError: It cannot be read, is no YAML, or an entry lacks something.
        """
        entries = read_entries(path, "releases", ReleasesError)
        return cls(_release(path, number, entry) for number, entry in enumerate(entries, start=1))

    @property
    def newest(self) -> Release:
        """The newest known release."""
        return self.all[-1]

    @property
    def base(self) -> Release:
        """The base line, 5.8."""
        return self.all[0]

    def having(self, names: Iterable[str]) -> Releases:
        """These and those of `names` that are added by official files; what else is in `names` is not."""
        found = self
        for name in sorted((n for n in names if _THREE.fullmatch(n)), key=_numbers):
            if found.may_add(name):
                # It has what its branch has, else what the main line has: has() goes by numbers.
                new = Release(name, name.rpartition(".")[0], 0, source="official files alone", added=True)
                ordered = sorted((*found.all, new), key=lambda release: release.numbers)
                found = Releases(replace(release, order=order) for order, release in enumerate(ordered))
        return found

    def may_add(self, name: str) -> bool:
        """Whether `name` can be added: three numbers, newer than all known ones, of its branch or at all."""
        if not _THREE.fullmatch(name) or _folded(name) in self._named:
            return False
        wanted = _numbers(name)
        same = [numbers for numbers in self._numbers.values() if numbers[:2] == wanted[:2]]
        return wanted > max(same or self._numbers.values())

    def get(self, name: str) -> Release:
        """The release that `name` names, by name or alias ("40.0.1" is 40.1.0).

        Raises:
            UnknownRelease: There is none; the message names the nearest.
        """
        release = self._named.get(_folded(name))
        if release is None:
            raise UnknownRelease(f"unknown release {name!r}: {self._nearest(name)}")
        return release

    def resolve(self, api_version: str) -> tuple[Release, bool]:
        """The release to judge by for a version that a site or a URL names ("39.7.0", "xml8.0.0", "43.1.0").

        Returns:
            The release, and whether it is that version exactly. A version that is not known counts as the
            last release before it: on its own branch where there is one, else among all. The newest
            stands in for any newer one (decision 9). Sites seldom name their service pack: a version that
            has packs of its own and is named without one counts as the last of them.

        Raises:
            UnknownRelease: There is no version number in it.
        """
        match = _VERSION.search(api_version)
        known = self._named.get(_folded(api_version))
        if known is not None:
            return known if match is None or match["pack"] else self._last_pack(known), True
        if match is None:
            raise UnknownRelease(f"no version number in {api_version!r}: {self._nearest(api_version)}")
        known = self._named.get(_folded(match[0]))
        if known is not None:
            exact = match[0] == re.sub(r"^[^\d]*", "", api_version.strip())
            return known if match["pack"] else self._last_pack(known), exact
        wanted = _numbers(match[0])
        before = [r for r in self.all if self._numbers[r.name] <= wanted] or [self.base]
        same = [r for r in before if self._numbers[r.name][:2] == wanted[:2]]
        return (same or before)[-1], False

    def has(self, release: Release | str, window: Window) -> bool:
        """Whether `release` has what `window` is the window of.

        A mark on the release's own branch (same first two numbers) alone decides; else the highest one does.

        Raises:
            UnknownRelease: `release` is a name that is not known.
        """
        numbers = self._of(release)
        return (not window.since or numbers >= _deciding(numbers, window.since)) and (
            not window.until or numbers <= _deciding(numbers, window.until)
        )

    def first(self, release: Release | str, since: tuple[str, ...]) -> str:
        """The mark of `since` that decides for `release`: that of its own branch, else the highest."""
        deciding = _deciding(self._of(release), since)
        return next(mark for mark in since if _numbers(mark) == deciding)

    def required(self, release: Release | str, required_until: tuple[str, ...]) -> bool:
        """Whether an optional element is still required in `release`, by its `x:required-until`.

        Raises:
            UnknownRelease: `release` is a name that is not known.
        """
        numbers = self._of(release)
        return bool(required_until) and numbers <= _deciding(numbers, required_until)

    def fits(self, windows: Iterable[Window]) -> tuple[Release, ...]:
        """The releases that have all that `windows` stand for, oldest first."""
        wanted = set(windows)
        return tuple(r for r in self.all if all(self.has(r, window) for window in wanted))

    def earliest(self, windows: Iterable[Window]) -> Release | None:
        """The first release that has all that `windows` stand for, None where none does."""
        return next(iter(self.fits(windows)), None)

    def before(self, release: Release | str) -> Release | None:
        """The release before `release` on its own branch, else among all; None for the oldest."""
        own = release if isinstance(release, Release) else self.get(release)
        earlier = [r for r in self.all if r.order < own.order]
        same = [r for r in earlier if r.branch == own.branch]
        return (same or earlier)[-1] if earlier else None

    def _last_pack(self, release: Release) -> Release:
        """The last release that is a service pack of `release`, itself where none is."""
        packs = [known for known in self.all if known.name.startswith(f"{release.name}-SP")]
        return packs[-1] if packs else release

    def _of(self, release: Release | str) -> Numbers:
        name = release.name if isinstance(release, Release) else release
        numbers = self._numbers.get(name)
        return numbers if numbers is not None else self.get(name).numbers

    def _nearest(self, name: str) -> str:
        """The releases that `name` may mean, in words: by its numbers, else by how it is spelled."""
        wanted = _wanted(name)
        if wanted and wanted > self.newest.numbers:
            return f"did you mean {self.newest.name}, the newest that is known?"
        if wanted and wanted < self.base.numbers:
            return f"did you mean {self.base.name}, the oldest that is known?"
        found = self._beside(wanted)
        if not found:
            close = difflib.get_close_matches(_folded(name), self._named, n=3, cutoff=0.5)
            found = list(dict.fromkeys(self._named[key].name for key in close))
        names = " or ".join(found)
        return f"did you mean {names}?" if names else f"the newest is {self.newest.name}"

    def _beside(self, wanted: Numbers) -> list[str]:
        """The last release before `wanted`, and the first after it; [] without numbers."""
        before = [name for name, numbers in self._numbers.items() if numbers < wanted]
        after = [name for name, numbers in self._numbers.items() if numbers > wanted]
        by_numbers = self._numbers.__getitem__
        return [max(before, key=by_numbers), min(after, key=by_numbers)] if before and after else []


def _wanted(name: str) -> Numbers:
    """The numbers in what may be a release's name, () where there are none."""
    match = _VERSION.search(name)
    return _numbers(match[0]) if match is not None else ()


def _folded(name: str) -> str:
    """A name as it is looked up: "V10.0.0 SP12" is "10.0.0-sp12"."""
    return "-".join(name.lower().split()).removeprefix("v")


def _numbers(name: str) -> Numbers:
    """A release as numbers; those of its service pack come last: 10.0.0-SP5.10 lies between SP5 and SP7."""
    # An emergency pack comes before the first service pack.
    plain = _folded(name).replace("-sp", ".").replace("-ep", ".0.").replace("_", ".")
    return tuple(int(part) for part in plain.split("."))


def _deciding(numbers: Numbers, marks: tuple[str, ...]) -> Numbers:
    """The mark that decides for a release: the one on its own branch, else the highest (main line)."""
    parsed = [_numbers(mark) for mark in marks]
    own = [mark for mark in parsed if mark[:2] == numbers[:2]]
    return max(own or parsed)


def _aliases(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError("aliases must be a list")
    return tuple(str(alias) for alias in value)


def _release(path: Path, number: int, entry: Mapping[str, object]) -> Release:
    """One entry of the file as a Release."""
    try:
        name = str(entry["name"])
        _numbers(name)
        return Release(
            name=name,
            branch=str(entry["branch"]),
            order=int(str(entry["order"])),
            date=None if entry["date"] is None else str(entry["date"]),
            aliases=_aliases(entry["aliases"]),
            published=bool(entry["published"]),
            source=str(entry["source"]),
            inherits=None if entry["inherits"] is None else str(entry["inherits"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ReleasesError(f"{path}: entry {number} of `releases` is not complete: {error!r}") from error
