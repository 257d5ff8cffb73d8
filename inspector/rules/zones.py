"""Time zones of the API: by timeZoneID, by label, by the site; the facts stand in `rules/timezones.yaml`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from inspector.rules.whole import whole

_LABEL = re.compile(r"GMT\s*([+-])(\d{1,2}):?(\d\d)")
_WEST = timezone(timedelta(hours=-12))
"""The zone in which a wall clock shows a time last of all."""


@dataclass(frozen=True, slots=True)
class Zone:
    """One zone.

    Attributes:
        id: timeZoneID.
        minutes: Offset that its label says, standard time, in minutes east of Greenwich.
        iana: Name in the time zone database, for daylight saving.
    """

    id: int
    minutes: int
    iana: str


class Zones:
    """The zones by id; where nothing names one, only what holds in every zone is said."""

    def __init__(self, zones: Iterable[Zone]) -> None:
        self._by_id = {zone.id: zone for zone in zones}

    def __len__(self) -> int:
        return len(self._by_id)

    def instant(self, wall: datetime, named: Sequence[str], site: str) -> float | None:
        """When a wall clock shows `wall`, in seconds since the epoch; None where no zone is known.

        Args:
            wall: What the clock shows.
            named: timeZoneID and label as a message gives them, "" where it does not.
            site: IANA name, timeZoneID or label of the site's zone, "" where unknown.
        """
        zone = self._zone(named, site)
        return None if zone is None else _seconds(wall, zone)

    def latest(self, wall: datetime, named: Sequence[str], site: str) -> float:
        """The same; where no zone is known, the last moment at which any clock shows `wall`."""
        return _seconds(wall, self._zone(named, site) or _WEST)

    def _zone(self, named: Sequence[str], site: str) -> tzinfo | None:
        for text in named:
            zone = self._known(text)
            found = _database(zone.iana, zone.minutes) if zone is not None else _offset(text)
            if found is not None:
                return found
        if (known := self._known(site)) is not None:
            return _database(known.iana, known.minutes)
        return _offset(site) or (_database(site, None) if site else None)

    def _known(self, text: str) -> Zone | None:
        number = whole(text)
        return None if number is None else self._by_id.get(number)


def _seconds(wall: datetime, zone: tzinfo) -> float:
    try:
        return wall.replace(tzinfo=zone).timestamp()
    except (OverflowError, ValueError):
        return float("inf")


def _offset(label: str) -> tzinfo | None:
    match = _LABEL.search(label)
    if match is None:
        return None
    minutes = int(match[2]) * 60 + int(match[3])
    return timezone(timedelta(minutes=-minutes if match[1] == "-" else minutes)) if minutes < 1_440 else None


@lru_cache(maxsize=256)
def _database(name: str, minutes: int | None) -> tzinfo | None:
    """A zone of the system's database; where that has it not, the offset of its label."""
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        return None if minutes is None else timezone(timedelta(minutes=minutes))
