"""A message laid out in lines for the screen, each knowing where it stands in the original."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from inspector.tui.markup import Token, TokenKind, tokens
from inspector.tui.presenter import Presenter
from inspector.tui.text import clean, unify_line_breaks

SpanKind = Literal["tag", "text"]
READABLE_WIDTH = 200
"""Characters; a message with a longer line is indented unless the user wants it as sent."""

_INDENT = "  "
_MAX_INDENT = 40


class Span(NamedTuple):
    """A stretch of a line in one colour, safe for the terminal."""

    text: str
    kind: SpanKind


@dataclass(frozen=True, slots=True)
class Line:
    """One line on screen.

    Attributes:
        number: Line of the original message where it begins, from 1.
        column: Column of the original line where it begins, from 1.
        spans: What is shown.
    """

    number: int
    column: int
    spans: tuple[Span, ...]

    @property
    def text(self) -> str:
        """What is shown, without colours."""
        return "".join(span.text for span in self.spans)


@dataclass(frozen=True, slots=True)
class Layout:
    """A message in lines.

    Attributes:
        indented: True where lines were broken and indented, False where they are as sent.
        width: Characters of its longest line.
    """

    lines: tuple[Line, ...] = ()
    indented: bool = False
    width: int = 0
    _starts: tuple[tuple[int, int], ...] = field(default=(), repr=False)

    def find(self, line: int, column: int | None) -> int:
        """Index of the line on screen that holds `line` and `column` of the original message."""
        if column is None:
            index = bisect_right(self._starts, (line, 0))
        else:
            index = bisect_right(self._starts, (line, max(column, 1))) - 1
        return min(max(index, 0), max(len(self.lines) - 1, 0))


def wants_indent(text: str) -> bool:
    """True where `text` as sent has lines too long to read."""
    return max((len(line) for line in unify_line_breaks(text).split("\n")), default=0) > READABLE_WIDTH


def lay_out(text: str, presenter: Presenter, *, indent: bool) -> Layout:
    """Lay out a message, with what `presenter` covers covered.

    Args:
        text: The decoded message.
        presenter: Covers personal values.
        indent: True to give each element its own line, False for lines as sent.
    """
    page = _Page(indent=indent)
    cover = _Cover(presenter)
    for token in tokens(unify_line_breaks(text)):
        page.add(token, cover.shown(token))
    return _layout(page.finish(), indented=indent)


def lay_out_plain(lines: Iterable[str]) -> Layout:
    """Lines of our own as a layout, each numbered as it stands."""
    return _layout(
        tuple(Line(number, 1, (Span(clean(text), "text"),)) for number, text in enumerate(lines, start=1)),
        indented=False,
    )


def _layout(lines: tuple[Line, ...], *, indented: bool) -> Layout:
    width = max((sum(len(span.text) for span in line.spans) for line in lines), default=0)
    return Layout(lines, indented, width, tuple((line.number, line.column) for line in lines))


class _Cover:
    """Follows the elements around a text, so that its presenter knows where it stands."""

    def __init__(self, presenter: Presenter) -> None:
        self._presenter = presenter
        self._names: list[str] = []

    def shown(self, token: Token) -> str:
        if token.kind == "open":
            self._names.append(token.name)
        elif token.kind == "close":
            self._leave(token.name)
        elif token.kind == "text":
            padded = ("", "", *self._names[-2:])
            return self._presenter.text(token.text, (padded[-2], padded[-1]))
        elif token.text.startswith("<!--"):
            return self._presenter.text(token.text, ("", "!--"))
        return token.text

    def _leave(self, name: str) -> None:
        # An end tag that closes nothing is ignored; one that closes an outer element closes those inside too.
        if name in self._names[-8:]:
            while self._names.pop() != name:
                pass


class _Page:
    """Collects spans into lines and counts lines and columns of the original."""

    def __init__(self, *, indent: bool) -> None:
        self._indent = indent
        self._lines: list[Line] = []
        self._spans: list[Span] = []
        self._start: tuple[int, int] = (1, 1)
        self._number, self._column = 1, 1
        self._depth = 0
        self._before: TokenKind | None = None

    def add(self, token: Token, shown: str) -> None:
        if self._indent:
            self._add_indented(token, shown)
        else:
            self._add_as_sent(token, shown)
        self._advance(token.text)

    def finish(self) -> tuple[Line, ...]:
        if self._spans or not self._indent:
            self._break()
        return tuple(self._lines)

    def _add_as_sent(self, token: Token, shown: str) -> None:
        kind: SpanKind = "text" if token.kind == "text" else "tag"
        pieces = shown.split("\n")
        self._put(pieces[0], kind)
        for offset, piece in enumerate(pieces[1:], start=1):
            self._break((self._number + offset, 1))
            self._put(piece, kind)

    def _add_indented(self, token: Token, shown: str) -> None:
        if token.kind == "text":
            if shown.strip():
                self._put_text(token, shown)
            return
        if token.kind == "close":
            self._depth = max(self._depth - 1, 0)
            inline = self._before in ("open", "text")
        else:
            inline = False
        if not inline and self._spans:
            self._break()
        self._begin()
        self._put(" ".join(shown.split("\n")), "tag")
        if token.kind == "open":
            self._depth += 1
        self._before = token.kind

    def _put_text(self, token: Token, shown: str) -> None:
        if self._before == "close" and self._spans:
            self._break()
        self._begin()
        pieces = shown.split("\n")
        self._put(pieces[0], "text")
        for offset, piece in enumerate(pieces[1:], start=1):
            if piece.strip():
                self._break((self._number + offset, 1))
                self._put(piece, "text")
        self._before = token.kind

    def _begin(self) -> None:
        if not self._spans:
            self._start = (self._number, self._column)
            self._put(_INDENT * min(self._depth, _MAX_INDENT), "text")

    def _put(self, text: str, kind: SpanKind) -> None:
        if text:
            self._spans.append(Span(clean(text), kind))

    def _break(self, start: tuple[int, int] | None = None) -> None:
        self._lines.append(Line(*self._start, tuple(self._spans)))
        self._spans = []
        self._start = start or (self._number, self._column)

    def _advance(self, text: str) -> None:
        breaks = text.count("\n")
        self._number += breaks
        self._column = len(text) - text.rfind("\n") if breaks else self._column + len(text)


def matches(layout: Layout, needle: str) -> tuple[int, ...]:
    """Indices of the lines that hold `needle`, in any letter case."""
    wanted = needle.casefold()
    return tuple(i for i, line in enumerate(layout.lines) if wanted in line.text.casefold()) if wanted else ()
