"""Which release a message is judged by, and how that is known (design section 4)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from inspector.engine.said import Said
from inspector.model.report import ReleaseSource
from inspector.schema.releases import Releases

_PATH = re.compile(r"/xml([0-9]{1,6}(?:\.[0-9]{1,6}){1,3})/XMLService", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A release, and where that came from.

    Attributes:
        name: A release that is known.
        source: What said it.
        unknown: The version that the site or the path names, where that is none that is known; "" else.
        newer: Whether that version is newer than any that is known.
    """

    name: str
    source: ReleaseSource
    unknown: str = ""
    newer: bool = False


@dataclass(frozen=True, slots=True)
class ReleasePolicy:
    """What the user set.

    Attributes:
        override: Release for everything (`--release`), None for none.
        sites: Release by site name in lower case.
        default: Release where nothing else says one, None for the newest.
    """

    override: str | None = None
    sites: Mapping[str, str] = field(default_factory=dict)
    default: str | None = None


class ReleaseChooser:
    """Chooses by override, setting, what the site said, URL path, default, newest; in this order."""

    def __init__(self, releases: Releases, policy: ReleasePolicy) -> None:
        self._releases = releases
        self._policy = policy

    def choose(self, site: str | None, url: str, said: Mapping[str, Said], time: float | None) -> Chosen:
        """The release for a message.

        Args:
            site: Whose message it is, None where unknown.
            url: Where it went.
            said: What sites reported, by lower-case name.
            time: When it was sent, in seconds since the epoch; None where unknown.
        """
        policy = self._policy
        key = (site or "").lower()
        if policy.override:
            return Chosen(self._releases.get(policy.override).name, "setting")
        if key in policy.sites:
            return Chosen(self._releases.get(policy.sites[key]).name, "setting")
        if key in said:
            return self._resolved(said[key].at(time), "api-version")
        in_path = _PATH.search(url)
        if in_path is not None:
            return self._resolved(in_path[1], "path")
        if policy.default:
            return Chosen(self._releases.get(policy.default).name, "default")
        return Chosen(self._releases.newest.name, "newest")

    def _resolved(self, version: str, source: ReleaseSource) -> Chosen:
        release, exact = self._releases.resolve(version)
        newer = not exact and release.name == self._releases.newest.name
        return Chosen(release.name, source, "" if exact else version, newer)
