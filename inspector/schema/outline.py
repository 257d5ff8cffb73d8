"""What a message of an operation looks like, as plain nodes: to show it, and to compare releases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from inspector.model.exchange import Direction
from inspector.schema.by_operation import ByOperation
from inspector.schema.content import NEVER, ComplexType, Name, Operation, Particle, Window
from inspector.schema.master import Master
from inspector.schema.releases import Releases


@dataclass(frozen=True, slots=True)
class Outline:
    """One element of a message, or the message's content itself.

    Attributes:
        name: Local name; for the content of a message that of its type.
        path: Names from the content's type down, without row numbers.
        minimum, maximum: Occurrence; maximum None is unbounded.
        type: Name of its type, "meet:scheduleType", "string"; "" where it is anonymous.
        values: Allowed values with the window of each, () where not enumerated.
        facets: Other limits of its value, as "maxLength" to "64".
        default: Its default value, None where there is none.
        known: False where the content is not known, so anything may stand in it.
        open_since: Of an answer's content: releases from which on it holds elements that no source names.
        rivals: Names of elements that may stand in its place (a choice).
        required_until: Releases up to which it is required although it is optional now.
        window: Releases that have it.
        meaning: What it means, "" where unknown.
        source: Where the fact comes from, "" for the base line.
        children: The elements in it.
    """

    name: str
    path: str
    minimum: int
    maximum: int | None
    type: str
    values: tuple[tuple[str, Window], ...] = ()
    facets: dict[str, str] = field(default_factory=dict)
    default: str | None = None
    known: bool = True
    open_since: tuple[str, ...] = ()
    rivals: tuple[str, ...] = ()
    required_until: tuple[str, ...] = ()
    window: Window = field(default_factory=Window)
    meaning: str = ""
    source: str = ""
    children: tuple[Outline, ...] = ()

    def walk(self) -> Iterator[Outline]:
        """This node and all below it, in schema order."""
        yield self
        for child in self.children:
            yield from child.walk()


class Outliner:
    """Makes outlines of one master, of all releases or of one."""

    def __init__(self, master: Master, releases: Releases, table: ByOperation) -> None:
        self._releases = releases
        self._table = table
        self._prefix = {namespace: prefix for prefix, namespace in reversed(list(master.prefixes.items()))}

    def operation(
        self, operation: Operation, direction: Direction, release: str | None = None
    ) -> Outline | None:
        """The content of `operation` on one side; of all releases where `release` is None.

        Returns:
            None where the master has no such type.
        """
        made = operation.request if direction is Direction.REQUEST else operation.response
        if made is None:
            return None
        return _Walk(self, operation.name, release).content(made)

    def header(self, master: Master, release: str | None = None) -> Outline:
        """The header that every message has."""
        header = master.message_type.find("header")
        assert header is not None
        assert isinstance(header.type, ComplexType)
        return _Walk(self, "", release).content(header.type, "header")

    def has(self, release: str | None, window: Window) -> bool:
        """Whether `release` has what `window` is the window of; whether any has it where it is None."""
        return window != NEVER and (release is None or self._releases.has(release, window))

    def required(self, release: str | None, until: tuple[str, ...]) -> bool:
        """Whether what is required until then is required at `release`."""
        return release is not None and self._releases.required(release, until)

    def window(self, operation: str, particle: Particle) -> Window:
        """Releases in which `operation` has `particle`."""
        return self._table.window(operation, particle)

    def required_until(self, operation: str, particle: Particle) -> tuple[str, ...]:
        """Last releases in which `operation` asks for `particle` although it is optional now."""
        return self._table.required_until(self._releases, operation, particle)

    def type_name(self, name: Name | None) -> str:
        """A type's name with its usual prefix."""
        return f"{self._prefix.get(name[0], '?')}:{name[1]}" if name else ""


@dataclass(slots=True)
class _Walk:
    outliner: Outliner
    operation: str
    release: str | None
    open: list[int] = field(default_factory=list)

    def content(self, made: ComplexType, name: str | None = None) -> Outline:
        root = name or (made.name[1] if made.name else "")
        return Outline(
            root,
            root,
            1,
            1,
            self.outliner.type_name(made.name),
            known=not (made.lax or made.wildcard),
            open_since=self._open(made),
            window=made.window,
            source=made.source,
            children=self._children(made, root),
        )

    def _children(self, made: ComplexType, path: str) -> tuple[Outline, ...]:
        if id(made) in self.open or made.lax or made.wildcard:
            return ()
        self.open.append(id(made))
        found = tuple(
            self._element(particle, made, path)
            for particle in made.particles
            if self.outliner.has(self.release, self.outliner.window(self.operation, particle))
        )
        self.open.pop()
        return found

    def _open(self, made: ComplexType) -> tuple[str, ...]:
        return made.open_since if self.outliner.has(self.release, Window(made.open_since)) else ()

    def _element(self, particle: Particle, owner: ComplexType, above: str) -> Outline:
        type_ = particle.type
        path = f"{above}/{particle.name}"
        until = self.outliner.required_until(self.operation, particle)
        required = self.outliner.required(self.release, until)
        shared = {
            "required_until": () if self.release else until,
            "window": self.outliner.window(self.operation, particle),
            "default": particle.default,
            "rivals": _rivals(particle, owner),
            "meaning": particle.annotation,
            "source": particle.source,
        }
        least = max(particle.minimum, 1 if required else 0)
        if isinstance(type_, ComplexType):
            return Outline(
                particle.name,
                path,
                least,
                particle.maximum,
                self.outliner.type_name(type_.name),
                known=not (type_.lax or type_.wildcard),
                children=self._children(type_, path),
                **shared,  # type: ignore[arg-type]  # each has the type of its field
            )
        return Outline(
            particle.name,
            path,
            least,
            particle.maximum,
            type_.primitive,
            values=tuple(v for v in type_.enumeration if self.outliner.has(self.release, v[1])),
            facets=dict(type_.facets),
            **shared,  # type: ignore[arg-type]
        )


def _rivals(particle: Particle, owner: ComplexType) -> tuple[str, ...]:
    """The elements of other branches of the choices that `particle` stands in."""
    mine = dict(zip(particle.choices, particle.choice_branch, strict=True))
    return tuple(
        dict.fromkeys(
            other.name
            for other in owner.particles
            for number, branch in zip(other.choices, other.choice_branch, strict=True)
            if number in mine and branch != mine[number] and owner.choices[number][1] == 1
        )
    )
