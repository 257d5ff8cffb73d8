"""Secrets that people and programs tell in words: "the password is ...", "Access code: 713 884 201"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from inspector.privacy.classification import Classification
from inspector.privacy.entries import Spoken
from inspector.privacy.fit import MARK
from inspector.privacy.values import CELL, TAG, Value, value

_CODE = Classification("meeting_secret", secret=True, mask="fixed", kind="code")
_PASSWORD = Classification("credential", secret=True, mask="fixed", kind="password")
_TOKEN = Classification("credential", secret=True, mask="pseudonym", kind="token")

_ASIDE = r"(?:\s{0,3}\([^()\r\n]{1,40}\))?"  # "password (case sensitive): ..."
_NUMBER = r"(?:\s?#?\s?[0-9]{1,2}(?!\w))?"  # "password 1: ..."
_AROUND = rf"(?:[\"'”’»`\]#]|\*{{1,2}}(?!\*)|_{{1,2}}|&quot;|{TAG}){{0,4}}"
_ABOUT = r"(?:\s{1,3}[\w'’\-]{1,32}){1,5}?"  # "the password for our meeting is ..."
_SIGN = (
    r"\s{0,3}(?::=|=>|->|→|={1,3}|[:|]|\\u003[aAdD]|&#(?:58|61|[xX]3[aAdD]);|%3[aAdD])(?:[*_]{1,2}(?=\s))?"
)
_DASH = r"\s{1,3}[\-–—]{1,2}\s{1,3}"
_DIGITS = (
    r"[0-9]{3,5}(?:(?P<apart>[ \-])[0-9]{3,5}(?:(?P=apart)[0-9]{3,5}){0,3})|[0-9]{2}(?: [0-9]{2}){1,3}"
    r"|[0-9]{4,14}"
)
# "the password is wrong: ..."; the words must be parted, or each way to part one is tried.
_JUDGED = re.compile(r"(?:\s{0,3}[\w'’\-]{1,32}+(?:\s{1,3}[\w'’\-]{1,32}+){0,5}?)?\s?:\s{1,3}")
_LED = re.compile(
    r"(?:\A|[\r\n.;,(|>*:!?]\s{0,3}|\b(?:meeting|session|event|webinar|training|host|attendee|panelist|room|audio"
    r"|the|your|new)\s{1,3})\Z",
    re.IGNORECASE,
)
_IN_TAG = re.compile(r"(?:<|&lt;|%3[cC]|\\u003[cC])/?(?:[\w.\-]{1,64}:)?\Z")
_BESIDE = re.compile(
    r"[\"'”’»*_`]{0,3}\s{0,3}\(([0-9]{3,14})\s[^()\r\n]{1,60}\)"
)  # "7hGt (7448 from phones)"
_OR = re.compile(r"[ \t]{0,2}[/|][ \t]{0,2}")  # "jdoe / secret"
_HIDDEN = re.compile(r"[*•●·.#_?\-–—]*|[xX]{3,}")
_ENDS = ".?!:)]}*"
_SIGNS = frozenset('!@#$%^&*_+=~|\\?<"')
_SHORTEST = 4
_LONG = 16
_LONGEST = 256  # characters of what is told in words
_BEFORE = 80
_CHARACTERS = 0x3000  # scripts from here on have no blanks between words
_ADDRESS = re.compile(r"[^\s@]{1,64}@[\w\-]{1,64}\.[\w.\-]{1,64}|[A-Za-z][A-Za-z0-9+.\-]{0,16}://.{0,256}")

_MARKED = re.compile(r"\[([A-Za-z_][\w.\-]{0,63})\]([^\[\]]{1,256})\[/\1\]")
_LOGIN = re.compile(
    r"(?<!\w)(?:curl|wget)\b[^\r\n]{0,512}?\s(?:-u|--user|--proxy-user)[ \t=]{0,4}"
    r"[\"']?[^\s:\"'<>]{1,64}:([^\s\"'<>]{1,128})"
)
_CLIENT = re.compile(
    r"(?<!\w)(?:(?:mysql|mariadb)[\w\-]{0,16}(?:[^\r\n]{0,256}?\s)-p|sshpass\s{1,3}-p\s{0,3})[\"']?([^\s\"'<>]{1,128})"
)
_COOKIES = re.compile(r"(?<![\w\-])(?:set-)?cookie2?:([^\r\n<>]{1,4096})", re.IGNORECASE)
_COOKIE = re.compile(r"([^\s=;,]{1,128})=([^\s;,\"'&]{1,4096})")
# Up to its end, or as far as there is text: a part of a key is one as well.
_KEY = re.compile(
    r"-----BEGIN (?:[A-Z0-9]{1,16} ){0,3}PRIVATE KEY(?: BLOCK)?-----"
    r"((?:(?!-----END|&(?:amp;){0,4}lt;)[^<])++)"
)
_KNOWN = re.compile(
    r"(?<![A-Za-z0-9])(?:(?:AKIA|ASIA)[A-Z0-9]{16}|gh[opsur]_[A-Za-z0-9]{16,255}|github_pat_\w{16,255}"
    r"|xox[a-z]-[A-Za-z0-9\-]{8,255}|[prs]k_(?:live|test)_[A-Za-z0-9]{8,255}|glpat-[\w\-]{12,255})"
    r"(?![A-Za-z0-9])",
    re.ASCII,
)

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
        self.spoken = spoken
        self._nothing = _whole(spoken.nothing)
        self._no_verb = _whole(spoken.nothing_behind_verbs)
        self._ordinary = frozenset(map(str.lower, spoken.ordinary))
        self._others = _compiled(rf"(?:{_any(spoken.others, r'[ :=,-]{1,4}')})(?![^\W_])")
        self._attributes = frozenset(cookie_attributes)
        passwords, codes, tokens = map(_any, (spoken.passwords, spoken.codes, spoken.tokens))
        verb = _verb(spoken.verbs)
        head = (
            rf"{_NUMBER}{_ASIDE}{_AROUND}(?:(?:\s{{1,3}}(?:{_any(spoken.about)}){_ABOUT})?{_ASIDE}{_AROUND})"
        )
        self._passwords = _compiled(
            rf"(?P<option>--?)?(?P<name>{passwords})(?:{head}(?:(?P<sign>{_SIGN}|{CELL})|(?P<verb>{verb}))"
            rf"|(?P<dash>{_DASH})|{_AROUND}(?:\s{{1,3}}|{TAG}\s{{0,32}}){{1,4}})"
        )
        self._codes = _compiled(
            rf"(?:{codes}|{passwords}){head}(?:{_SIGN}|{verb}|)(?:\s{{1,3}}|&nbsp;|{TAG}){{0,4}}#?\s{{0,3}}"
            rf"(?P<told>{_DIGITS})(?!\w|-\w)"
        )
        self._tokens = _compiled(
            rf"(?:{tokens}){_ASIDE}(?:(?P<sign>{_SIGN}|{verb})\s{{0,3}}|\s{{1,3}})[\"'“„‘«]?"
            r"(?P<told>[A-Za-z0-9+/=_\-.~]{4,4096})"
        )
        self._logins = _compiled(rf"(?:{_any(spoken.logins)}){_AROUND}{_SIGN}")

    def tells(self, word: str) -> bool:
        """Whether `word`, behind a secret's name and a sign, may be the secret."""
        said = word.strip()
        bare = said.lstrip("([{<").rstrip(".?!,;:)]}>")
        hidden = bare != MARK and _HIDDEN.fullmatch(bare) is not None  # where our mark stands, one stood
        if hidden or "://" in bare:
            return False
        return self._nothing.fullmatch(bare[:_LONGEST]) is None

    def names(self, name: str, kind: str, text: str, start: int, found: Value) -> bool:
        """Whether `name` at `start` may name the secret that was `found`, by the words around it.

        "Pass", "PIN" and "cookie" are words of other things as well: behind such a name a number of few
        digits is no password, and a mere word is no token and no code.

        Args:
            name: A secret's name.
            kind: What such a secret looks like.
            text: Where it stands.
            start: Where the name begins.
            found: What stands behind it.
        """
        lead = max(0, start - _BEFORE)
        around = text[lead : min(found.end, start + _LONGEST)]
        if any(other.start() <= start - lead < other.end() for other in self._others.finditer(around)):
            return False
        if name.lower() not in self._ordinary:
            return True
        said = text[found.start : found.end]
        if kind == "password":
            return not (said.isdigit() and len(said) < _SHORTEST)
        return len(said) >= _LONG or not said.isalpha()

    def find(self, text: str) -> Iterator[Told]:
        """Secrets that are told in `text`; they may overlap."""
        yield from self._told(text)
        yield from ((m.start("told"), m.end("told"), _CODE) for m in self._codes.finditer(text))
        for match in self._tokens.finditer(text):
            start, end = match.start("told"), match.start("told") + len(match["told"].rstrip("."))
            if _is_token(text[start:end], signed=match["sign"] is not None):
                yield start, end, _TOKEN
        yield from self._pairs(text)
        yield from ((m.start(), m.end(), _TOKEN) for m in _KNOWN.finditer(text))
        if "-----BEGIN" in text:
            yield from ((m.start(1), m.end(1), _TOKEN) for m in _KEY.finditer(text))
        if "curl" in text or "wget" in text:
            yield from ((m.start(1), m.end(1), _PASSWORD) for m in _LOGIN.finditer(text))
        if "-p" in text:
            yield from ((m.start(1), m.end(1), _PASSWORD) for m in _CLIENT.finditer(text))
        yield from self._cookies(text)

    def _told(self, text: str) -> Iterator[Told]:
        """Passwords behind their names, and the digits for telephones beside them."""
        covered = 0
        for match in self._passwords.finditer(text):
            if match.end() < covered:
                continue
            at = match.end()
            found = _value(text, at, _LONGEST)
            if match["verb"] is not None and not self._is_password(match, found):
                judged = _JUDGED.match(text, at)
                at = judged.end() if judged else at
                found = _value(text, at, _LONGEST)
            if found.start < found.end and self._is_password(match, found):
                found = _value(text, at)
                covered = found.end
                yield found.start, found.end, _CODE
                beside = _BESIDE.match(text, found.end)
                if beside is not None:
                    yield beside.start(1), beside.end(1), _CODE

    def _is_password(self, match: re.Match[str], found: Value) -> bool:
        text, start = match.string, match.start("name")
        said = text[found.start : found.end]
        word = said.rstrip(_ENDS)
        if not self.tells(said) or not self.names(match["name"], "password", text, start, found):
            return False
        if _ADDRESS.fullmatch(said):
            return False
        if match["sign"] is not None:
            return not (said.endswith(":") and "\n" in text[match.end() : found.start])
        if match["option"] is not None and not said.startswith("-"):
            return True
        plain = word.isalpha() and len(word) >= _SHORTEST and self._no_verb.fullmatch(word) is None
        if match["verb"] is not None and word.isalpha():
            return found.quoted or plain
        if match["verb"] is not None:
            return found.quoted or _is_chosen(said)
        if _IN_TAG.search(text, max(0, start - _BEFORE), start):
            return False
        if match["dash"] is not None and plain:
            return (
                _LED.search(("" if start < _BEFORE else "x") + text[max(0, start - _BEFORE) : start])
                is not None
            )
        return found.quoted or _is_chosen(word)

    def _pairs(self, text: str) -> Iterator[Told]:
        """A login and a password behind a word for both: "credentials: jdoe / secret"."""
        covered = 0
        for match in self._logins.finditer(text):
            if match.end() < covered:
                continue
            login = _value(text, match.end(), _LONGEST)
            found = self._both(text, match.end(), login)
            if found is not None:
                covered = found[1]
                yield (*found, _PASSWORD)

    def _both(self, text: str, at: int, login: Value) -> tuple[int, int] | None:
        """`jdoe / secret`: which of them is the secret is not told."""
        said = text[login.start : login.end]
        between = _OR.match(text, login.end)
        if between is None:
            told = "/" in said and self.tells(said)
            return (login.start, _value(text, at).end) if told else None
        secret = _value(text, between.end(), _LONGEST)
        said = text[secret.start : secret.end]
        if said and self.tells(said) and _is_chosen(said):
            return login.start, _value(text, between.end()).end
        return None

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


def _value(text: str, at: int, most: int | None = None) -> Value:
    """What is told at `at`, or its first `most` characters: in a sentence, quotes do not reach far."""
    found = value(text, at, most)
    if found.quoted and (found.end - found.start > _LONGEST or "\n" in text[found.start : found.end]):
        return value(text, found.start, most)
    return found


def _any(words: Iterable[str], blank: str = r"[ \-_]?") -> str:
    """One of the words, the longest first, whose parts may be joined or parted; of none, nothing."""
    found = sorted(words, key=len, reverse=True)
    return "|".join(re.escape(word).replace(r"\ ", blank) for word in found) or r"(?!)"


def _compiled(expression: str) -> re.Pattern[str]:
    return re.compile(rf"(?:(?<!\w)(?<!\w-)|(?=[\u3000-\uffef]))(?:{expression})", re.IGNORECASE)


def _verb(verbs: Iterable[str]) -> str:
    """A verb between blanks; in scripts that know none, right in front of what is written in ASCII."""
    parted = [verb for verb in verbs if ord(verb[0]) < _CHARACTERS]
    joined = [verb for verb in verbs if ord(verb[0]) >= _CHARACTERS]
    return (
        rf"\s{{1,3}}(?:{_any(parted, ' ')})(?!\w)(?:\s{{1,3}}(?:now|set to|jetzt|nun)(?!\w))?"
        rf"|\s{{0,3}}(?:{_any(joined)})\s{{0,3}}(?=[!-~])"
    )


def _whole(words: Iterable[str]) -> re.Pattern[str]:
    """Any of the words, in any letter case; `*` in one is any letters, `#` any digits."""
    return re.compile(
        _any(words).replace(r"\*", r"\w*").replace(r"\#", "[0-9]+").replace("#", "[0-9]+"), re.IGNORECASE
    )


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
