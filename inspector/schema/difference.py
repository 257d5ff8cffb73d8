"""What an integrator must know between two releases, operation by operation."""

from __future__ import annotations

from dataclasses import dataclass

from inspector.model.exchange import Direction
from inspector.schema.changes import ALL, Change, Changes
from inspector.schema.content import Operation
from inspector.schema.master import Master
from inspector.schema.outline import Outline, Outliner
from inspector.schema.releases import Releases

Changed = tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One difference between the content of an operation at two releases.

    Attributes:
        kind: "element-added", "element-removed", "required", "optional", "occurrence", "values-added",
            "values-removed", "type", "open" or "closed".
        direction: The side of the operation.
        path: Where, without row numbers.
        summary: What it is, in plain words.
        source: Where the fact comes from, "" for the base line.
    """

    kind: str
    direction: Direction
    path: str
    summary: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class OperationDifference:
    """What is different for one operation.

    Attributes:
        operation: Full name.
        state: "added", "removed" or "changed".
        steps: What is different in its schema, () where it was added or removed.
        changes: Changes besides its schema that the new release has and the old one has not.
        undone: Those that the old release has and the new one has not.
    """

    operation: str
    state: str
    steps: tuple[Step, ...] = ()
    changes: tuple[Change, ...] = ()
    undone: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """Everything between two releases, which may stand on branches of their own.

    Attributes:
        old, new: The releases.
        operations: What is different, by operation name; nothing is listed of those that stay as they are.
        changes: Changes besides the schema that the new release has and the old one has not.
        undone: Those that the old release has and the new one has not: going back, and from a maintenance
            branch to a release of the main line that was made before them.
        backwards: True where `new` is older.
    """

    old: str
    new: str
    operations: tuple[OperationDifference, ...]
    changes: tuple[Change, ...]
    undone: tuple[Change, ...]
    backwards: bool

    @property
    def everywhere(self) -> tuple[Change, ...]:
        """Those of `changes` that concern every operation."""
        return tuple(change for change in self.changes if ALL in change.operations)

    @property
    def undone_everywhere(self) -> tuple[Change, ...]:
        """Those of `undone` that concern every operation."""
        return tuple(change for change in self.undone if ALL in change.operations)


class Differ:
    """Compares releases of one master."""

    def __init__(self, master: Master, releases: Releases, outliner: Outliner, changes: Changes) -> None:
        self._master = master
        self._releases = releases
        self._outliner = outliner
        self._changes = changes

    def between(self, old: str, new: str) -> Difference:
        """What is different at `new`, seen from `old`.

        Raises:
            UnknownRelease: One of them is not known.
        """
        first, second = self._releases.get(old), self._releases.get(new)
        changes = self._changes.between(self._releases, first, second)
        undone = self._changes.between(self._releases, second, first)
        found = (self._operation(op, first.name, second.name, changes, undone) for op in self._operations())
        return Difference(
            first.name,
            second.name,
            tuple(difference for difference in found if difference is not None),
            changes,
            undone,
            second.order < first.order,
        )

    def _operations(self) -> list[Operation]:
        return [self._master.operations[name] for name in sorted(self._master.operations)]

    def _operation(
        self, operation: Operation, old: str, new: str, changes: Changed, undone: Changed
    ) -> OperationDifference | None:
        had, has = (self._releases.has(release, operation.window) for release in (old, new))
        if not had and not has:
            return None
        own, back = _of(operation, changes), _of(operation, undone)
        if had != has:
            return OperationDifference(operation.name, "added" if has else "removed", (), own, back)
        steps = tuple(step for side in Direction for step in self._side(operation, side, old, new))
        if not (steps or own or back):
            return None
        return OperationDifference(operation.name, "changed", steps, own, back)

    def _side(self, operation: Operation, side: Direction, old: str, new: str) -> list[Step]:
        before = self._outliner.operation(operation, side, old)
        after = self._outliner.operation(operation, side, new)
        if before is None or after is None:
            return []
        steps: list[Step] = []
        _opening(before, after, side, steps)
        _compare(before, after, side, steps)
        return steps


def _of(operation: Operation, changes: Changed) -> Changed:
    return tuple(change for change in changes if operation.name in change.operations)


def _compare(before: Outline, after: Outline, side: Direction, steps: list[Step]) -> None:
    was = {child.name: child for child in before.children}
    now = {child.name: child for child in after.children}
    for name, child in was.items():
        if name not in now:
            steps.append(Step("element-removed", side, child.path, "is gone", child.source))
    for name, child in now.items():
        if name not in was:
            how = "new, required" if child.minimum and not child.rivals else "new, optional"
            kind = f", {child.type}" if child.type else ""
            steps.append(Step("element-added", side, child.path, f"{how}{kind}", child.source))
            continue
        _element(was[name], child, side, steps)
        _compare(was[name], child, side, steps)


def _element(was: Outline, now: Outline, side: Direction, steps: list[Step]) -> None:
    def add(kind: str, summary: str) -> None:
        steps.append(Step(kind, side, now.path, summary, now.source))

    if bool(was.minimum) != bool(now.minimum):
        add(*(("required", "is required now") if now.minimum else ("optional", "is optional now")))
    if was.maximum != now.maximum:
        add("occurrence", f"at most {_most(now.maximum)}, was {_most(was.maximum)}")
    if was.type != now.type:
        add("type", f"is {now.type or 'of its own type'}, was {was.type or 'of its own type'}")
    old, new = [value for value, _ in was.values], [value for value, _ in now.values]
    more, fewer = [v for v in new if v not in old], [v for v in old if v not in new]
    if more:
        add("values-added", f"new values {', '.join(more)}")
    if fewer:
        add("values-removed", f"no longer {', '.join(fewer)}")


def _opening(was: Outline, now: Outline, side: Direction, steps: list[Step]) -> None:
    if not was.open_since and now.open_since:
        steps.append(Step("open", side, now.path, "may hold new elements that no source names", now.source))
    elif was.open_since and not now.open_since:
        steps.append(Step("closed", side, now.path, "holds known elements alone", now.source))


def _most(maximum: int | None) -> str:
    return "any number" if maximum is None else str(maximum)
