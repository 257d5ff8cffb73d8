"""What another release does to traffic, as JSON and as text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from inspector.traffic.compat import Compat
from inspector.traffic.effects import Effect, EffectRow, Section, Use

Json = dict[str, object]

_SECTIONS: Final[tuple[Section, ...]] = ("breaks", "changes", "possible")
_TITLES: Final = {"breaks": "Breaks", "changes": "Changes meaning", "possible": "Becomes possible"}
_NOTHING: Final = {
    "breaks": "nothing that is in use breaks",
    "changes": "nothing that is in use changes its meaning",
    "possible": "nothing that concerns the operations in use",
}
_INDENT: Final = " " * 6


def compat_json(compat: Compat, version: str, errors: Sequence[str]) -> Json:
    """The whole result for programs."""
    rows = compat.rows()
    sections: Json = {
        section: [_json(row) for row in rows if row.effect.section == section] for section in _SECTIONS
    }
    return {
        "tool": {"name": "xmlservice-inspector", "version": version},
        "from": compat.old,
        "to": compat.new,
        **sections,
        "errors": list(errors),
        "totals": {
            "exchanges": compat.exchanges,
            "calls": compat.calls,
            "shapes": len(compat.shapes),
            "breaking": {"calls": compat.broken, "shapes": len(broken_shapes(rows))},
            "not_judged": {
                "unreadable_messages": compat.unreadable,
                "unknown_operations": compat.unknown,
                "unknown_content": compat.open,
            },
        },
    }


def compat_text(compat: Compat) -> Iterator[str]:
    """The whole result for people, line by line."""
    rows = compat.rows()
    yield f"from {compat.old} to {compat.new}"
    for section in _SECTIONS:
        yield ""
        yield f"{_TITLES[section]}:"
        found = [row for row in rows if row.effect.section == section]
        if not found:
            yield f"  {_NOTHING[section]}"
        for _, group in groupby(found, key=_caller):
            yield from _group(list(group))
    yield ""
    broken = len(broken_shapes(rows))
    yield (
        f"{_many(compat.exchanges, 'exchange')}, {_many(compat.calls, 'call')}, "
        f"{_many(len(compat.shapes), 'shape')}; "
        f"breaking: {_many(compat.broken, 'call')} of {_many(broken, 'shape')}"
    )
    unjudged = list(_unjudged(compat))
    if unjudged:
        yield f"not judged: {', '.join(unjudged)}"


def _unjudged(compat: Compat) -> Iterator[str]:
    if compat.unreadable:
        yield f"{_many(compat.unreadable, 'message')} that cannot be read"
    if compat.unknown:
        yield f"{_many(compat.unknown, 'call')} of operations that are not known"
    if compat.open:
        yield f"{_many(compat.open, 'call')} whose content no source tells"


def broken_shapes(rows: Sequence[EffectRow]) -> set[tuple[str | None, str]]:
    """The shapes that break."""
    return {(row.use.operation, row.use.shape) for row in rows if row.effect.section == "breaks"}


def _caller(row: EffectRow) -> tuple[str | None, str, int]:
    """What rows are told together by: operation, shape, number of calls."""
    return row.use.operation, row.use.shape, row.use.count


def _group(rows: list[EffectRow]) -> Iterator[str]:
    use = rows[0].use
    shape = f"shape {use.shape}" if use.shape else _many(len(use.shapes), "shape")
    yield f"  {use.operation or 'answer without a type'}  {shape}  {_many(use.count, 'call')}"
    for row in rows:
        yield from _effect(row.effect)
    yield f"{_INDENT}{_used(use)}"
    yield f"{_INDENT}first: {use.example.text()}"


def _effect(effect: Effect) -> Iterator[str]:
    head = f"    {effect.code or effect.kind}"
    if effect.since:
        head += f" since {' and '.join(effect.since)}"
    where = f" {effect.on} {effect.path}" if effect.path else ""
    taken_back = "taken back: " if effect.undone else ""
    signs = [f"exception {effect.exception}"] if effect.exception else []
    signs += [f"HTTP {effect.http}"] if effect.http and f"HTTP {effect.http}" not in effect.message else []
    signs += [effect.source] if effect.section == "possible" and effect.source else []
    told = f" ({', '.join(signs)})" if signs else ""
    message = effect.message.removeprefix(f"{effect.path}: ")
    yield f"{head}{where}: {taken_back}{message}{told}"
    if effect.instead and not effect.undone:
        yield f"{_INDENT}instead: {effect.instead}"


def _many(count: int, what: str) -> str:
    return f"1 {what}" if count == 1 else f"{count:,} {what}s"


def _used(use: Use) -> str:
    callers = ", ".join(f"{name} {count:,}" for name, count in use.callers.most_common())
    return f"clients: {use.clients.text(between=' | ')}{f'; {callers}' if callers else ''}"


def _json(row: EffectRow) -> Json:
    effect, use = row.effect, row.use
    return {
        "operation": use.operation,
        "shape": use.shape or None,
        "kind": effect.kind,
        "code": effect.code or None,
        "on": effect.on,
        "path": effect.path,
        "message": effect.message,
        "instead": effect.instead,
        "undone": effect.undone,
        "since": list(effect.since),
        "exception": effect.exception,
        "http": effect.http,
        "source": effect.source or None,
        "count": use.count,
        "shapes": len(use.shapes),
        "clients": use.clients.rows("client"),
        "callers": dict(use.callers),
        "example": use.example.json(),
    }
