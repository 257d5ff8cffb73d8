"""What may stand between the name of a secret and the secret, and how far that goes.

Every expression is bounded or consumes what it read, so that the time is linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_LT = r"(?:<|&(?:amp;){0,4}lt;)"
_GT = r"(?:>|&(?:amp;){0,4}gt;)"
_HTML = (
    r"(?:a|b|big|br|center|code|dd|div|dl|dt|em|font|h[1-6]|i|kbd|label|li|mark|ol|p|pre|samp|small|span|strong"
    r"|sub|sup|table|tbody|td|th|tr|tt|u|ul)"
)
TAG = rf"{_LT}/?{_HTML}(?:\s[^<>]{{0,200}}?)?/?{_GT}"
"""A tag that only says how a text looks."""

CELL = rf"(?:\s{{0,32}}{TAG}){{0,3}}\s{{0,32}}{_LT}(?:td|dd)(?:\s[^<>]{{0,200}}?)?{_GT}"
"""From the end of a cell of a table to the next one in its row."""

_BLANK = r"&(?:amp;){0,4}(?:nbsp|#160|#[xX]0{0,6}[aA]0);"
_GAP = re.compile(rf"(?:\s{{1,3}}|{_BLANK}|{TAG}\s{{0,32}}){{0,8}}", re.IGNORECASE)

_QUOTED = {mark: re.compile(rf"{mark}((?:[^{mark}\\]|\\.)*){mark}", re.DOTALL) for mark in "\"'"}
_OTHER_QUOTED = re.compile(
    r"“([^“”\r\n]{1,128})”|„([^„“”\r\n]{1,128})[“”]|‘([^‘’\r\n]{1,128})’|«([^«»\r\n]{1,128})»"
)
_ESCAPED_QUOTED = re.compile(r"(?:\\\"|&quot;|&#34;)([^\r\n&\\<>\"]*)")
_CUT_OFF = re.compile(r"[^\r\n&<>]*")
_ITEM = re.compile(
    r"[\s,]{0,64}(?:\"((?:[^\"\\]|\\.)*)\"|'((?:[^'\\]|\\.)*)'|([^\s,\[\]{}\"']{1,256}))", re.DOTALL
)
_OPENED = re.compile(rf"{_LT}([^\s<>]{{1,128}}?){_GT}")
_NEAR = 512  # characters in which what closes something is looked for
_RUN = re.compile(r"[*_~`]{1,3}(?=[^\s*_~`])")

# A sign that belongs to no tag, quotes or list around a value belongs to the value.
_ANY_TAG = rf"[A-Za-z_][\w.\-:]{{0,64}}(?:\s[^<>]{{0,200}}?)?/?{_GT}"
_MARKUP = rf"{_LT}(?:/[A-Za-z_]|!--|!\[|\?\w|{_HTML}(?=[\s/>&])|{_ANY_TAG})"
_CLOSING = r"(?=[,;:.)\]}>/]{0,4}(?:\s|\Z|[\"'<&{\[\\]))"
_QUOTING = rf"&(?:amp;){{0,4}}(?:quot|#34);{_CLOSING}"
_BREAK = r"&(?:amp;){0,4}#(?:9|10|13|[xX]0{0,6}[9aAdD]);"
_SETTING = r"(?:amp;){0,4}\s{0,3}[\w.\-\[\]%]{1,64}="


def _bare(end: str) -> re.Pattern[str]:
    """What goes up to a blank, and to the signs `,;&` where `end` stands behind them."""
    return re.compile(
        rf"(?:[^\s<&\"',;。、]|(?!{_MARKUP})<|(?!{_MARKUP}|{_BLANK}|{_QUOTING}|{_BREAK})&{end}"
        rf"|[\"'](?!{_CLOSING})|[,;]{end})*+"
    )


_BARE, _SET = _bare(""), _bare(rf"(?!{_SETTING})")
_MATES = {")": "(", "]": "[", "}": "{"}
_AROUND = {"(": ")", "[": "]", "{": "}"}
_WIDE = {0xFF01 + at: 0x21 + at for at in range(94)}
# The last stands for what could not be read, such as a blank of another codec.
_BLANKS = dict.fromkeys((0x00A0, 0x2007, 0x2009, 0x202F, 0xFFFD), 0x20)
_HYPHENS = dict.fromkeys((0x2010, 0x2011), 0x2D)
_PLAIN = _WIDE | _BLANKS | _HYPHENS


class Value(NamedTuple):
    """The range of a value in characters, and whether quotes say where it ends."""

    start: int
    end: int
    quoted: bool = False


def plain(text: str) -> str:
    """`text`, character by character, with wide signs, blanks that do not break, and hyphens as in ASCII."""
    return text if text.isascii() else text.translate(_PLAIN)


def value(text: str, at: int, most: int | None = None) -> Value:
    """The value that a name, and what follows a name, in front of `at` announces.

    It is what quotes or marks of emphasis enclose, else the word up to a blank, markup, or the next setting
    (`a=x&b=y`), without the signs of the sentence around it.

    Args:
        text: Where it stands.
        at: Where what follows the name ends.
        most: How many characters of a word are read; None for all. Who may refuse what is read, and so
            read it again behind each name in it, reads few.
    """
    gap = _GAP.match(text, at)
    at = gap.end() if gap else at
    mark = text[at : at + 1]
    if mark in _QUOTED:
        found = _QUOTED[mark].match(text, at)
        if found is not None:
            return Value(found.start(1), found.end(1), quoted=True)
        at += 1
    for pattern in (_ESCAPED_QUOTED, _OTHER_QUOTED, _OPENED):
        found = pattern.match(text, at)
        if found is not None and not _opens(pattern, found, text):
            group = found.lastindex or 0
            return Value(found.start(group), found.end(group), quoted=pattern is not _OPENED)
    return _word(text, at, most)


def cut_off(text: str, at: int) -> tuple[int, int] | None:
    """The range of a value whose quotes open at `at` and never close: the rest of its line."""
    found = _CUT_OFF.match(text, at + 1) if text[at : at + 1] in _QUOTED else None
    return (at + 1, found.end()) if found else None


def listed(text: str, at: int) -> Iterator[Value]:
    """The ranges of the values in a list that begins at `at`: `["x", "y"]`; nothing where none does."""
    if text[at : at + 1] != "[":
        return
    at += 1
    while (item := _ITEM.match(text, at)) is not None:
        group = item.lastindex or 0
        yield Value(item.start(group), item.end(group), quoted=group < 3)
        at = item.end()


def _opens(pattern: re.Pattern[str], found: re.Match[str], text: str) -> bool:
    """Whether `<word>` is a tag that is closed behind what stands in it."""
    return pattern is _OPENED and text.find(f"/{found[1]}", found.end(), found.end() + _NEAR) >= 0


def _word(text: str, start: int, most: int | None) -> Value:
    """The word at `start`, without what encloses it and without what ends a sentence."""
    limit = len(text) if most is None else start + most
    found = (_SET if text[max(0, start - 1) : start] == "=" else _BARE).match(text, start, limit)
    end = found.end() if found else start
    end = _without_end(text, start, end)
    run = _RUN.match(text, start, end)
    if run is not None and text.endswith(run.group(), run.end() + 1, end):
        start, end = run.end(), end - len(run.group())
    if text[start : start + 1] in _AROUND and text.find(_AROUND[text[start]], start, start + _NEAR) >= 0:
        if text[start + 1 : start + 2] in _QUOTED:
            return value(text, start + 1)
        return Value(start + 1, _without_end(text, start + 1, end))
    return Value(start, end)


def _without_end(text: str, start: int, end: int) -> int:
    """Where a word ends whose last signs are those of the sentence, quotes or brackets around it."""
    while end > start:
        last = text[end - 1]
        if last in ".,;:?\"'”’»" or (last in _MATES and text.find(_MATES[last], start, end) < 0):
            end -= 1
        else:
            break
    return end
