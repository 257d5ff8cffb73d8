"""Personal data and secrets found by their form: in free text, outside the leaves, and in HTTP."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial

from inspector.engine.free_text import FreeText, outside_leaves
from inspector.engine.names import cut
from inspector.engine.pairs import Pair, secrets
from inspector.engine.shape import Leaf, Shape
from inspector.model.exchange import Direction, Exchange, Payload
from inspector.model.message import Body
from inspector.model.report import PersonalData
from inspector.privacy.classification import Classification, excerpt
from inspector.privacy.detect import REGION, Hit, detect, formed
from inspector.privacy.headers import by_header
from inspector.privacy.knowledge import Knowledge
from inspector.privacy.spans import hints
from inspector.wire.places import Places
from inspector.wire.split import text

_PARAMETER = re.compile(r"[?&#;]([\w.\-]{1,64})=[^?&#;=]*\Z")
_MOST_NAMES = 1_000
_LONGEST_LINE = 500
Row = tuple[str, str, int | None]
"""Category, path, call."""


class Detector:
    """Finds what element knowledge cannot know of.

    Args:
        knowledge: Names of secrets and personal data.
        region: Country of telephone numbers without `+`; "" for none.
    """

    def __init__(self, knowledge: Knowledge, region: str = REGION) -> None:
        self._knowledge = knowledge
        self._hinted = hints(knowledge)
        self._in_prose = partial(detect, knowledge=knowledge, region=region)
        self._in_line = partial(detect, knowledge=knowledge, region=region, prose=False)
        self._headers: dict[str, str] = {}
        self._lines: dict[tuple[str, bool], tuple[Hit, ...]] = {}

    def worth(self, data: bytes) -> bool:
        """Whether any of the texts in `data`, joined, may be worth a look: searches in C, nothing missed."""
        return self._hinted(data) or formed(data)

    def in_message(
        self,
        free: FreeText,
        known: dict[int, Classification],
        values: list[bytes],
        codec: str,
        worth: Callable[[bytes], bool],
    ) -> dict[Row, tuple[Leaf, int, str]]:
        """What stands in the free text of a message: first leaf, count and excerpt by category and path.

        Args:
            free: Leaves to look at.
            known: What leaves hold as a whole, by ordinal: that is in the inventory already.
            values: The message's slots.
            codec: Its codec.
            worth: Tells which values are worth a look.
        """
        rows: dict[Row, tuple[Leaf, int, str]] = {}
        for leaf in free.suspects(values, worth):
            content = text(values[leaf.slot], codec) if leaf.slot >= 0 else leaf.text
            own = known.get(leaf.ordinal)
            for hit in self._in_prose(content):
                if own is not None and own.category == hit.category:
                    continue
                row = (hit.category, leaf.bare, leaf.call)
                first, count, shown = rows.get(
                    row, (leaf, 0, excerpt(hit.category, content[hit.start : hit.end]))
                )
                rows[row] = (first, count + 1, shown)
        return rows

    def in_pairs(
        self, found: Iterable[Pair], values: list[bytes], codec: str
    ) -> dict[Row, tuple[Leaf, int, str]]:
        """Values that are secrets by the name beside them, as `in_message` tells what it finds."""
        rows: dict[Row, tuple[Leaf, int, str]] = {}
        for leaf, what in secrets(found, values, codec, self._knowledge):
            content = text(values[leaf.slot], codec) if leaf.slot >= 0 else leaf.text
            row = (what.category, leaf.bare, leaf.call)
            first, count, shown = rows.get(row, (leaf, 0, excerpt(what.category, content)))
            if content.strip():
                rows[row] = (first, count + 1, shown)
        return rows

    def outside(self, shape: Shape) -> tuple[PersonalData, ...]:
        """What stands in comments, attributes and text between elements of a message that goes alone."""
        rows: list[tuple[str, str, int, str]] = []
        for full, offset, content in outside_leaves(shape):
            path = cut(full, self._knowledge)
            rows += (
                (hit.category, path, offset, content[hit.start : hit.end]) for hit in self._in_prose(content)
            )
            name = full.rpartition("@")[2] if "@" in full else ""
            what = self._knowledge.everything.by_name(name) if name else None
            if what is not None and what.secret and what.kind != "url" and content.strip():
                rows.append((what.category, path, offset, content))
        return tuple(_counted(rows, shape.direction or Direction.REQUEST, shape.pieces[0], shape.codec))

    def unreadable(self, body: Body, direction: Direction) -> tuple[PersonalData, ...]:
        """What stands in a document that cannot be read."""
        content = body.document.decode(body.codec, "replace")
        hits = self._in_prose(content) if self.worth(body.document) else ()
        # Places are counted in what was decoded, so the path is all that can be told: the whole.
        document = content.encode("utf-8", "replace")
        rows = [
            (
                hit.category,
                "",
                len(content[: hit.start].encode("utf-8", "replace")),
                content[hit.start : hit.end],
            )
            for hit in hits
        ]
        return tuple(_counted(rows, direction, document, "utf-8", body.lead_lines))

    def in_http(self, exchange: Exchange, form: tuple[tuple[str, str], ...]) -> tuple[PersonalData, ...]:
        """What stands in the URL, in headers and in form fields beside the document."""
        rows = [*self._url(exchange.url), *self._form(form)]
        for side, payload in (("request", exchange.request), ("response", exchange.response)):
            if payload is not None:
                rows += self._in_headers(side, payload)
        counts: dict[tuple[str, str], tuple[int, str]] = {}
        for category, path, shown in rows:
            count, first = counts.get((category, path), (0, shown))
            counts[category, path] = (count + 1, first)
        return tuple(
            PersonalData(category, "http", path, count, excerpt=shown)
            for (category, path), (count, shown) in counts.items()
        )

    def _url(self, url: str) -> Iterator[tuple[str, str, str]]:
        if not any(sign in url for sign in "?#@;"):
            return
        for hit in self._hits(url, url=True):
            found = _PARAMETER.search(url[: hit.start])
            path = f"url/{found[1]}" if found else "url"
            yield hit.category, path, excerpt(hit.category, url[hit.start : hit.end])

    def _form(self, form: tuple[tuple[str, str], ...]) -> Iterator[tuple[str, str, str]]:
        for name, value in form:
            what = self._knowledge.everything.form(name, value)
            if what is not None and what.secret and value.strip():
                yield what.category, f"form/{name}", excerpt(what.category, value)
            else:
                for hit in self._in_prose(value):
                    yield hit.category, f"form/{name}", excerpt(hit.category, value[hit.start : hit.end])

    def _in_headers(self, side: str, payload: Payload) -> Iterator[tuple[str, str, str]]:
        for name, value in payload.headers:
            category = self._headers.get(name, "?")
            if category == "?":
                category = self._header(name)
                if len(self._headers) < _MOST_NAMES:
                    self._headers[name] = category
            if category:
                if value.strip():
                    yield category, f"{side}-headers/{name}", excerpt(category, value)
                continue
            for hit in self._hits(value):
                server = name.lower() in self._knowledge.headers.servers
                if not (server and hit.category == "ip_address"):
                    shown = excerpt(hit.category, value[hit.start : hit.end])
                    yield hit.category, f"{side}-headers/{name}", shown

    def _hits(self, line: str, *, url: bool = False) -> tuple[Hit, ...]:
        """What stands in a header or URL; most come with every exchange, so some are remembered."""
        found = self._lines.get((line, url))
        if found is None:
            worth = self.worth(line.encode("utf-8", "replace"))
            found = self._in_line(line, url=url) if worth else ()
            if len(self._lines) >= _MOST_NAMES:
                self._lines.clear()
            if len(line) <= _LONGEST_LINE:
                self._lines[line, url] = found
        return found

    def _header(self, name: str) -> str:
        """Category of a header's whole value; "" where its text may hold anything."""
        lower = name.lower()
        part = self._knowledge.headers.part_of(lower)
        if part is not None and part != "challenges":
            return "credential"
        found = by_header(lower, self._knowledge.everything)
        return "" if found is None or found.kind == "text" else found.category


def _counted(
    rows: list[tuple[str, str, int, str]],
    direction: Direction,
    document: bytes,
    codec: str,
    lead_lines: int = 0,
) -> Iterator[PersonalData]:
    places = Places(document, codec)
    groups: dict[tuple[str, str], list[tuple[int, str]]] = {}
    for category, path, offset, shown in rows:
        groups.setdefault((category, path), []).append((offset, shown))
    for (category, path), found in groups.items():
        line = places.at(found[0][0]).line + lead_lines
        yield PersonalData(
            category, direction.value, path, len(found), line=line, excerpt=excerpt(category, found[0][1])
        )
