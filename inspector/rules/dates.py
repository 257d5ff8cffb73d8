"""Dates of the API: MM/dd/yyyy HH:mm:ss, read leniently, since unpadded parts and short times occur."""

from __future__ import annotations

import re
from datetime import datetime

_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?:\s+(\d{1,2}):(\d{1,2})(?::(\d{1,2}))?)?\Z", re.ASCII)
_DAY = 86_400


def parts(text: str) -> datetime | None:
    """The wall-clock time that a date names, without any zone; None where it is no date."""
    match = _DATE.match(text.strip())
    if match is None:
        return None
    month, day, year, hour, minute, second = (int(part or 0) for part in match.groups())
    try:
        return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - a wall clock has no zone
    except ValueError:
        return None


def is_date(text: str) -> bool:
    """Whether a text is a date of the API."""
    return parts(text) is not None


def span_days(first: str, last: str) -> float | None:
    """Days from one date to another, None where one of them is no date."""
    start, end = parts(first), parts(last)
    return None if start is None or end is None else (end - start).total_seconds() / _DAY
