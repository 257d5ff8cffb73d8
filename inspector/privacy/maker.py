"""Which key made the pseudonyms of a recording: told by their keyed check, so that none needs to be named."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from inspector.privacy.seal import LEADS, Sealer

_WORD = re.compile(
    rf"(?:(?<![0-9A-Za-z])|(?<=555-01[0-9]{{2}}x))(?:{'|'.join(sorted(set(LEADS.values())))})[0-9A-Za-z]{{7,}}"
)
# A pseudonym of a name, a login or an address; no word of a language begins so and is as long.
_PERSONAL = re.compile(r"xi[0-9a-z]{12,14}")


def sealed_words(text: str) -> set[str]:
    """Words of a message that may be pseudonyms, by their form."""
    return set(_WORD.findall(text))


def personal(words: Iterable[str]) -> bool:
    """Whether some of these words look like pseudonyms of personal values."""
    return any(_PERSONAL.fullmatch(word) for word in words)


def made_by(words: Iterable[str], keys: Mapping[str, bytes]) -> str | None:
    """Name of the key that made most of these words; None where none made any.

    Args:
        words: As `sealed_words` gives them.
        keys: Keys by any name.
    """
    words = list(words)
    counts = {name: _known(words, Sealer(key)) for name, key in keys.items()}
    best = max(counts, key=lambda name: counts[name], default=None)
    return best if best is not None and counts[best] else None


def _known(words: Iterable[str], sealer: Sealer) -> int:
    return sum(any(sealer.knows(word, alphabet) for alphabet in LEADS) for word in words)
