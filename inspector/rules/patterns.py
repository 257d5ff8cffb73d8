"""Regular expressions and XPath expressions of rules, checked when a rule is read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, Protocol

import re2
from lxml import etree

_MOST_MEMORY: Final = 1 << 20
"""Bytes that a compiled expression may take: what is larger repeats too much."""

_REPEAT: Final = re.compile(r"(?:[*+?]|\{(\d*)(,?)(\d*)\})[?+]?")
_ATOM: Final = re.compile(
    r"\\[pP]\{[^}]*\}|\\x\{[^}]*\}|\\.|\[\^?\]?(?:\\.|\[:\w+:\]|[^\]\\])*\]|.", re.DOTALL
)
_OPENING: Final = re.compile(r"\?(?:P?<\w+>|[a-zA-Z-]*:)")
_XPATH_TOKEN: Final = re.compile(
    r"\"[^\"]*\"|'[^']*'|(?<=[\s)\]\"'\d])(?:and|or)(?=[\s(\"'.$@/\-])|.", re.DOTALL
)


class Pattern(Protocol):
    """A regular expression that is searched in time linear in the text."""

    def search(self, text: str) -> object | None:
        """What it finds in `text`, None where it finds nothing."""
        ...


@lru_cache(maxsize=256)
def pattern(expression: str) -> Pattern:
    """The regular expression, ready to be searched.

    Raises:
        ValueError: It is none, needs a backtracking engine, or repeats too much; says what to write instead.
    """
    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MOST_MEMORY
    try:
        found: Pattern = re2.compile(expression, options)
    except re2.error as error:
        cause = error.args[0] if error.args else "cannot be read"
        cause = cause.decode("utf-8", "replace") if isinstance(cause, bytes) else str(cause)
        raise ValueError(f"not a regular expression of RE2 ({cause}): {_mend(expression, cause)}") from None
    if nested(expression):
        raise ValueError(
            "a repetition repeats another one, as in (a+)+, which is catastrophic for many engines: "
            "write one repetition, as a+"
        )
    return found


def nested(expression: str) -> bool:
    """Whether a group without an end repeats what is itself nothing but repetitions without an end."""
    groups: list[_Group] = [_Group()]
    place = 0
    while place < len(expression):
        atom = _ATOM.match(expression, place)
        assert atom is not None
        place = atom.end()
        if atom[0] == "(":
            opening = _OPENING.match(expression, place)
            place = opening.end() if opening else place
            groups.append(_Group())
            continue
        if atom[0] == "|":
            groups[-1].branch()
            continue
        closed = groups.pop().branch() if atom[0] == ")" and len(groups) > 1 else None
        repeat = _REPEAT.match(expression, place)
        place = repeat.end() if repeat else place
        least, endless = _bounds(repeat)
        if closed is not None and endless and closed.loops:
            return True
        groups[-1].add(optional=least == 0 or bool(closed and closed.optional), endless=endless, inner=closed)
    return False


class _Group:
    """What a group is made of: whether one of its branches is nothing but loops and what may be left out."""

    def __init__(self) -> None:
        self.loops = self.optional = False
        self._endless = self._solid = self._firm = False

    def add(self, *, optional: bool, endless: bool, inner: _Group | None) -> None:
        """One more item of the branch."""
        loops = endless or (inner is not None and inner.loops)
        self._endless = self._endless or loops
        self._solid = self._solid or not (loops or optional)
        self._firm = self._firm or not optional

    def branch(self) -> _Group:
        """The branch ends."""
        self.loops = self.loops or (self._endless and not self._solid)
        self.optional = self.optional or not self._firm
        self._endless = self._solid = self._firm = False
        return self


def _bounds(repeat: re.Match[str] | None) -> tuple[int, bool]:
    """How often something comes at least, and whether there is no most."""
    if repeat is None:
        return 1, False
    sign = repeat[0][0]
    if sign == "{":
        return int(repeat[1] or 0), bool(repeat[2]) and not repeat[3]
    return (1 if sign == "+" else 0), sign in "*+"


def _mend(expression: str, cause: str) -> str:
    if re.search(r"\(\?<?[=!]", expression):
        return "looking ahead and behind is not possible; say it with `none` or a second value test"
    if re.search(r"\\[1-9]", expression):
        return "references to groups are not possible; use the test `differs` to compare elements"
    if "too large" in cause or "repetition" in cause or "repeat" in cause:
        return "it repeats too much; write smaller counts"
    return "mend it; https://github.com/google/re2/wiki/Syntax lists what there is"


def _parts(expression: str) -> Iterator[str]:
    """What an empty call leaves unasked: each predicate by itself, and both sides of each `and` and `or`.

    `=` stands for those, since it always asks both of its sides.
    """
    tokens = ["=" if token in ("and", "or") else token for token in _XPATH_TOKEN.findall(expression)]
    yield "".join(tokens)
    opened: list[int] = []
    for at, each in enumerate(tokens):
        if each == "[":
            opened.append(at)
        elif each == "]" and opened:
            yield "".join(tokens[opened.pop() + 1 : at])


@lru_cache(maxsize=256)
def xpath(expression: str) -> etree.XPath:
    """The XPath 1.0 expression, ready to be evaluated at a call.

    Raises:
        ValueError: It is none, or uses prefixes, variables or functions that there are not.
    """
    try:
        found = etree.XPath(expression)
        call = etree.Element("call")
        found(call)
        for part in _parts(expression):
            etree.XPath(part)(call)
    except etree.XPathError as error:
        raise ValueError(
            f"not an XPath 1.0 expression ({error}): write names without prefixes, from the type down, "
            "as createMeeting/metaData[confName = '']"
        ) from None
    return found
