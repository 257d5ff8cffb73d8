"""Names in rules that the schema does not know: a rule about what does not exist would be silent for ever."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase

from inspector.rules.match import same_path
from inspector.rules.model import Match, Rule
from inspector.schema.build import Type
from inspector.schema.content import ComplexType
from inspector.schema.master import SERVICE, Master

_DEEPEST = 12


class _Names:
    """The paths there are, from each operation's and response's type down, and in the header."""

    def __init__(self, master: Master) -> None:
        self.operations = frozenset(master.operations)
        self.bindings = frozenset(operation.binding for operation in master.operations.values())
        self.paths: set[str] = set()
        for operation in master.operations.values():
            for root in (operation.request, operation.response):
                if root is not None and root.name is not None:
                    self.paths.update(_below(root, root.name[1], _DEEPEST))
        header = master.types.get((SERVICE, "headerType")) or _header(master)
        self.paths.update(_below(header, "header", _DEEPEST))
        self.names = frozenset(path.rpartition("/")[2] for path in self.paths)

    def has_path(self, pattern: str) -> bool:
        """Whether there is such a path; the header may also be named with what belongs into a body."""
        if pattern == "bodyContent" or any(same_path(pattern, path) for path in self.paths):
            return True
        above, _, name = pattern.rpartition("/")
        return above in self.paths and above.startswith("header/") and name in self.names


def ungrounded(rules: Iterable[Rule], master: Master) -> tuple[tuple[str, str], ...]:
    """Names of operations, packages and elements that no release has, each with the code that names it."""
    names = _Names(master)
    return tuple(
        (rule.code, name) for rule in rules for match in rule.match for name in _unknown(match, names)
    )


def _unknown(match: Match, names: _Names) -> Iterator[str]:
    for wanted in (*match.operation, *match.except_operation):
        if not any(fnmatchcase(name, wanted) for name in names.operations):
            yield wanted
    for wanted in match.service:
        if not any(fnmatchcase(name, wanted) for name in names.bindings):
            yield wanted
    yield from (path for path in _paths(match) if not names.has_path(path))


def _paths(match: Match) -> Iterator[str]:
    for elements in (*match.element, match.answer, match.asked):
        if elements is not None:
            yield from (*elements.present, *elements.absent)
    for test in match.value:
        yield from (*test.path, *test.other)
    if match.each:
        yield match.each
    if match.count is not None:
        yield match.count.of
    if match.state is not None:
        for paths in (*match.state.read.values(), *match.state.numbers.values()):
            yield from paths


def _header(master: Master) -> Type:
    particle = master.message_type.find("header")
    assert particle is not None
    return particle.type


def _below(type_: Type, path: str, depth: int) -> Iterator[str]:
    yield path
    if isinstance(type_, ComplexType) and depth:
        for particle in type_.particles:
            yield from _below(particle.type, f"{path}/{particle.name}", depth - 1)
