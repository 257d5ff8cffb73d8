"""What can go wrong with a store or a filter, each with its mend."""

from __future__ import annotations

from pathlib import Path


class StoreError(Exception):
    """A store cannot be opened, read or written.

    Attributes:
        path: The store.
        cause: What is wrong, in plain words.
        mend: What to do about it.
        told: Both, where the user knows which store it is.
    """

    def __init__(self, path: Path, cause: str, mend: str) -> None:
        self.told = f"{cause}; {mend}"
        super().__init__(f"{path}: {self.told}")
        self.path = path
        self.cause = cause
        self.mend = mend


class FilterError(ValueError):
    """A filter that cannot be read.

    Attributes:
        message: What is wrong and what would be right.
        position: Where, in characters from 0.
        near: Names that may have been meant.
    """

    def __init__(self, message: str, position: int, near: tuple[str, ...] = ()) -> None:
        hint = f"; did you mean {' or '.join(near)}?" if near else ""
        super().__init__(f"at character {position + 1}: {message}{hint}")
        self.message = message
        self.position = position
        self.near = near
