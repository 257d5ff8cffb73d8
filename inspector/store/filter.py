"""The filter language: `op:GetUser* sev>=warning code:PII since:1h confName~review "free text"`.

All terms have to hold; `a,b` is either of two values; `-` in front of a term turns it round.
"""

from __future__ import annotations

import difflib
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from inspector.model.severity import Severity
from inspector.store.errors import FilterError
from inspector.store.keys import KEYS, Key, Kind
from inspector.store.terms import Term, terms

Value = str | int | float
Condition = tuple[str, list[Value]]

_KEYS: Final = {key.name: key for key in KEYS}
_UNITS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
_AGO: Final = re.compile(r"(\d{1,9})([smhdw])")
_SQL_OPERATORS: Final = {":": "=", "=": "=", ">=": ">=", "<=": "<=", ">": ">", "<": "<"}
_VALID: Final = {
    "no": "(e.request_valid = 0 OR e.response_valid = 0)",
    "yes": "(coalesce(e.request_valid, 1) = 1 AND coalesce(e.response_valid, 1) = 1"
    " AND coalesce(e.request_valid, e.response_valid) IS NOT NULL)",
    "unknown": "(e.request_valid IS NULL AND e.response_valid IS NULL)",
}
_FTS: Final = "e.seq IN (SELECT rowid FROM fts WHERE fts MATCH ?)"
_ELEMENT: Final = """EXISTS (
    SELECT 1 FROM body AS b JOIN shape AS s ON s.id = b.request_shape
    WHERE b.exchange = e.seq AND element_holds(s.pieces, b.request_values, s.codec, ?, ?)
    UNION ALL
    SELECT 1 FROM body AS b JOIN shape AS s ON s.id = b.response_shape
    WHERE b.exchange = e.seq AND element_holds(s.pieces, b.response_values, s.codec, ?, ?))"""


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter made ready for SQL; made by `parse`.

    Attributes:
        text: As typed.
        where: Condition over `exchange AS e`, "" for everything; holds no value that the user typed.
        params: Values of its placeholders.
    """

    text: str
    where: str
    params: tuple[Value, ...] = ()


def parse(text: str, *, now: float | None = None) -> Filter:
    """The filter that `text` says; "" lets everything through.

    Args:
        text: Terms with blanks between them; all have to hold.
        now: Seconds since the epoch that `since:1h` counts from; the clock's where None.

    Raises:
        FilterError: An unknown key, operator or value, with its position and near names.
    """
    clock = time.time() if now is None else now
    conditions: list[str] = []
    params: list[Value] = []
    for term in terms(text):
        sql, values = _condition(term, clock)
        conditions.append(f"({sql}) IS NOT TRUE" if term.negated else f"({sql})")
        params += values
    return Filter(text, " AND ".join(conditions), tuple(params))


def _condition(term: Term, now: float) -> Condition:
    key = _KEYS.get(term.key.lower())
    if not term.key:
        return _FTS, [_phrase(term)]
    if key is not None:
        return _READERS[key.kind](key, term, now)
    if term.operator == "~":
        return _element(term)
    near = tuple(difflib.get_close_matches(term.key.lower(), _KEYS, n=2))
    message = (
        f"there is no key {term.key!r}; known are {', '.join(_KEYS)} (quote it to search for it as text)"
    )
    raise FilterError(message, term.position + term.negated, near)


def _phrase(term: Term) -> str:
    """`term` for FTS5: a quoted phrase whose last word may go on; nothing in it is an operator."""
    if not any(letter.isalnum() for letter in term.value):
        raise FilterError("there is no letter or digit to look for", term.value_position)
    return '"{}" *'.format(term.value.replace('"', " ").replace("\0", " "))


def _element(term: Term) -> Condition:
    check: list[Value] = [term.key, term.value, term.key, term.value]
    if not any(letter.isalnum() for letter in term.value):
        return _ELEMENT, check
    return f"{_FTS} AND {_ELEMENT}", [_phrase(term), *check]


def _label(key: Key, term: Term, now: float) -> Condition:  # noqa: ARG001 - one signature for all readers
    how = key.how
    if term.operator == "~":
        how = "part"
    elif term.operator not in (":", "="):
        raise _wrong_operator(key, term)
    elif key.values:
        for value in term.values:
            _one_of(key, term, value)
    matches = " OR ".join("label_fits(?, text, ?)" for _ in term.values)
    values: list[Value] = []
    for value in term.values:
        values += (how, value)
    chosen = f"SELECT id FROM label WHERE kind = '{key.column}' AND ({matches})"  # noqa: S608 - our own names
    return f"e.{key.column} IN ({chosen})", values


def _severity(key: Key, term: Term, now: float) -> Condition:  # noqa: ARG001
    operator = _operator(key, term)
    conditions: list[str] = []
    params: list[Value] = []
    for value in term.values:
        if _one_of(key, term, value) == "none":
            if operator != "=":
                raise FilterError("only sev:none has a meaning", term.position)
            conditions.append("e.severity IS NULL")
            continue
        conditions.append(f"e.severity {operator} ?")
        params.append(int(Severity.parse(value)))
    return " OR ".join(conditions), params


def _number(key: Key, term: Term, now: float) -> Condition:  # noqa: ARG001
    operator = _operator(key, term)
    try:
        numbers: list[Value] = [float(value) for value in term.values if value.isascii()]
    except ValueError:
        numbers = []
    if len(numbers) != len(term.values):
        raise FilterError(f"{key.name} needs a number, such as {key.example}", term.value_position)
    return " OR ".join(f"e.{key.column} {operator} ?" for _ in numbers), numbers


def _valid(key: Key, term: Term, now: float) -> Condition:  # noqa: ARG001
    if term.operator not in (":", "="):
        raise _wrong_operator(key, term)
    return " OR ".join(_VALID[_one_of(key, term, value)] for value in term.values), []


def _since(key: Key, term: Term, now: float) -> Condition:
    if term.operator not in (":", "="):
        raise _wrong_operator(key, term)
    operator = ">=" if key.kind == "since" else "<"
    return f"e.started {operator} ?", [_moment(key, term, now)]


def _moment(key: Key, term: Term, now: float) -> float:
    """Seconds since the epoch: "1h" ago, or an ISO 8601 date or time (UTC where it names no zone)."""
    if (ago := _AGO.fullmatch(term.value.lower())) is not None:
        return now - int(ago[1]) * _UNITS[ago[2]]
    try:
        moment = datetime.fromisoformat(term.value)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        message = f"{key.name} needs a time: 30m, 1h, 2d, 2026-01-31 or 2026-01-31T12:00:00Z"
        raise FilterError(message, term.value_position) from None


def _one_of(key: Key, term: Term, value: str) -> str:
    word = value.lower()
    if word in key.values or (any(sign in word for sign in "*?[") and key.kind == "label"):
        return word
    near = tuple(difflib.get_close_matches(word, key.values, n=2))
    raise FilterError(f"{key.name} is one of {', '.join(key.values)}", term.value_position, near)


def _operator(key: Key, term: Term) -> str:
    if term.operator not in _SQL_OPERATORS:
        raise _wrong_operator(key, term)
    return _SQL_OPERATORS[term.operator]


def _wrong_operator(key: Key, term: Term) -> FilterError:
    place = term.value_position - len(term.operator)
    return FilterError(f"{key.name} cannot be used with {term.operator}; write {key.example}", place)


_READERS: Final[dict[Kind, Callable[[Key, Term, float], Condition]]] = {
    "label": _label,
    "severity": _severity,
    "number": _number,
    "valid": _valid,
    "since": _since,
    "until": _since,
}
