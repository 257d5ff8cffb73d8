"""The filter language: `op:GetUser* sev>=warning code:PII since:1h confName~review "free text"`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter made ready for SQL; made by `parse`.

    Attributes:
        text: As typed.
        where: Condition over `exchange AS e`; holds no value that the user typed.
        params: Values of its placeholders.
    """

    text: str
    where: str
    params: tuple[str | int | float, ...] = ()


def parse(text: str, *, now: float | None = None) -> Filter:
    """The filter that `text` says; "" lets everything through.

    Args:
        text: Terms with blanks between them; all have to hold.
        now: Seconds since the epoch that `since:1h` counts from; the clock's where None.

    Raises:
        FilterError: An unknown key, operator or value, with its position and near names.
    """
    raise NotImplementedError
