"""How much a finding matters."""

from __future__ import annotations

from enum import IntEnum


class Severity(IntEnum):
    """Ordered weight of a finding; `str()` gives the lower-case word that reports use."""

    INFO = 1
    WARNING = 2
    ERROR = 3

    def __str__(self) -> str:
        return self.name.lower()

    @classmethod
    def parse(cls, word: str) -> Severity:
        """The severity that `word` ("info", "warning", "error", any case) names.

        Raises:
            ValueError: `word` is none of the three; the message lists them.
        """
        try:
            return cls[word.strip().upper()]
        except KeyError:
            raise ValueError(f"unknown severity {word!r}: use info, warning or error") from None
