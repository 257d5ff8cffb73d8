"""Redaction by slots: secrets are replaced before anything leaves memory; all other bytes stay."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Literal
from urllib.parse import quote_plus

from inspector.engine.pairs import secrets
from inspector.engine.privacy_plan import PrivacyPlan, leaf_text, may_hold_text
from inspector.engine.shape import Leaf, Shape
from inspector.model.exchange import Direction
from inspector.model.message import Body, FaultKind
from inspector.model.report import Fact, Part
from inspector.privacy.classification import Classification
from inspector.privacy.mask import Masker
from inspector.privacy.scrub import scrub
from inspector.schema.releases import Releases
from inspector.schema.values import check
from inspector.wire.forms import unpack
from inspector.wire.split import escape

_HIDDEN = {b"<!--": b"-->", b"<![CDATA[": b"]]>", b"<?": b"?>"}
_MASKED = b"masked"
_WHOLE = Classification("free_text", secret=False, mask="pseudonym", kind="text")
_BREAK = re.compile(rb"\r\n|\r|\n")
_ESCAPED_BREAK = re.compile(rb"&#10;")
_NOT_KEPT = re.compile(rb"\(body not kept: [0-9]{1,12} bytes, (?:keyed )?SHA-256 [0-9a-f]{64}\)")

Cut = tuple[int, int, bytes]
"""A byte range of a piece, and what takes its place."""


class Redactor:
    """Makes what may leave memory of a message."""

    def __init__(self, masker: Masker) -> None:
        self._masker = masker

    def body(
        self,
        body: Body,
        shape: Shape,
        values: list[bytes],
        plan: PrivacyPlan,
        unfit: Sequence[Leaf] = (),
    ) -> Part:
        """The redacted body of one message.

        What is `unfit`, no value of its type, may be anything, a secret among it.

        A message with slots has its values replaced, and its pieces as its shape has them, with secrets in
        constant text masked. A message without slots is masked by byte range and then by patterns. One that
        cannot be read is masked by patterns alone; where that is not safe, its length and hash are kept.
        """
        self._place("")
        if shape.direction is None:
            return self._unreadable(body)
        replacements = self._replacements(shape, values, plan, unfit)
        pieces, values = _cut_out(shape, values, replacements, self._veiled(shape))
        self._place("")
        if shape.serial == 0:
            scrubbed = scrub(pieces[0], shape.codec, self._masker)
            if scrubbed is None:
                return self._unreadable(body)
            pieces = [scrubbed]
        return self._around(body, pieces, values)

    def replaced(
        self, body: Body, shape: Shape, values: list[bytes], replacements: Iterable[tuple[Leaf, str]]
    ) -> Part:
        """A message that was redacted already, with these leaves replaced and all other bytes as they are."""
        return self._around(body, *_cut_out(shape, values, replacements))

    def facts(
        self, shape: Shape, values: list[bytes], plan: PrivacyPlan, releases: Releases, release: str
    ) -> tuple[Fact, ...]:
        """What was true of the secrets before they were masked, so that a store can be judged again."""
        on: Literal["request", "response"] = (
            "response" if shape.direction is Direction.RESPONSE else "request"
        )
        found = []
        for leaf, classification in plan.hidden:
            original = leaf_text(leaf, values, shape.codec)
            valid = leaf.type is None or check(original, leaf.type, releases, release) is None
            found.append(
                Fact(on, leaf.call, leaf.path, classification.category, len(original), type_valid=valid)
            )
        return tuple(found)

    def _replacements(
        self, shape: Shape, values: list[bytes], plan: PrivacyPlan, unfit: Sequence[Leaf]
    ) -> list[tuple[Leaf, str]]:
        found = []
        hidden, beside = self._hidden(shape, values, plan)
        for leaf, classification in hidden:
            original = leaf_text(leaf, values, shape.codec)
            new = self._value(leaf, original, classification)
            if new != original or not leaf.plain:
                found.append((leaf, new))
        for leaf in plan.scan.suspects(values, self._masker.worth):
            if leaf.ordinal in beside:
                continue
            original = leaf_text(leaf, values, shape.codec)
            new = self._text(leaf, original)
            if new != original:
                found.append((leaf, new))
        done = {leaf.ordinal for leaf, _ in hidden} if unfit else set()
        for leaf in unfit:
            if leaf.ordinal not in done and not may_hold_text(leaf):
                original = leaf_text(leaf, values, shape.codec)
                named = self._masker.knowledge.by_looks(leaf.local)
                new = self._masker.value(original, named) if named else self._masker.text(original)
                if new != original or not leaf.plain:
                    found.append((leaf, new))
        return found

    def _hidden(
        self, shape: Shape, values: list[bytes], plan: PrivacyPlan
    ) -> tuple[Sequence[tuple[Leaf, Classification]], frozenset[int]]:
        """Leaves that are replaced, and which of them are secrets by the name that stands beside them."""
        if not plan.pairs:
            return plan.hidden, frozenset()
        named = list(secrets(plan.pairs, values, shape.codec, self._masker.knowledge))
        beside = frozenset(leaf.ordinal for leaf, _ in named)
        return [*(pair for pair in plan.hidden if pair[0].ordinal not in beside), *named], beside

    def _veiled(self, shape: Shape) -> Iterator[Cut]:
        """Elements in the place of a secret's text: their names may be pieces of it."""
        self._place("")
        for (start, end), classification in shape.veiled:
            raw = shape.pieces[0][start:end]
            content = _BREAK.sub(b"\n", raw).decode(shape.codec, "replace")
            yield start, end, _rewritten(raw, self._masker.value(content, classification), shape.codec)

    def _value(self, leaf: Leaf, original: str, classification: Classification) -> str:
        primitive = leaf.type.primitive if leaf.type else None
        facets = leaf.type.facets if leaf.type else {}
        self._place(leaf.bare)
        return self._masker.value(original, classification, primitive=primitive, facets=facets)

    def _text(self, leaf: Leaf, original: str) -> str:
        """The text with what is to be hidden replaced in it; all of it where it would get too long."""
        self._place(leaf.bare)
        new = self._masker.text(original)
        most = leaf.type.facets.get("maxLength", "") if leaf.type else ""
        if new != original and most.isdecimal() and len(original) <= int(most) < len(new):
            return self._value(leaf, original, _WHOLE)
        return new

    def _place(self, place: str) -> None:
        """Where replacements happen from here on, for whoever counts them."""
        if self._masker.tally is not None:
            self._masker.tally.place = place

    def _around(self, body: Body, pieces: list[bytes], values: list[bytes]) -> Part:
        """What stood around the document put back: white space, masked form fields, the codec it came in."""
        if body.transcoded:
            pieces = [piece.decode("utf-8").encode(body.transcoded, "xmlcharrefreplace") for piece in pieces]
            values = [value.decode("utf-8").encode(body.transcoded, "xmlcharrefreplace") for value in values]
        pieces = [body.before + pieces[0], *pieces[1:]]
        pieces[-1] += body.after
        part = Part(tuple(pieces), tuple(values), body.transcoded or body.codec)
        return _in_form(part, self._masker.form(body.form)[0]) if body.wrapped else part

    def _unreadable(self, body: Body) -> Part:
        document = body.document
        if not document:
            return Part((b"",), (), body.codec)
        bare = _bare_form(body)
        if bare:
            masked, names = self._masker.form(body.form)
            if names:
                return Part((_fields(masked),), (), body.codec)
        if _NOT_KEPT.fullmatch(document):
            return Part((document,), (), "utf-8")
        too_large = any(fault.kind is FaultKind.LIMIT for fault in body.faults)
        safe = None if too_large else scrub(document, body.codec, self._masker)
        if safe is None:
            digest = self._masker.digest(b"body", (document,))
            safe = f"(body not kept: {len(document)} bytes, keyed SHA-256 {digest})".encode()
            return Part((safe,), (), "utf-8")
        return Part((safe,), (), body.codec) if bare else self._around(body, [safe], [])


def _bare_form(body: Body) -> bool:
    """True for a form without a document: its fields are all there is."""
    if not body.wrapped:
        return False
    found = unpack(body.document)
    return found is not None and found.fields == body.form


def _fields(fields: Iterable[tuple[str, str]]) -> bytes:
    return "&".join(f"{quote_plus(name)}={quote_plus(value, safe='*')}" for name, value in fields).encode()


def _in_form(part: Part, fields: Iterable[tuple[str, str]]) -> Part:
    """A document put back into its form; as it is where a reader tells it from the fields, else encoded."""
    head = "".join(f"{quote_plus(name)}={quote_plus(value)}&" for name, value in fields).encode() + b"XML="
    plain = replace(part, pieces=(head + part.pieces[0], *part.pieces[1:]))
    document = part.body
    found = unpack(plain.body)
    if found is not None and found.document == document:
        return plain
    return Part((head + quote_plus(document).encode(),), (), part.codec)


def _cut_out(
    shape: Shape, values: list[bytes], replacements: Iterable[tuple[Leaf, str]], veiled: Iterable[Cut] = ()
) -> tuple[list[bytes], list[bytes]]:
    """Pieces and values with leaves replaced, and comments and the like emptied."""
    values = list(values)
    cuts: dict[int, list[Cut]] = defaultdict(list)
    cuts[0] += veiled
    for leaf, new in replacements:
        if leaf.slot >= 0:
            values[leaf.slot] = escape(new, shape.codec)
        else:
            piece, start = shape.places.cut(leaf.content[0])
            end = start + leaf.content[1] - leaf.content[0]
            cuts[piece].append((start, end, _rewritten(shape.pieces[piece][start:end], new, shape.codec)))
    if shape.serial == 0:
        document = shape.pieces[0]
        cuts[0] += ((start, end, _emptied(document[start:end])) for start, end in shape.message.hidden)
    return [_cut(piece, cuts.get(index, [])) for index, piece in enumerate(shape.pieces)], values


def _rewritten(raw: bytes, new: str, codec: str) -> bytes:
    """`new` in the place of `raw`, with as many lines: later places must not move (decision 4)."""
    breaks = iter(_BREAK.findall(raw))
    made = _ESCAPED_BREAK.sub(lambda found: next(breaks, found[0]), escape(new, codec))
    made += b"".join(breaks)
    return made.replace(b"&#9;", b"\t") if b"\t" in raw else made


def _cut(piece: bytes, cuts: list[Cut]) -> bytes:
    """`piece` with ranges replaced; one within another, as a comment in a password, goes with it."""
    kept: list[bytes] = []
    at = 0
    for start, end, new in sorted(cuts, key=lambda cut: (cut[0], -cut[1])):
        if at and end <= at:
            continue
        kept += (piece[at:start], new)
        at = end
    kept.append(piece[at:])
    return b"".join(kept)


def _emptied(hidden: bytes) -> bytes:
    """A comment, CDATA section or instruction that may hold anything, with its line breaks alone kept."""
    for opening, closing in _HIDDEN.items():
        if hidden.startswith(opening) and hidden.endswith(closing):
            inner = hidden[len(opening) : -len(closing)]
            if inner.strip() == _MASKED:
                return hidden  # a body that could not be read was emptied so, see `scrub`
            breaks = bytes(byte for byte in inner if byte in b"\r\n")
            return opening + (_MASKED if inner.strip() else b"") + breaks + closing
    return _MASKED
