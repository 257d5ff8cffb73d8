"""Presenter mode: which values of a message are personal and stay covered on screen."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from inspector.model.report import PersonalData
from inspector.tui.text import MASK, mask_addresses

SHOWN_CATEGORIES = frozenset({"time_place"})
"""Categories that are inventory but not covered: the same that redaction of personal data leaves."""

_ROW_NUMBER = re.compile(r"\[\d+\]")
_QUERY_VALUE = re.compile(r"=[^&#\s]*")


@dataclass(frozen=True, slots=True)
class Presenter:
    """Covers personal values of one side of an exchange.

    Attributes:
        places: The last two names of each personal path, lower case; the first is "" where only one is known.
        covering: False while the user reveals.
    """

    places: frozenset[tuple[str, str]] = frozenset()
    covering: bool = True

    def text(self, value: str, names: tuple[str, str]) -> str:
        """`value` as it may be shown, standing in an element `names[1]` inside an element `names[0]`."""
        if not self.covering or not value.strip():
            return value
        if names in self.places or ("", names[1]) in self.places:
            return MASK + "\n" * value.count("\n")
        return mask_addresses(value)

    def url(self, url: str) -> str:
        """`url` with the values of its query covered where any of them is personal."""
        if not self.covering:
            return url
        address, mark, query = url.partition("?")
        if self.places:
            query = _QUERY_VALUE.sub("=" + MASK, query)
        return mask_addresses(address + mark + query)


def presenter(
    inventory: Iterable[PersonalData], on: Literal["request", "response", "http"], *, covering: bool
) -> Presenter:
    """A presenter for side `on` of an exchange whose personal data is `inventory`."""
    rows = [row for row in inventory if row.on == on and row.category not in SHOWN_CATEGORIES]
    return Presenter(frozenset(_place(row.path) for row in rows), covering)


def _place(path: str) -> tuple[str, str]:
    names = _ROW_NUMBER.sub("", path).lower().split("/")
    # The first name is the type that a bodyContent has, which is no element of the message.
    inner = names if names[0] == "header" or len(names) == 1 else names[1:]
    return (inner[-2], inner[-1]) if len(inner) > 1 else ("", inner[-1])
