"""Which categories of personal data a user wants replaced."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from inspector.privacy.knowledge import Knowledge

ALL = "pii"
NONE = "secrets"
_LEFT_ALONE = frozenset({"time_place"})
_ALWAYS = frozenset({"credential", "meeting_secret", "url_with_access"})


class UnknownCategoryError(ValueError):
    """A word that is no category; the message names those that there are."""


def chosen(words: Iterable[str], knowledge: Knowledge) -> frozenset[str]:
    """The categories that `words` name; "pii" is every category but `time_place` (decision 21).

    Secrets need not be named: they are replaced always, and "secrets" names nothing more.

    Raises:
        UnknownCategoryError: A word is no category.
    """
    categories: set[str] = set()
    for word in words:
        name = word.strip().lower().replace("-", "_")
        if name == ALL:
            categories |= set(knowledge.categories) - _LEFT_ALONE
        elif name in knowledge.categories:
            categories.add(name)
        elif name and name != NONE:
            known = (ALL, NONE, *knowledge.categories)
            close = get_close_matches(name, known, n=1)
            hint = f"did you mean {close[0]}?" if close else f"known are {', '.join(known)}"
            raise UnknownCategoryError(f"{word!r} is no category of personal data; {hint}")
    return frozenset(categories - _ALWAYS)
