"""Numbers in free text that belong to somebody: telephone and card numbers, each checked before it counts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

_PHONE = re.compile(
    r"(?<![\w./=@#+\-])(?<!\d:)(?:\+ ?|\((?=\d))?\d(?:[ .\-/]{0,2}[()]?[ ]?\d){6,14}(?!\w|[.\-/]\d|,\d)"
)
_ABROAD = re.compile(r"00 ?(?=[1-9])")  # how most countries dial the +
_FIGURE = re.compile(r"[1-9][0-9]{0,2}(?: [0-9]{3}){2,}")  # 12 345 678 901
_DATE = re.compile(
    r"(?:19|20)\d\d[\-/. ]\d{1,2}[\-/. ]\d{1,2}|\d{1,2}[\-/.]\d{1,2}[\-/.](?:19|20)?\d\d(?!\d)"
)
_CARD = re.compile(r"(?<![\w.\-+])\d(?:[ .\-]?\d){13,15}(?![\w\-]|\.\d)")
_GROUPS = frozenset(((16,), (15,), (14,), (4, 4, 4, 4), (4, 6, 5), (4, 6, 4)))
# Area, group and serial of a US social security number: none is all zeros, and some areas are not given.
_SOCIAL = re.compile(
    r"(?<![\w.\-+/])(?!000|666|9)[0-9]{3}(?P<sign>[ \-]?)(?!00)[0-9]{2}(?P=sign)(?!0000)[0-9]{4}"
    r"(?![\w\-]|\.\d)"
)
_SOCIAL_WORD = re.compile(r"\bssn|social[ \-]?security", re.IGNORECASE)
_RUN = re.compile(r"\d(?:[ .()/\-]{0,4}+\d)*+")
_MOST_DIGITS = 128
"""Digits that stand together, at most, to be numbers of somebody: more are a table of figures."""

_BEFORE = 32
"""Characters in front of a number that may say what it is."""
_PHONE_WORD = re.compile(
    r"\b(?:tel|telephone|phone|call|mobile|cell|fax|dial|ring|reach|sms|text|callback|voice|toll|pager)\b",
    re.IGNORECASE,
)
_CARD_WORD = re.compile(r"\b(?:card|credit|visa|mastercard|amex|pay|payment|billing)\b", re.IGNORECASE)
_OTHER_WORD = re.compile(
    r"(?:\b(?:meeting|session|conference|event|access|host|attendee|order|ticket|case|invoice|reference|ref|"
    r"version|release|build|serial|part|participant|account|tracking|confirmation|room|bridge)\b.*|"
    r"key|uuid|guid|\bid|code|\bpin|password|passcode|number|\bno\b\.?|ssn|security|#)\W*(?:is\W+)?\Z",
    re.IGNORECASE | re.DOTALL,
)


def phones(text: str, region: str) -> Iterator[tuple[int, int]]:
    """Ranges of telephone numbers in `text`.

    A number counts where it is a possible one of its country (by the plan of numbers), and is written like
    one: with `+` or `00`, with separators, or behind a word such as "call". Keys, codes, dates, versions and
    figures in groups of three do not.

    Args:
        text: Free text.
        region: Country of numbers without `+`, as "US"; "" lets only numbers with `+` count.
    """
    for match in _beside_tables(_PHONE, text):
        found = match.group()
        before = text[max(0, match.start() - _BEFORE) : match.start()]
        if _is_phone(found, before, region):
            yield match.start(), match.end()


def cards(text: str) -> Iterator[tuple[int, int]]:
    """Ranges of card numbers in `text`: issuer, length, grouping and check digit must hold."""
    for match in _beside_tables(_CARD, text):
        found = match.group()
        groups = tuple(map(len, re.split(r"[ .\-]", found)))
        digits = re.sub(r"\D", "", found)
        before = text[max(0, match.start() - _BEFORE) : match.start()]
        other = _OTHER_WORD.search(before) and not _CARD_WORD.search(before)
        if groups in _GROUPS and _issued(digits) and _luhn(digits) and not other:
            yield match.start(), match.end()


def social_security(text: str) -> Iterator[tuple[int, int]]:
    """Ranges of US social security numbers in `text`: with hyphens, or behind what they are called."""
    for match in _beside_tables(_SOCIAL, text):
        before = text[max(0, match.start() - _BEFORE) : match.start()]
        if match["sign"] == "-" or _SOCIAL_WORD.search(before):
            yield match.start(), match.end()


def _beside_tables(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Matches outside of long runs of digits, whose every part would have to be checked."""
    at = 0
    for start, end in _tables(text):
        yield from pattern.finditer(text, at, start)
        at = end
    yield from pattern.finditer(text, at)


def _tables(text: str) -> Iterator[tuple[int, int]]:
    for match in _RUN.finditer(text) if len(text) > _MOST_DIGITS else ():
        if match.end() - match.start() > _MOST_DIGITS and sum(map(str.isdigit, match.group())) > _MOST_DIGITS:
            yield match.span()


def _is_phone(found: str, before: str, region: str) -> bool:
    if found.count("(") != found.count(")") or _DATE.search(found):
        return False
    found = _ABROAD.sub("+", found, count=1) if found.startswith("00") else found
    international = found.startswith("+")
    word = _PHONE_WORD.search(before) is not None
    if not international:
        if not region or (_OTHER_WORD.search(before) and not word):
            return False
        if not word and (found.isdigit() or _FIGURE.fullmatch(found)):
            return False
    return _valid(found, region, local=word)


@lru_cache(maxsize=1_024)
def _valid(found: str, region: str, *, local: bool) -> bool:
    # Imported here: it takes a tenth of a second, which only text with such a number in it is worth.
    import phonenumbers

    try:
        number = phonenumbers.parse(found, region or None)
    except phonenumbers.NumberParseException:
        return False
    if phonenumbers.is_valid_number(number):
        return True
    reason = phonenumbers.is_possible_number_with_reason(number)
    return local and reason == phonenumbers.ValidationResult.IS_POSSIBLE_LOCAL_ONLY


def _issued(digits: str) -> bool:
    """Whether an issuer gives numbers that begin like this and have this length (ISO/IEC 7812)."""
    four, count = int(digits[:4]), len(digits)
    if count == 14:
        return 3000 <= four <= 3059 or digits[:2] in {"36", "38", "39"}
    if count == 15:
        return digits[:2] in {"34", "37"}
    return (
        digits[0] == "4"
        or 5100 <= four <= 5599
        or 2221 <= four <= 2720
        or four == 6011
        or 6440 <= four <= 6599
        or 3528 <= four <= 3589
        or digits[:2] == "62"
    )


def _luhn(digits: str) -> bool:
    doubled = [2 * int(char) for char in digits[-2::-2]]
    total = sum(int(char) for char in digits[-1::-2]) + sum(
        each - 9 if each > 9 else each for each in doubled
    )
    return total % 10 == 0
