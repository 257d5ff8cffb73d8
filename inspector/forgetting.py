"""Erasing one person from a store: their e-mail or login, and what stands beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from urllib.parse import quote

from inspector.engine.inspector import Inspector
from inspector.engine.judgement import Side
from inspector.engine.privacy_plan import leaf_text
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
_ERASE = Classification("name", secret=False, mask="fixed", kind="name")
_KEPT = frozenset({"credential", "meeting_secret", "url_with_access", "time_place"})
"""What says nothing of a person once secrets are replaced."""
_WORD = r"[\w.+\-]"


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
    """One person in every spelling that a store may have: as given, pseudonyms, percent-encoded.

    Args:
        name: E-mail address or login.
        masker: Its key made the store's pseudonyms.
    """

    def __init__(self, name: str, masker: Masker) -> None:
        spelled = {name, name.lower(), name.upper(), name.capitalize()}
        sealed = {masker.value(each, kind) for each in spelled for kind in (_LOGIN, _TOKEN)}
        names = {each for each in spelled | sealed if each.strip("*")}
        names |= {quote(each, safe="") for each in names}
        words = "|".join(re.escape(each) for each in sorted(names, key=len, reverse=True))
        self._whole = re.compile(words, re.IGNORECASE)
        # Part of a longer name is somebody else: ann@example.com is not joann@example.com.
        self._within = re.compile(rf"(?<!{_WORD})(?:{words})(?!{_WORD}*[\w+\-])", re.IGNORECASE)
        self._bytes = re.compile(self._within.pattern.encode(), re.IGNORECASE)

    def is_in(self, text: str) -> bool:
        """Whether the person stands anywhere in `text`."""
        return self._within.search(text) is not None

    def erase(self, text: str) -> tuple[str, int]:
        """`text` without the person, and how often they stood there."""
        return self._within.subn(ERASED, text)

    def erase_bytes(self, data: bytes) -> tuple[bytes, int]:
        """The same for bytes in a codec that holds ASCII as it is."""
        return self._bytes.subn(ERASED.encode(), data)


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
                source=self._text(report.source),
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
        lines = [report.url, report.client, report.source, report.site or ""]
        lines += [value for _, value in (*record.request_headers, *record.response_headers)]
        if any(map(self._person.is_in, lines)):
            return True
        return any(map(self._person.is_in, _texts(record)))

    def _part(self, part: Part | None, side: Side | None) -> tuple[Part | None, set[str]]:
        if part is None:
            return None, set()
        gone: set[str] = set()
        if side is not None and side.shape.direction is not None:
            leaves = list(self._leaves(side))
            gone = {leaf.path for leaf, _ in leaves}
            self.erased.values += len(leaves)
            reading = side.reading
            part = self._redactor.replaced(reading.body, side.shape, reading.values, leaves)
        elif self._person.is_in(_text(part)):
            part = self._emptied(part)
        return self._swept(part), gone

    def _emptied(self, part: Part) -> Part:
        """A message that cannot be read, in which nothing tells whose a value is: all personal data goes."""
        text = part.body.decode(part.codec, "surrogateescape")
        pieces: list[str] = []
        at = 0
        for hit in detect(text, self._masker.knowledge):
            found = text[hit.start : hit.end]
            if hit.category in _KEPT or found == ERASED:
                continue
            pieces += (text[at : hit.start], ERASED, *(sign for sign in found if sign in "\r\n"))
            at = hit.end
            self.erased.values += 1
        return Part(("".join((*pieces, text[at:])).encode(part.codec, "surrogateescape"),), (), part.codec)

    def _leaves(self, side: Side) -> Iterator[tuple[Leaf, str]]:
        """What to erase: values that name the person, and personal data of the elements around those."""
        shape, values = side.shape, side.reading.values
        texts = {leaf.ordinal: leaf_text(leaf, values, shape.codec) for leaf in shape.leaves}
        theirs = [leaf for leaf in shape.leaves if self._person.is_in(texts[leaf.ordinal])]
        whole = {leaf.ordinal for leaf in theirs if self._is_whole(texts[leaf.ordinal])}
        around = {(leaf.call, leaf.path.rpartition("/")[0] + "/") for leaf in theirs if leaf.ordinal in whole}
        personal = {leaf.ordinal for leaf, _ in (*side.plan.secrets, *side.plan.personal)}
        for leaf in shape.leaves:
            text = texts[leaf.ordinal]
            beside = leaf.ordinal in personal and any(
                leaf.call == call and leaf.path.startswith(above) for call, above in around
            )
            if leaf.ordinal in whole or (beside and leaf.path.count("/") > 0):
                new = self._constant(leaf, text)
            else:
                new, _ = self._person.erase(text)
            if new != text:
                yield leaf, new

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

    def _headers(self, headers: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
        return tuple((name, self._text(value)) for name, value in headers)


def _texts(record: Record) -> Iterator[str]:
    return (_text(part) for part in (record.request, record.response) if part is not None)


def _text(part: Part) -> str:
    from html import unescape

    return unescape(part.body.decode(part.codec, "replace"))


def _about(fact: Fact, request: set[str], response: set[str]) -> bool:
    return fact.path in (request if fact.on == "request" else response)


__all__ = ["Erased", "Eraser", "Person"]
