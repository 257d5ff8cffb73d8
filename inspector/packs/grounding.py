"""Names in rules that nothing has: a rule about what does not exist would be silent for ever."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from fnmatch import fnmatchcase
from typing import Final

from inspector.model.message import FaultKind
from inspector.rules.match import same_path
from inspector.rules.model import Match, Rule
from inspector.rules.subject import NUMBERS
from inspector.schema.build import Type
from inspector.schema.content import ComplexType
from inspector.schema.master import SERVICE, Master
from inspector.schema.nearest import nearest
from inspector.schema.releases import Releases, UnknownRelease

Place = tuple[str | int, ...]
_DEEPEST: Final = 12
_LITERAL: Final = re.compile(r"'[^']*'|\"[^\"]*\"")
_NAME_TEST: Final = re.compile(r"(?<![\w.@$:-])[A-Za-z_][\w.-]*(?![\w.-]|\s*\(|\s*::)")
_OPERATORS: Final = frozenset(("and", "or", "div", "mod"))


@dataclass(frozen=True, slots=True)
class Stray:
    """A name in a rule that nothing has.

    Attributes:
        code: The rule.
        place: Keys and numbers that lead to it in the rule's file.
        kind: What it should be the name of.
        name: The name.
        near: The name that is most like it, "" where there is none at all.
    """

    code: str
    place: Place
    kind: str
    name: str
    near: str

    def __str__(self) -> str:
        return f"{self.name} is no {self.kind}" + (f": the nearest is {self.near}" if self.near else "")


class Grounding:
    """All names that rules may use.

    Args:
        master: Operations, their packages, and the paths below their types.
        releases: The releases there are.
        codes: Codes of the rules in force, which others may replace.
    """

    def __init__(self, master: Master, releases: Releases, codes: Iterable[str]) -> None:
        self._releases = releases
        self._codes = frozenset(codes)
        self._operations = frozenset(master.operations)
        self._bindings = frozenset(operation.binding for operation in master.operations.values())
        self._paths: set[str] = set()
        for operation in master.operations.values():
            for root in (operation.request, operation.response):
                if root is not None and root.name is not None:
                    self._paths.update(_below(root, root.name[1], _DEEPEST))
        header = master.types.get((SERVICE, "headerType")) or _header(master)
        self._paths.update(_below(header, "header", _DEEPEST))
        self._names = frozenset(path.rpartition("/")[2] for path in self._paths)

    def strays(self, rule: Rule) -> Iterator[Stray]:
        """The names in `rule` that nothing has, in the order of its file."""
        checks = {
            "operation": (self._has_operation, self._operations | {f"{name}.*" for name in self._bindings}),
            "package": (self._has_binding, self._bindings),
            "path of any release": (self._has_path, self._paths),
            "element of any release": (self._names.__contains__, self._names),
            "release": (self._has_release, frozenset(release.name for release in self._releases.all)),
            "setting": (NUMBERS.__contains__, NUMBERS),
            "rule": (self._codes.__contains__, self._codes),
        }
        for place, kind, name in _named(rule):
            known, names = checks[kind]
            if not known(name):
                yield Stray(rule.code, place, kind, name, _nearest(name, names))

    def _has_operation(self, wanted: str) -> bool:
        return any(fnmatchcase(name, wanted) for name in self._operations)

    def _has_binding(self, wanted: str) -> bool:
        return any(fnmatchcase(name, wanted) for name in self._bindings)

    def _has_release(self, name: str) -> bool:
        try:
            self._releases.get(name)
        except UnknownRelease:
            return False
        return True

    def _has_path(self, pattern: str) -> bool:
        """Whether there is such a path; the header may also be named with what belongs into a body."""
        if pattern == "bodyContent" or any(same_path(pattern, path) for path in self._paths):
            return True
        above, _, name = pattern.rpartition("/")
        return above in self._paths and above.startswith("header/") and name in self._names


def _nearest(name: str, names: Collection[str]) -> str:
    start = "**/" if name.startswith("**/") else ""
    bare = name.removeprefix(start)
    known = sorted({path.rpartition("/")[2] for path in names} if start else names)
    like = {name.lower() for name in nearest(bare, known, 1)}
    same = [name for name in known if name.lower() in like]
    found = get_close_matches(bare, same or known, n=1, cutoff=0.0)
    return start + found[0] if found else ""


Named = Iterator[tuple[Place, str, str]]
"""Names with their places and kinds."""


def _named(rule: Rule) -> Named:
    for side in ("since", "until"):
        yield from ((("window", side), "release", name) for name in getattr(rule.window, side).split())
    for number, match in enumerate(rule.match):
        for place, kind, name in _named_by(match):
            yield ("match", number, *place), kind, name
    for number, replaced in enumerate(rule.replaces):
        yield ("replaces", number, "code"), "rule", replaced.code
    for kind in ("bad", "good"):
        for number, example in enumerate(getattr(rule.examples, kind)):
            yield ("examples", kind, number, "release"), "release", example.release


def _named_by(match: Match) -> Named:
    yield from ((("before",), "release", name) for name in match.before.split())
    for key, kind in (("operation", "operation"), ("except_operation", "operation"), ("service", "package")):
        yield from (((key, number), kind, name) for number, name in enumerate(getattr(match, key)))
    yield from ((place, "path of any release", path) for place, path in _paths(match))
    text = _LITERAL.sub("''", match.xpath)
    tests = (name for name in _NAME_TEST.findall(text) if name not in _OPERATORS)
    yield from ((("xpath",), "element of any release", name) for name in tests)
    if match.count is not None and isinstance(match.count.above, str):
        yield ("count", "above"), "setting", match.count.above
    if match.state is not None and match.state.above:
        yield ("state", "above"), "setting", match.state.above


def _paths(match: Match) -> Iterator[tuple[Place, str]]:
    if FaultKind.UNKNOWN_ELEMENT not in match.fault:
        yield from ((("at", number), path) for number, path in enumerate(match.at))
    placed: list[tuple[Place, object]] = [(("element", n), item) for n, item in enumerate(match.element)]
    placed += [(("answer",), match.answer), (("asked",), match.asked)]
    for place, elements in placed:
        for key in ("present", "absent"):
            yield from (((*place, key, n), path) for n, path in enumerate(getattr(elements, key, ())))
    for number, test in enumerate(match.value):
        for key in ("path", "other"):
            yield from ((("value", number, key, n), path) for n, path in enumerate(getattr(test, key)))
    yield from (((key,), getattr(match, key)) for key in ("each", "path") if getattr(match, key))
    if match.count is not None:
        yield ("count", "of"), match.count.of
    if match.state is not None:
        for key in ("read", "numbers"):
            for name, paths in getattr(match.state, key).items():
                yield from ((("state", key, name, n), path) for n, path in enumerate(paths))


def _header(master: Master) -> Type:
    particle = master.message_type.find("header")
    assert particle is not None
    return particle.type


def _below(type_: Type, path: str, depth: int) -> Iterator[str]:
    yield path
    if isinstance(type_, ComplexType) and depth:
        for particle in type_.particles:
            yield from _below(particle.type, f"{path}/{particle.name}", depth - 1)
