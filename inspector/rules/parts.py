"""The base of all that a rule file is made of."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Part(BaseModel):
    """Refuses unknown keys, so that a slip of the pen never makes a rule silent."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


def many(value: object) -> object:
    """One thing stands for a list of it."""
    return value if isinstance(value, (list, tuple)) else [value]
