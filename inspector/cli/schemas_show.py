"""How `schemas show` writes an operation: a tree for people, the same as JSON for programs."""

from __future__ import annotations

from collections.abc import Iterator

from inspector.model.exchange import Direction
from inspector.schema.content import Operation, Window
from inspector.schema.outline import Outline, Outliner

_WIDEST = 44
_MOST_VALUES = 12
_LIMITS = {
    "maxLength": "at most {} characters",
    "minLength": "at least {} characters",
    "length": "{} characters",
    "minInclusive": "from {}",
    "maxInclusive": "to {}",
    "pattern": "like {}",
}


def as_text(operation: Operation, outliner: Outliner, release: str | None) -> Iterator[str]:
    """The lines of the tree."""
    when = f", release {release}" if release else ""
    yield f"{operation.name} ({operation.access}s{_window(operation.window, ', ')}{when})"
    if operation.retired:
        yield f"retired on cloud sites: {operation.retired}"
    if operation.source:
        yield f"source: {operation.source}"
    for direction in Direction:
        yield ""
        outline = outliner.operation(operation, direction, release)
        if outline is None:
            yield f"{direction.value}: not known"
            continue
        yield f"{direction.value} {outline.type}"
        yield from _content(outline)


def _content(outline: Outline) -> Iterator[str]:
    if not outline.known:
        yield "  (its content is not known; it is not judged)"
    elif not outline.children:
        yield "  (no elements)"
    if outline.open_since:
        yield f"  (more elements since {' and '.join(outline.open_since)}, in a place not known; not judged)"
    rows = [(node.path.count("/"), node) for child in outline.children for node in child.walk()]
    width = max((2 * depth + len(node.name) for depth, node in rows), default=0)
    for depth, node in rows:
        name = "  " * depth + node.name
        row = f"{name:<{min(width, _WIDEST)}}  {_occurrence(node):<4}  {_remarks(node)}"
        yield row.rstrip()


def _occurrence(node: Outline) -> str:
    if node.minimum == node.maximum:
        return str(node.minimum)
    return f"{node.minimum}..{'*' if node.maximum is None else node.maximum}"


def _remarks(node: Outline) -> str:
    parts = [node.type]
    if node.values:
        parts.append(_values(node))
    limits = [words.format(node.facets[name]) for name, words in _LIMITS.items() if name in node.facets]
    parts.append(", ".join(limits))
    parts.append(f"default {node.default}" if node.default is not None else "")
    parts.append(f"or {', '.join(node.rivals)}" if node.rivals else "")
    parts.append("" if node.known else "content not known")
    parts.append(f"required up to {' and '.join(node.required_until)}" if node.required_until else "")
    parts.append(_window(node.window))
    parts.append(node.meaning)
    return "; ".join(part for part in parts if part)


def _values(node: Outline) -> str:
    shown = [f"{value}{_window(window, ' ', brackets=True)}" for value, window in node.values[:_MOST_VALUES]]
    more = len(node.values) - len(shown)
    return f"one of {', '.join(shown)}{f' and {more} more' if more else ''}"


def _window(window: Window, before: str = "", *, brackets: bool = False) -> str:
    parts = []
    if window.since:
        parts.append(f"since {' and '.join(window.since)}")
    if window.until:
        parts.append(f"until {' and '.join(window.until)}")
    words = ", ".join(parts)
    return f"{before}{f'({words})' if brackets else words}" if words else ""


def as_json(operation: Operation, outliner: Outliner, release: str | None) -> dict[str, object]:
    """The same as plain values."""
    sides = {direction: outliner.operation(operation, direction, release) for direction in Direction}
    return {
        "operation": operation.name,
        "release": release,
        "access": operation.access,
        "retired": operation.retired,
        "since": list(operation.window.since),
        "until": list(operation.window.until),
        "source": operation.source or None,
        **{direction.value: _node(side) if side else None for direction, side in sides.items()},
    }


def _node(node: Outline) -> dict[str, object]:
    return {
        "name": node.name,
        "path": node.path,
        "type": node.type or None,
        "minimum": node.minimum,
        "maximum": node.maximum,
        "values": [{"value": value, "since": list(window.since)} for value, window in node.values],
        "facets": node.facets,
        "default": node.default,
        "content_known": node.known,
        "open_since": list(node.open_since),
        "or": list(node.rivals),
        "required_until": list(node.required_until),
        "since": list(node.window.since),
        "until": list(node.window.until),
        "meaning": node.meaning or None,
        "source": node.source or None,
        "elements": [_node(child) for child in node.children],
    }
