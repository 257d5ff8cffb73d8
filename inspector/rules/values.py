"""Named tests of values: the closed set that a rule's `value` picks from, with quick ones in C."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from time import gmtime
from typing import Annotated, Final, Literal

from pydantic import BeforeValidator, Field, field_validator, model_validator

from inspector.rules.dates import is_date, parts, span_days
from inspector.rules.parts import Part, many
from inspector.rules.patterns import pattern
from inspector.rules.whole import exceeds, whole
from inspector.rules.zones import Zones
from inspector.wire.split import AMPERSAND, EQUALS

TestName = Literal[
    "true",
    "one-of",
    "not-list-of",
    "above",
    "length-above",
    "white-space",
    "not-date",
    "not-hex32",
    "url-with-access",
    "differs",
    "days-above",
    "incomplete-page",
    "past",
    "soon",
    "regex",
]
Paths = Annotated[
    tuple[str, ...], Field(strict=False), BeforeValidator(many, json_schema_input_type=str | list[str])
]


class ValueTest(Part):
    """A test of the values at some paths.

    Attributes:
        path: Paths from the type down, as in `element`; paths that begin with `header/` are the message's.
        test: Its name.
        none: True: holds where no value at these paths passes, also where there is none.
        values: What `one-of` and `not-list-of` compare with, in any letter case.
        number: Bound of `above`, `length-above`, `days-above` (days) and `soon` (minutes).
        other: What it is compared with, in the same row: the other value of `differs`, the later date of
            `days-above`, total and startFrom of `incomplete-page`, timeZoneID and timeZone of `past`, `soon`.
        pattern: Regular expression (RE2) that `regex` searches for; `^` and `$` stand for both ends.
    """

    path: Annotated[Paths, Field(min_length=1)]
    test: TestName
    none: bool = False
    values: tuple[str, ...] = Field(default=(), strict=False)
    number: int | None = None
    other: Paths = ()
    pattern: str | None = None

    @field_validator("pattern")
    @classmethod
    def _expression(cls, expression: str | None) -> str | None:
        if expression is not None:
            pattern(expression)
        return expression

    @model_validator(mode="after")
    def _complete(self) -> ValueTest:
        needs = _NEEDS.get(self.test, "")
        for key in ("values", "number", "other", "pattern"):
            given = getattr(self, key) not in ((), None)
            if given != (key in needs):
                raise ValueError(f"test {self.test} {'needs' if key in needs else 'takes no'} `{key}`")
        return self

    @property
    def as_sent(self) -> bool:
        """True where blanks at the ends of a value count, too."""
        return self.test == "white-space"

    @property
    def quick_beside(self) -> bool:
        """True where its quick test sees what the value is compared with, too."""
        return self.test == "incomplete-page"

    @property
    def by_clock(self) -> bool:
        """True where it goes by the time of the exchange."""
        return self.test in ("past", "soon")


_NEEDS: Final[Mapping[str, tuple[str, ...]]] = {
    "one-of": ("values",),
    "not-list-of": ("values",),
    "above": ("number",),
    "length-above": ("number",),
    "differs": ("other",),
    "days-above": ("number", "other"),
    "incomplete-page": ("other",),
    "past": ("other",),
    "soon": ("number", "other"),
    "regex": ("pattern",),
}


@dataclass(frozen=True, slots=True)
class Moment:
    """What a test may know beside the values.

    Attributes:
        time: Start of the exchange in seconds since the epoch; clock tests are silent without it.
        zone: IANA name or GMT label of the site's zone, "" where unknown.
        zones: The zones by id and label.
    """

    time: float | None = None
    zone: str = ""
    zones: Zones = field(default_factory=lambda: Zones(()))


Test = Callable[[str, ValueTest, tuple[str, ...], Moment], bool]
"""Whether a value (trimmed but where it counts `as_sent`, references resolved) passes.

`other` values are "" where they are not given.
"""

_HEX32 = re.compile(r"[0-9A-Fa-f]{32}\Z")
_ACCESS = re.compile(r"[?&;](?:MTID|guestToken|token|PW|AT|ticket)=[^&\s]", re.IGNORECASE)
_SPACE = re.compile(r"\s")
_TRUE = frozenset(("true", "1"))


def _true(value: str, _spec: ValueTest, _other: tuple[str, ...], _moment: Moment) -> bool:
    return value.lower() in _TRUE


def _folded(value: str) -> str | int:
    """What makes two spellings one value: letter case, and of numbers plus sign and zeros in front."""
    number = whole(value)
    return value.lower() if number is None else number


def _one_of(value: str, spec: ValueTest, _other: tuple[str, ...], _moment: Moment) -> bool:
    folded = _folded(value)
    return any(folded == _folded(known) for known in spec.values)


def _not_list_of(value: str, spec: ValueTest, _other: tuple[str, ...], _moment: Moment) -> bool:
    known = {name.lower() for name in spec.values}
    return not all(part.strip().lower() in known for part in value.split(","))


def _above(value: str, spec: ValueTest, _other: tuple[str, ...], _moment: Moment) -> bool:
    return spec.number is not None and exceeds(value, spec.number)


def _length_above(value: str, spec: ValueTest, _other: tuple[str, ...], _moment: Moment) -> bool:
    return spec.number is not None and len(value) > spec.number


def _white_space(value: str, _spec: ValueTest, _other: tuple[str, ...], _moment: Moment) -> bool:
    # Of blanks at the ends only a no-break space is forgiven, which copying from web pages leaves there.
    sent = value.strip("\u00a0")
    return bool(sent.strip()) and _SPACE.search(sent) is not None


def _not_date(value: str, _spec: ValueTest, _other: tuple[str, ...], _moment: Moment) -> bool:
    return not is_date(value)


def _not_hex32(value: str, _spec: ValueTest, _other: tuple[str, ...], _moment: Moment) -> bool:
    return _HEX32.match(value) is None


def _url_with_access(value: str, _spec: ValueTest, _other: tuple[str, ...], _moment: Moment) -> bool:
    return _ACCESS.search(value) is not None


def _differs(value: str, _spec: ValueTest, other: tuple[str, ...], _moment: Moment) -> bool:
    return bool(other[0]) and value.lower() != other[0].lower()


def _days_above(value: str, spec: ValueTest, other: tuple[str, ...], _moment: Moment) -> bool:
    days = span_days(value, other[0])
    return days is not None and spec.number is not None and days > spec.number


def _incomplete_page(value: str, _spec: ValueTest, other: tuple[str, ...], _moment: Moment) -> bool:
    returned, total, start = whole(value), whole(other[0]), whole(other[1])
    if returned is None or total is None:
        return False
    return (start or 1) - 1 + returned < total


def _past(value: str, _spec: ValueTest, other: tuple[str, ...], moment: Moment) -> bool:
    wall = parts(value)
    if wall is None or moment.time is None:
        return False
    return moment.zones.latest(wall, other, moment.zone) <= moment.time


def _soon(value: str, spec: ValueTest, other: tuple[str, ...], moment: Moment) -> bool:
    wall = parts(value)
    if wall is None or moment.time is None or spec.number is None:
        return False
    at = moment.zones.instant(wall, other, moment.zone)
    return at is not None and moment.time < at < moment.time + 60 * spec.number


def _regex(value: str, spec: ValueTest, _other: tuple[str, ...], _moment: Moment) -> bool:
    return spec.pattern is not None and pattern(spec.pattern).search(value) is not None


TESTS: Final[Mapping[str, Test]] = {
    "true": _true,
    "one-of": _one_of,
    "not-list-of": _not_list_of,
    "above": _above,
    "length-above": _length_above,
    "white-space": _white_space,
    "not-date": _not_date,
    "not-hex32": _not_hex32,
    "url-with-access": _url_with_access,
    "differs": _differs,
    "days-above": _days_above,
    "incomplete-page": _incomplete_page,
    "past": _past,
    "soon": _soon,
    "regex": _regex,
}

Quick = Callable[[Sequence[bytes], Moment], bool]
"""A cheap sufficient test in C over the raw values of many slots: True where surely none of them passes."""

# Days up to 28 are there in every month; others are looked at by themselves.
_DATE_ROWS = re.compile(
    rb"(?:(?:0?[1-9]|1[0-2])/(?:0?[1-9]|1\d|2[0-8])/[1-9]\d{3}"
    rb"(?: (?:[01]?\d|2[0-3]):[0-5]?\d(?::[0-5]?\d)?)?\0)*\Z"
)
_DAY = re.compile(rb"(\d{1,2})/(\d{1,2})/(\d{4})(?= |\Z)")
_TWO_DAYS = 172_800
_HEX_ROWS = re.compile(rb"(?:[0-9A-Fa-f]{32}\0)*\Z")


def quick(spec: ValueTest) -> Quick | None:
    """The quick test of `spec`, None where each value must be looked at."""
    if spec.test == "not-date":
        return lambda picked, _moment: _rows(_DATE_ROWS, picked)
    if spec.by_clock:
        return _far_ahead
    if spec.test in ("true", "one-of"):
        words = [word.lower().encode() for word in spec.values] or [b"true", b"1"]
        return lambda picked, _moment: _lacks(b"\n".join(picked).lower(), words)
    if spec.test == "white-space":
        return lambda picked, _moment: _lacks(b",".join(picked), [b" ", b"\t", b"\n", b"\r"])
    if spec.test == "not-hex32":
        return lambda picked, _moment: _rows(_HEX_ROWS, picked)
    if spec.test == "url-with-access":
        return lambda picked, _moment: _lacks_signs(b"\n".join(picked))
    if spec.test == "incomplete-page":
        # All of total is returned, from a start that is none before the first.
        return lambda picked, _moment: len(picked) == 3 and picked[0] == picked[1] and picked[2].isdigit()
    if spec.test == "length-above":
        most = spec.number or 0
        return lambda picked, _moment: len(max(picked, key=len)) <= most
    if spec.test == "above" and (bound := spec.number or 0) > 0:
        # Numbers with fewer digits than the bound are smaller.
        fewer = len(str(bound)) - 1
        return lambda picked, _moment: len(max(picked, key=len)) <= fewer
    return None


def _far_ahead(picked: Sequence[bytes], moment: Moment) -> bool:
    """True where every date lies ahead in every zone, by more than a day."""
    if moment.time is None:
        return True
    year, month, day = gmtime(moment.time + _TWO_DAYS)[:3]
    for value in picked:
        match = _DAY.match(value)
        if match is None or (int(match[3]), int(match[1]), int(match[2])) <= (year, month, day):
            return False
    return True


def _rows(form: re.Pattern[bytes], picked: Sequence[bytes]) -> bool:
    """True where each value has this form; they are told apart by what no XML may hold."""
    return form.match(b"\0".join(picked) + b"\0") is not None


def _lacks_signs(joined: bytes) -> bool:
    return EQUALS not in joined and AMPERSAND not in joined


def _lacks(joined: bytes, words: list[bytes]) -> bool:
    """True where no word occurs, nor what might hide one: a reference, or a letter that is not ASCII.

    Bytes know no letter case but that of ASCII, and each codec spells the others in its own way.
    """
    return joined.isascii() and AMPERSAND not in joined and all(joined.find(word) < 0 for word in words)
