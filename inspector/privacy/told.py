"""Secrets that people and programs tell in words: "the password is ...", "Access code: 713 884 201"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from inspector.privacy.classification import Classification
from inspector.privacy.entries import Spoken

_CODE = Classification("meeting_secret", secret=True, mask="fixed", kind="code")
_PASSWORD = Classification("credential", secret=True, mask="fixed", kind="password")
_TOKEN = Classification("credential", secret=True, mask="pseudonym", kind="token")

_ASIDE = r"(?:\s{0,3}\([^()\r\n]{1,40}\))?"  # "password (case sensitive): ..."
_SIGN = r"\s{0,3}(?:[:=]>?|->)\s{0,3}"
_QUOTE = r"(?P<quote>[\"'“„‘«]?)"
_WORD = r"[^\s<>&\"'“”„‘’«»,;]{1,128}"
_DIGITS = (
    r"[0-9]{3,5}(?:(?P<apart>[ \-])[0-9]{3,5}(?:(?P=apart)[0-9]{3,5}){0,3})|[0-9]{2}(?: [0-9]{2}){1,3}"
    r"|[0-9]{4,14}"
)
_ENDS = ".?!:)]}*"
_SIGNS = frozenset("!@#$%^*_+=~|\\?")
_SHORTEST = 4
_LONG = 16
_ADDRESS = re.compile(r"[^\s@]{1,64}@[\w\-]{1,64}\.[\w.\-]{1,64}|[A-Za-z][A-Za-z0-9+.\-]{0,16}://.{0,128}")

_MARKED = re.compile(r"\[([A-Za-z_][\w.\-]{0,63})\]([^\[\]]{1,256})\[/\1\]")
_LOGIN = re.compile(
    r"(?<!\w)(?:curl|wget)\b[^\r\n]{0,512}?\s(?:-u|--user|--proxy-user)[ \t=]{0,4}"
    r"[\"']?[^\s:\"'<>]{1,64}:([^\s\"'<>]{1,128})"
)
_COOKIES = re.compile(r"(?<![\w\-])(?:set-)?cookie2?:([^\r\n<>]{1,4096})", re.IGNORECASE)
_COOKIE = re.compile(r"([^\s=;,]{1,128})=([^\s;,\"'&]{1,4096})")
_KEY = re.compile(r"-----BEGIN (?:[A-Z0-9]{1,16} ){0,3}PRIVATE KEY-----([^\-]{1,16384})")

Told = tuple[int, int, Classification]
"""Range in characters, and what stands there."""


class Telling:
    """Finds secrets by the words before them. Every expression is bounded.

    Behind a sign (`:`, `=`) or a verb the next word is the secret, unless it is one that tells none
    ("required"); behind a mere blank only a word with digits or signs in it is.

    Args:
        spoken: The words.
        cookie_attributes: Names in a cookie that are no cookie's, lower case.
    """

    def __init__(self, spoken: Spoken, cookie_attributes: Iterable[str]) -> None:
        self._nothing = frozenset(map(str.lower, spoken.nothing))
        self._no_verb = frozenset(word.lower() for word in spoken.nothing_behind_verbs if word[0] != "*")
        self._no_ends = tuple(word[1:].lower() for word in spoken.nothing_behind_verbs if word[0] == "*")
        self._attributes = frozenset(cookie_attributes)
        verb = rf"\s{{1,3}}(?:{_any(spoken.verbs)})\s{{1,3}}(?:(?:now|set to|jetzt|nun)\s{{1,3}})?"
        passwords, codes, tokens = map(_any, (spoken.passwords, spoken.codes, spoken.tokens))
        self._passwords = _compiled(
            rf"(?P<option>--?)?(?:{passwords}){_ASIDE}"
            rf"(?:(?P<sign>{_SIGN})|(?P<verb>{verb})|\s{{1,3}}(?:[\-–]\s{{1,3}})?){_QUOTE}(?P<told>{_WORD})"
        )
        self._codes = _compiled(
            rf"(?:{codes}|{passwords}){_ASIDE}(?:{_SIGN}|{verb}|\s{{0,3}})#?\s{{0,3}}"
            rf"(?P<told>{_DIGITS})(?!\w|-\w)"
        )
        self._tokens = _compiled(
            rf"(?:{tokens}){_ASIDE}(?:(?P<sign>{_SIGN}|{verb})|\s{{1,3}}){_QUOTE}"
            r"(?P<told>[A-Za-z0-9+/=_\-.~]{4,4096})"
        )

    def tells(self, word: str) -> bool:
        """Whether `word`, behind a secret's name and a colon, may be the secret."""
        bare = word.lstrip("([{").rstrip(".?!:)]}")
        return bare.strip("-–—") != "" and bare.lower() not in self._nothing and "://" not in bare

    def find(self, text: str) -> Iterator[Told]:
        """Secrets that are told in `text`; they may overlap."""
        for match in self._passwords.finditer(text):
            start, end = _bare(match)
            if start < end and self._is_password(match, text[start:end]):
                yield start, end, _CODE
        yield from ((m.start("told"), m.end("told"), _CODE) for m in self._codes.finditer(text))
        for match in self._tokens.finditer(text):
            start, end = match.start("told"), match.start("told") + len(match["told"].rstrip("."))
            if _is_token(text[start:end], signed=match["sign"] is not None):
                yield start, end, _TOKEN
        if "-----BEGIN" in text:
            yield from ((m.start(1), m.end(1), _TOKEN) for m in _KEY.finditer(text))
        if "curl" in text or "wget" in text:
            yield from ((m.start(1), m.end(1), _PASSWORD) for m in _LOGIN.finditer(text))
        yield from self._cookies(text)

    def _is_password(self, match: re.Match[str], said: str) -> bool:
        word = said.rstrip(_ENDS).lower()
        if not self.tells(said) or word in self._nothing or _ADDRESS.fullmatch(said):
            return False
        option = match["option"] is not None and not said.startswith("-")
        if match["sign"] is not None or match["quote"] or option:
            return True
        if match["verb"] is None or not (word.isalpha() and len(word) >= _SHORTEST):
            return _is_chosen(said if match["verb"] is not None else said.rstrip(_ENDS))
        return word not in self._no_verb and not word.endswith(self._no_ends)

    def _cookies(self, text: str) -> Iterator[Told]:
        """The values of `Cookie: name=value; ...` in a text."""
        for header in _COOKIES.finditer(text):
            for match in _COOKIE.finditer(text, header.start(1), header.end(1)):
                if match[1].lower() not in self._attributes:
                    yield match.start(2), match.end(2), _TOKEN


def marked(text: str) -> Iterator[tuple[str, int, int]]:
    """`[name]value[/name]`: the name, and the range of the value."""
    if "[/" in text:
        yield from ((m[1], m.start(2), m.end(2)) for m in _MARKED.finditer(text))


def _any(words: Iterable[str]) -> str:
    """One of the words, the longest first, whose parts may be joined or parted by a sign."""
    return "|".join(
        re.escape(word).replace(r"\ ", r"[ \-_]?") for word in sorted(words, key=len, reverse=True)
    )


def _compiled(expression: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?<!\w-)(?:{expression})", re.IGNORECASE)


def _bare(match: re.Match[str]) -> tuple[int, int]:
    """The range of what is told, without the signs of the sentence behind it."""
    said = match["told"]
    lead = len(said) - len(said.lstrip("[({"))
    return match.start("told") + lead, match.start("told") + len(said.rstrip(".?)]}"))


def _is_chosen(said: str) -> bool:
    """True for what is no word, number of something, or date: a password has letters and digits or signs."""
    letters = any(map(str.isalpha, said))
    digits = any(map(str.isdigit, said))
    signs = not _SIGNS.isdisjoint(said)
    return len(said) >= _SHORTEST and (signs or (letters and digits and "-" not in said))


def _is_token(said: str, *, signed: bool) -> bool:
    """True for what a machine made: long, with digits; behind a sign shorter things, too."""
    mixed = any(map(str.isdigit, said)) and any(map(str.isalpha, said))
    return (mixed and len(said) >= _LONG) or (signed and mixed and _is_chosen(said))
