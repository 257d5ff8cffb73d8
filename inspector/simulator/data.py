"""What the site keeps: nested dictionaries named as the schema names its elements.

A leaf is its text, a section a dictionary, a repeated element a list of either. Names are the schema's own
spelling, so what one type stored another type finds by the same name path.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias, Union

Item: TypeAlias = Union[str, "Data"]
Value: TypeAlias = Union[str, "Data", "list[Item]"]
Data: TypeAlias = dict[str, Value]


def pick(data: Data, name: str) -> Value | None:
    """The value stored as `name`: exactly, else in any letter case (R5); None where there is none."""
    if name in data:
        return data[name]
    folded = name.lower()
    return next((value for key, value in data.items() if key.lower() == folded), None)


def items(value: Value | None) -> list[Item]:
    """`value` as a list: none, one or many."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def section(data: Data, *path: str) -> Data:
    """The section at `path`; an empty one where there is none (changes to that one are lost)."""
    found = data
    for name in path:
        inner = pick(found, name)
        if not isinstance(inner, dict):
            return {}
        found = inner
    return found


def text(data: Data, *path: str) -> str:
    """The first leaf at `path`, "" where there is none."""
    return next(iter(texts(data, *path)), "")


def texts(data: Data, *path: str) -> list[str]:
    """All leaves at `path`."""
    value = pick(section(data, *path[:-1]), path[-1])
    return [item for item in items(value) if isinstance(item, str)]


def sections(data: Data, *path: str) -> list[Data]:
    """All sections at `path`."""
    value = pick(section(data, *path[:-1]), path[-1])
    return [item for item in items(value) if isinstance(item, dict)]


def true(data: Data, *path: str) -> bool:
    """Whether the leaf at `path` says yes."""
    return text(data, *path).lower() in ("true", "1")


def number(data: Data, *path: str, default: int) -> int:
    """The whole number at `path`; `default` where there is none or it is no number."""
    try:
        return int(text(data, *path))
    except ValueError:
        return default


def merge(old: Data, new: Data) -> Data:
    """`old` with what `new` says laid over it: sections by their elements, leaves and lists as a whole."""
    merged = dict(old)
    for name, value in new.items():
        before = merged.get(name)
        if isinstance(before, dict) and isinstance(value, dict):
            merged[name] = merge(before, value)
        else:
            merged[name] = value
    return merged


def leaves(data: Data, name: str) -> Iterator[str]:
    """Every leaf called `name`, at any depth."""
    for key, value in data.items():
        for item in items(value):
            if isinstance(item, dict):
                yield from leaves(item, name)
            elif key == name:
                yield item
