"""What an integrator must know between two releases, operation by operation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from inspector.model.exchange import Direction
from inspector.schema.changes import ALL, Change, Changes
from inspector.schema.content import Operation
from inspector.schema.outline import Outline
from inspector.schema.releases import Release
from inspector.schema.views import View, Views

Changed = tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One difference between the content of an operation at two releases.

    Attributes:
        kind: "element-added", "element-removed", "required", "optional", "more", "fewer", "values-added",
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
    """Compares releases, each as it is judged."""

    def __init__(self, views: Views, changes: Changes) -> None:
        self._views = views
        self._releases = views.releases
        self._changes = changes

    def between(self, old: str, new: str) -> Difference:
        """What is different at `new`, seen from `old`.

        Raises:
            UnknownRelease: One of them is not known.
            OfficialError: Official files of one of them cannot be used any more.
        """
        first, second = self._releases.get(old), self._releases.get(new)
        changes = self._changes.between(self._releases, first, second)
        undone = self._changes.between(self._releases, second, first)
        sides = [_Side(self._views.of(release.name), release) for release in (first, second)]
        names = sorted({name for side in sides for name in side.view.master.operations})
        found = (self._operation(name, sides[0], sides[1], changes, undone) for name in names)
        return Difference(
            first.name,
            second.name,
            tuple(difference for difference in found if difference is not None),
            changes,
            undone,
            second.order < first.order,
        )

    def _operation(
        self, name: str, old: _Side, new: _Side, changes: Changed, undone: Changed
    ) -> OperationDifference | None:
        before, after = self._had(old, name), self._had(new, name)
        if before is None and after is None:
            return None
        own, back = _of(name, changes), _of(name, undone)
        if before is None or after is None:
            return OperationDifference(name, "added" if after else "removed", (), own, back)
        steps: list[Step] = []
        for side in Direction:
            was = old.view.outliner.operation(before, side, old.release.name)
            now = new.view.outliner.operation(after, side, new.release.name)
            if was is not None and now is not None:
                _opening(was, now, side, steps)
                _compare(was, now, side, steps)
        if not (steps or own or back):
            return None
        return OperationDifference(name, "changed", tuple(steps), own, back)

    def _had(self, side: _Side, name: str) -> Operation | None:
        operation = side.view.master.operations.get(name)
        known = operation is not None and self._releases.has(side.release, operation.window)
        return operation if known else None


class _Side(NamedTuple):
    view: View
    release: Release


def _of(operation: str, changes: Changed) -> Changed:
    return tuple(change for change in changes if operation in change.operations)


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
        wider = was.maximum is not None and (now.maximum is None or now.maximum > was.maximum)
        add("more" if wider else "fewer", f"at most {_most(now.maximum)}, was {_most(was.maximum)}")
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
