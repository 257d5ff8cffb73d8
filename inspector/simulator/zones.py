"""Dates of the API, and the time zones that the schema enumerates (their order is timeZoneID)."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

from inspector.schema.content import SimpleType
from inspector.simulator.data import Data, number, text

_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?:\s+(\d{1,2}):(\d{1,2})(?::(\d{1,2}))?)?\Z")
# timeZoneID runs from 0 to 61 (reference guide); labels after that are other spellings of the same zones.
_ZONES = 62
_LABEL = re.compile(r"GMT([+-])(\d\d):(\d\d)")


class Zones:
    """The zones of com:timeZoneType.

    Offsets are those of the labels, standard time: in summer a start is taken up to an hour later than it is,
    so a start that is not past is never refused.
    """

    def __init__(self, labels: SimpleType) -> None:
        """Take the labels in the order of the enumeration."""
        every = [value for value, _ in labels.enumeration]
        self._labels = tuple(every[:_ZONES])
        self._numbers = {_place(label): number for number, label in reversed(list(enumerate(self._labels)))}
        self._numbers |= {label: number for number, label in enumerate(self._labels)}

    @property
    def count(self) -> int:
        """How many there are; timeZoneID runs from 0."""
        return len(self._labels)

    def label(self, zone: int) -> str:
        """Label of `zone`, "" where there is no such zone."""
        return self._labels[zone] if 0 <= zone < len(self._labels) else ""

    def number(self, label: str) -> int | None:
        """Id of the zone with this label, None where unknown."""
        return self._numbers.get(label, self._numbers.get(_place(label)))

    def chosen(self, data: Data, default: int) -> int:
        """The zone that `data` names by timeZoneID, else by timeZone; else `default`."""
        zone = number(data, "timeZoneID", default=-1)
        if self.label(zone):
            return zone
        labelled = self.number(text(data, "timeZone"))
        return default if labelled is None else labelled

    def offset(self, zone: int) -> timezone:
        """Offset from UTC by the label; UTC for an unknown zone."""
        match = _LABEL.match(self.label(zone))
        if match is None:
            return UTC
        sign = -1 if match[1] == "-" else 1
        return timezone(sign * timedelta(hours=int(match[2]), minutes=int(match[3])))

    def seconds(self, date: str, zone: int) -> float | None:
        """Seconds since the epoch of a date such as "11/01/2019 8:0:0"; None where it is no date."""
        match = _DATE.match(date.strip())
        if match is None:
            return None
        month, day, year, hour, minute, second = (int(part or 0) for part in match.groups())
        try:
            return datetime(year, month, day, hour, minute, second, tzinfo=self.offset(zone)).timestamp()
        except (ValueError, OverflowError):
            return None

    def date(self, seconds: float, zone: int) -> str:
        """The date in `zone`, as MM/dd/yyyy HH:mm:ss."""
        return datetime.fromtimestamp(seconds, self.offset(zone)).strftime("%m/%d/%Y %H:%M:%S")


def _place(label: str) -> str:
    """A label without the town in brackets, whose spelling varies."""
    return label.partition(" (")[0]


def without_stale_zone(old: Data, new: Data) -> Data:
    """`old` without its zone where `new` names one, by number or by label."""
    pair = ("timeZoneID", "timeZone")
    return old if not any(name in new for name in pair) else {k: v for k, v in old.items() if k not in pair}
