"""A typed filter cut into terms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from inspector.store.errors import FilterError

_TERM: Final = re.compile(
    r"""(?P<minus>-)?
        (?:(?P<key>[A-Za-z_][\w.-]*?)(?P<operator>>=|<=|[:=<>~]))?
        (?P<value>(?:"[^"]*"|[^\s"])*)""",
    re.VERBOSE,
)
_VALUE: Final = re.compile(r'((?:"[^"]*"|[^,"])*)(?:,|$)')
_BLANK: Final = re.compile(r"\s*")


@dataclass(frozen=True, slots=True)
class Term:
    """One condition as typed.

    Attributes:
        position: Where it begins, in characters from 0.
        negated: True after "-".
        key: Name in front of the operator, "" for free text.
        operator: One of : = >= <= > < ~, "" for free text.
        value: What follows, quotes taken off.
        values: The same cut at commas outside quotes.
        value_position: Where the value begins.
    """

    position: int
    negated: bool
    key: str
    operator: str
    value: str
    values: tuple[str, ...]
    value_position: int


def terms(text: str) -> Iterator[Term]:
    """The terms of `text`.

    Raises:
        FilterError: A quote that is not closed, or a term without a value.
    """
    at = _skip(text, 0)
    while at < len(text):
        found = _TERM.match(text, at)
        assert found is not None  # every part of it may be empty
        end = found.end()
        if end < len(text) and text[end] == '"':
            raise FilterError("this quote is not closed", end)
        value = found["value"]
        key, place = found["key"] or "", found.start("value")
        bare = value.replace('"', "")
        if not bare.strip():
            what = (
                f"a value is missing after {key}{found['operator']}"
                if key
                else "there is nothing to look for"
            )
            raise FilterError(what, min(place, len(text)))
        values = tuple(part.replace('"', "") for part in _VALUE.findall(value) if part)
        yield Term(at, bool(found["minus"]), key, found["operator"] or "", bare, values, place)
        at = _skip(text, end)


def _skip(text: str, at: int) -> int:
    blank = _BLANK.match(text, at)
    return blank.end() if blank else at
