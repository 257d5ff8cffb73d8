"""Erasing one person from a store: their e-mail or login, and what stands beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from email.errors import HeaderParseError
from email.header import decode_header, make_header

from inspector.engine.inspector import Inspector
from inspector.engine.judgement import Side
from inspector.engine.privacy_plan import leaf_text, may_hold_text
from inspector.engine.redaction import Redactor
from inspector.engine.shape import Leaf
from inspector.model.report import Fact, Part, Record
from inspector.privacy.classification import Classification
from inspector.privacy.detect import detect
from inspector.privacy.mask import Masker
from inspector.recordings.stored import exchange_of

ERASED = "erased"
_LOGIN = Classification("login_id", secret=False, mask="pseudonym", kind="login")
_TOKEN = Classification("credential", secret=True, mask="pseudonym", kind="token")
_NAME = Classification("name", secret=False, mask="pseudonym", kind="name")  # free text has the same
_ERASE = Classification("name", secret=False, mask="fixed", kind="name")
_KEPT = frozenset({"credential", "meeting_secret", "url_with_access", "time_place"})
"""What says nothing of a person once secrets are replaced."""
_WORD = r"[\w.+\-]"
_LETTER = r"[^\W_]"
_SEPARATOR = r"%(?:2[0-9acf]|3[a-f]|5[bd]|7[bcd])"  # percent-encoded, and no part of a name
_AT_SIGN = r"(?:@|%(?:25){0,4}40|&(?:amp;){0,4}#(?:0{0,6}64|x0{0,6}40);)"
_NEVER = "(?!)"
_SUFFIX = re.compile(r"(?:-(?:request|response))?\.[A-Za-z0-9]{1,8}\Z")
_MOST_SIGNS = 3
"""Signs that may stand between a name and what is before it, as in `__jdoe__`."""


@dataclass(slots=True)
class Erased:
    """What was erased.

    Attributes:
        exchanges: Exchanges that held the person.
        values: Element values erased: theirs, and personal data beside them.
        places: Other occurrences: in free text, URLs, headers, client names, comments.
    """

    exchanges: int = 0
    values: int = 0
    places: int = 0


class Person:
    """One person in every spelling that a store may have: as given, pseudonyms, each letter escaped or not.

    Args:
        name: E-mail address or login.
        masker: Its key made the store's pseudonyms.
    """

    def __init__(self, name: str, masker: Masker) -> None:
        spelled = {name, name.lower(), name.upper(), name.capitalize()}
        sealed = {masker.value(each, kind) for each in spelled for kind in (_LOGIN, _TOKEN, _NAME)}
        names = {each for each in spelled | sealed if each.strip("*")}
        ordered = sorted({each.lower() for each in names}, key=len, reverse=True)
        self._plain = _within((each, re.escape(each)) for each in ordered)
        self._plain_bytes = re.compile(self._plain.pattern.encode(), re.IGNORECASE)
        self._spelled = _within((each, "".join(map(_spelled, each))) for each in ordered)
        self._spelled_bytes = re.compile(self._spelled.pattern.encode(), re.IGNORECASE)

    def is_in(self, text: str) -> bool:
        """Whether the person stands anywhere in `text`."""
        found = self._spelled if "%" in text or "&" in text else self._plain
        return found.search(text) is not None

    def is_in_header(self, value: str) -> bool:
        """The same for a header, whose words may be encoded (RFC 2047)."""
        return self.is_in(value) or self.is_in(_decoded(value))

    def erase(self, text: str) -> tuple[str, int]:
        """`text` without the person, and how often they stood there."""
        found = self._spelled if "%" in text or "&" in text else self._plain
        return found.subn(ERASED, text)

    def erase_header(self, value: str) -> tuple[str, int]:
        """The same for a header; one with the person in encoded words is given decoded."""
        new, count = self.erase(_decoded(value))
        return (new, count) if count else self.erase(value)

    def erase_bytes(self, data: bytes) -> tuple[bytes, int]:
        """The same for bytes in a codec that holds ASCII as it is."""
        found = self._spelled_bytes if b"%" in data or b"&" in data else self._plain_bytes
        return found.subn(ERASED.encode(), data)


def _within(words: Iterable[tuple[str, str]]) -> re.Pattern[str]:
    """Finds words that are no part of a longer name: ann@example.com is not joann@example.com.

    A login is no part of an address either, which is a name of its own and may be somebody else's; but it is
    one in a URL, whose host follows it.

    Args:
        words: Each as it is, and its pattern.
    """
    each = list(words)
    mails = "|".join(pattern for word, pattern in each if "@" in word) or _NEVER
    logins = "|".join(pattern for word, pattern in each if "@" not in word) or _NEVER
    begins = [rf"(?<!{_WORD})", rf"(?<={_SEPARATOR})"]
    begins += (rf"(?<=(?<!{_WORD})[_.+\-]{{{signs}}})" for signs in range(1, _MOST_SIGNS + 1))
    anywhere = rf"(?:{'|'.join(begins)})(?:{mails}|(?:{logins})(?!{_AT_SIGN}{_LETTER}))"
    return re.compile(rf"(?:(?<=://)(?:{logins})|{anywhere})(?!{_WORD}*{_LETTER})", re.IGNORECASE)


def _spelled(letter: str) -> str:
    """A letter in all its spellings: as it is, percent-encoded (again), as a reference (escaped again)."""
    each = [re.escape(letter)]
    for one in {letter, letter.upper()}:
        percent = "".join(f"%(?:25){{0,4}}{byte:02x}" for byte in one.encode("utf-8", "surrogatepass"))
        each += (percent, rf"&(?:amp;){{0,4}}#(?:0{{0,6}}{ord(one)}|x0{{0,6}}{ord(one):x});")
    return f"(?:{'|'.join(each)})"


def _decoded(value: str) -> str:
    """A header's value with its encoded words decoded; as it is where they cannot be."""
    if "=?" not in value:
        return value
    try:
        return str(make_header(decode_header(value)))
    except (ValueError, LookupError, HeaderParseError):
        return value


class Eraser:
    """Erases a person from records.

    Args:
        inspector: The core, to know which values stand where.
        person: Who.
    """

    def __init__(self, inspector: Inspector, person: Person) -> None:
        self._inspector = inspector
        self._masker = inspector.masker
        self._redactor = Redactor(inspector.masker)
        self._person = person
        self.erased = Erased()

    def __call__(self, record: Record) -> Record | None:
        """The record without the person; None where they are not in it."""
        if not self._concerns(record):
            return None
        judgement = self._inspector.judge_pair(exchange_of(record))
        request, gone = self._part(record.request, judgement.request)
        response, gone_too = self._part(record.response, judgement.response)
        self.erased.exchanges += 1
        report = record.report
        return replace(
            record,
            report=replace(
                report,
                url=self._text(report.url),
                client=self._text(report.client),
                source=self._source(report.source),
                site=report.site and self._text(report.site),
            ),
            request=request,
            response=response,
            request_headers=self._headers(record.request_headers),
            response_headers=self._headers(record.response_headers),
            facts=tuple(fact for fact in record.facts if not _about(fact, gone, gone_too)),
        )

    def _concerns(self, record: Record) -> bool:
        report = record.report
        lines = [report.url, report.client, report.site or "", report.source, *_file(report.source)]
        headers = (*record.request_headers, *record.response_headers)
        if any(map(self._person.is_in, lines)) or any(
            self._person.is_in_header(value) for _, value in headers
        ):
            return True
        return any(map(self._person.is_in, _texts(record)))

    def _part(self, part: Part | None, side: Side | None) -> tuple[Part | None, set[str]]:
        if part is None:
            return None, set()
        gone: set[str] = set()
        if side is not None and side.shape.direction is not None:
            leaves = list(self._leaves(side, gone))
            self.erased.values += len(leaves)
            reading = side.reading
            part = self._redactor.replaced(reading.body, side.shape, reading.values, leaves)
        elif self._person.is_in(_text(part)):
            part = self._emptied(part)
        return self._swept(part), gone

    def _emptied(self, part: Part) -> Part:
        """A message that cannot be read, in which nothing tells whose a value is: all personal data goes."""
        text, count = self._impersonal(part.body.decode(part.codec, "surrogateescape"))
        self.erased.values += count
        return Part((text.encode(part.codec, "surrogateescape"),), (), part.codec)

    def _impersonal(self, text: str) -> tuple[str, int]:
        """A text without what is personal in it, and how much that was; line breaks stay."""
        pieces: list[str] = []
        at = count = 0
        for hit in detect(text, self._masker.knowledge):
            found = text[hit.start : hit.end]
            if hit.category in _KEPT or found == ERASED:
                continue
            pieces += (text[at : hit.start], ERASED, *(sign for sign in found if sign in "\r\n"))
            at = hit.end
            count += 1
        return "".join((*pieces, text[at:])), count

    def _leaves(self, side: Side, gone: set[str]) -> Iterator[tuple[Leaf, str]]:
        """What to erase: values that name the person, and personal data beside those in the same element.

        Their paths are added to `gone`, those of secrets that were replaced long ago as well.
        """
        shape, values = side.shape, side.reading.values
        texts = {leaf.ordinal: leaf_text(leaf, values, shape.codec) for leaf in shape.leaves}
        theirs = [leaf for leaf in shape.leaves if self._person.is_in(texts[leaf.ordinal])]
        whole = {leaf.ordinal for leaf in theirs if self._is_whole(texts[leaf.ordinal])}
        around = {self._holder(leaf) for leaf in theirs if leaf.ordinal in whole}
        personal = {leaf.ordinal for leaf, _ in (*side.plan.secrets, *side.plan.personal)}
        for leaf in shape.leaves:
            text = texts[leaf.ordinal]
            near = self._holder(leaf) in around and leaf.path.count("/") > 0
            if leaf.ordinal in whole or (near and leaf.ordinal in personal):
                new = self._constant(leaf, text)
                gone.add(leaf.path)
            else:
                new, _ = self._person.erase(text)
                if near and may_hold_text(leaf):
                    new, _ = self._impersonal(new)
            if new != text:
                yield leaf, new

    def _holder(self, leaf: Leaf) -> tuple[int | None, str]:
        """The element whose person a leaf tells of: its parent, or what that is a part of."""
        above = leaf.path.rpartition("/")[0]
        while (cut := above.rpartition("/"))[2].partition("[")[
            0
        ].lower() in self._masker.knowledge.person_parts:
            above = cut[0]
        return leaf.call, above

    def _is_whole(self, text: str) -> bool:
        return not self._person.erase(text)[0].replace(ERASED, "").strip()

    def _constant(self, leaf: Leaf, text: str) -> str:
        primitive = leaf.type.primitive if leaf.type else None
        return self._masker.value(
            text, _ERASE, primitive=primitive, facets=leaf.type.facets if leaf.type else {}
        )

    def _swept(self, part: Part) -> Part:
        """What knowledge of places missed: comments, attributes, what could not be read."""
        if b"\0" in b"".join(part.pieces):  # a wide codec
            text, count = self._person.erase(part.body.decode(part.codec, "replace"))
            self.erased.places += count
            return Part((text.encode(part.codec, "replace"),), (), part.codec) if count else part
        pieces, values = map(self._sweep, (part.pieces, part.values))
        return replace(part, pieces=tuple(pieces), values=tuple(values))

    def _sweep(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        for piece in pieces:
            new, count = self._person.erase_bytes(piece)
            self.erased.places += count
            yield new

    def _text(self, text: str) -> str:
        new, count = self._person.erase(text)
        self.erased.places += count
        return new

    def _source(self, path: str) -> str:
        """A file may be called after a person, and then no suffix makes it another name."""
        stem, suffix = _file(self._text(path))
        return self._text(stem) + suffix

    def _headers(self, headers: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
        erased = []
        for name, value in headers:
            new, count = self._person.erase_header(value)
            self.erased.places += count
            erased.append((name, new))
        return tuple(erased)


def _file(path: str) -> tuple[str, str]:
    """A path without what tells the kind of its file, and that."""
    found = _SUFFIX.search(path)
    return (path[: found.start()], found[0]) if found else (path, "")


def _texts(record: Record) -> Iterator[str]:
    return (_text(part) for part in (record.request, record.response) if part is not None)


def _text(part: Part) -> str:
    from html import unescape

    return unescape(part.body.decode(part.codec, "replace"))


def _about(fact: Fact, request: set[str], response: set[str]) -> bool:
    return fact.path in (request if fact.on == "request" else response)


__all__ = ["Erased", "Eraser", "Person"]
