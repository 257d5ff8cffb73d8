"""Where one call of many can be looked at."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Example:
    """One call.

    Attributes:
        source: The file that it was read from, or "flow" for what a proxy recorded.
        id: Id of its exchange.
        line, column: Where it starts in its message, None where no place can be named.
    """

    source: str
    id: str
    line: int | None = None
    column: int | None = None

    def json(self) -> dict[str, object]:
        """For JSON."""
        return {"source": self.source, "id": self.id, "line": self.line, "column": self.column}

    def text(self) -> str:
        """In one line: "calls.mitm:7:9 (exchange 0f3a...)"."""
        place = f":{self.line}:{self.column}" if self.line is not None else ""
        return f"{self.source or 'message'}{place} (exchange {self.id})"
