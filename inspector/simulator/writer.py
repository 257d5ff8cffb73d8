"""Data as answers: the response's type is walked in schema order, each element takes its value from data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.sax.saxutils import escape

from inspector.model.message import FaultKind
from inspector.schema.content import ComplexType, Particle, SimpleType
from inspector.schema.releases import Releases
from inspector.schema.values import WHITE, check, placeholder, trims
from inspector.simulator.data import Data, Item, items, pick
from inspector.simulator.reader import Knows

_INDENT = "    "


@dataclass(frozen=True, slots=True)
class Style:
    """What to write.

    Attributes:
        knows: Whether the release knows a particle; what it does not know is not written.
        complete: Write optional elements too, with a plain value where the data has none; an empty list keeps
            one out.
    """

    knows: Knows
    complete: bool = False


class Writer:
    """Writes data as the elements of a type, at one release.

    An element that the release does not have is left out, a required one is always there, and a stored value
    that is no value of its type is left out, or replaced where it is required: every answer is valid.

    Attributes:
        used: Namespaces written so far, in order of first use.
    """

    def __init__(self, releases: Releases, release: str, prefixes: Mapping[str, str]) -> None:
        """Write at `release`, with `prefixes` giving the prefix of each namespace."""
        self._releases = releases
        self._release = release
        self._prefixes = prefixes
        self.used: dict[str, str] = {}

    def qualified(self, namespace: str, local: str) -> str:
        """`prefix:local`, with the namespace noted as used."""
        prefix = self._prefixes[namespace]
        self.used.setdefault(namespace, prefix)
        return f"{prefix}:{local}"

    def content(self, kind: ComplexType, data: Data, style: Style, depth: int = 0) -> str:
        """The child elements of `kind`, one a line.

        Args:
            kind: The type to walk.
            data: Where values come from, by name.
            style: What to write.
            depth: How far to indent.
        """
        branches = self._branches(kind, data, style)
        lines: list[str] = []
        for particle in kind.particles:
            place = zip(particle.choices, particle.choice_branch, strict=True)
            if style.knows(particle) and all(branches.get(choice) == branch for choice, branch in place):
                lines.extend(self._elements(particle, data, style, depth))
        return "".join(lines)

    def _branches(self, kind: ComplexType, data: Data, style: Style) -> dict[int, int]:
        """The branch of each choice: the first that the data has, else the first, where one is required."""
        chosen: dict[int, int] = {}
        for particle in kind.particles:
            if particle.choices and style.knows(particle) and pick(data, particle.name) is not None:
                for choice, branch in zip(particle.choices, particle.choice_branch, strict=True):
                    chosen.setdefault(choice, branch)
        for choice, (minimum, _) in enumerate(kind.choices):
            if minimum:
                chosen.setdefault(choice, 0)
        return chosen

    def _elements(self, particle: Particle, data: Data, style: Style, depth: int) -> Iterator[str]:
        written, given = 0, pick(data, particle.name)
        for item in items(given):
            if particle.maximum is not None and written >= particle.maximum:
                return
            line = self._element(particle, item, style, depth)
            if line is not None:
                written += 1
                yield line
        until = particle.required_until
        required = bool(until) and self._releases.required(self._release, until)
        wanted = max(particle.minimum, int(required), int(style.complete and given != []))
        for _ in range(wanted - written):
            yield self._blank(particle, style, depth)

    def _element(self, particle: Particle, item: Item, style: Style, depth: int) -> str | None:
        kind = particle.type
        if isinstance(kind, ComplexType):
            return self._section(particle, kind, item if isinstance(item, dict) else {}, style, depth)
        value = self._value(item, kind) if isinstance(item, str) else None
        return None if value is None else self._leaf(particle, value, depth)

    def _blank(self, particle: Particle, style: Style, depth: int) -> str:
        if isinstance(particle.type, ComplexType):
            return self._section(particle, particle.type, {}, style, depth)
        return self._leaf(particle, self._filler(particle, particle.type), depth)

    def _section(self, particle: Particle, kind: ComplexType, data: Data, style: Style, depth: int) -> str:
        name, pad = self.qualified(particle.namespace, particle.name), _INDENT * depth
        inner = self.content(kind, data, style, depth + 1)
        return f"{pad}<{name}>\n{inner}{pad}</{name}>\n" if inner else f"{pad}<{name}/>\n"

    def _leaf(self, particle: Particle, value: str, depth: int) -> str:
        name = self.qualified(particle.namespace, particle.name)
        # A carriage return would be read back as a line feed, were it not written as a reference.
        return f"{_INDENT * depth}<{name}>{escape(value, {chr(13): '&#13;'})}</{name}>\n"

    def _value(self, text: str, kind: SimpleType) -> str | None:
        """`text` as a value of `kind`; None where it is none."""
        value = text.strip(WHITE) if trims(kind) else text
        if not value.strip(WHITE):
            return None if trims(kind) or kind.facets else value
        fault = check(value, kind, self._releases, self._release)
        if fault is None:
            return value
        if fault.kind is FaultKind.BOOLEAN_CASE:
            return value.lower()
        longest = kind.facets.get("maxLength")
        if fault.kind is FaultKind.VALUE_LIMIT and longest is not None and len(value) > int(longest):
            return value[: int(longest)]
        return None

    def _filler(self, particle: Particle, kind: SimpleType) -> str:
        """A plain value for an element that got none: its default, no, 0, nothing, the first of a list."""
        if particle.default is not None:
            return particle.default
        if kind.primitive == "boolean":
            return "false"
        if kind.primitive == "string" and not kind.enumeration and not kind.facets.keys() - {"maxLength"}:
            return ""
        if kind.primitive in ("integer", "long", "int") and not kind.enumeration and not kind.facets:
            return "0"
        return placeholder(kind, self._releases, self._release)
