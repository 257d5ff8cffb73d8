"""Finds operations by name, as lenient as the service is."""

from __future__ import annotations

from inspector.schema.content import ComplexType
from inspector.schema.nearest import nearest


class Index:
    """Full operation names by namespace and folded type name."""

    def __init__(self, types: dict[str, ComplexType | None]) -> None:
        self._by_name: dict[tuple[str | None, str], str] = {}
        self._folded: dict[str, str] = {}
        ambiguous: set[str] = set()
        for full, made in types.items():
            namespace, local = made.name if made is not None and made.name else ("", "")
            folded = _folded(local)
            self._by_name[(namespace, folded)] = full
            if folded in self._folded:
                ambiguous.add(folded)
            self._folded[folded] = full
        for folded, full in self._folded.items():
            if folded not in ambiguous:
                self._by_name[(None, folded)] = full

    def find(self, name: str, namespace: str | None) -> str | None:
        """The full name of what is called `name` in `namespace`, or anywhere (None) where that is unique."""
        return self._by_name.get((namespace, _folded(name)))

    def nearest(self, name: str) -> tuple[str, ...]:
        """Full names whose operation is spelled nearly like `name`."""
        return tuple(self._folded[key] for key in nearest(_folded(name), self._folded, count=3))


def _folded(name: str) -> str:
    """The name to compare by: letter case is free, Contact stands for Contacts (release notes 40.8.0)."""
    lower = name.strip().lower()
    return lower.removesuffix("s") if lower.endswith("contacts") else lower
