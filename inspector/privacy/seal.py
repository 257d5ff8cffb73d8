"""Keyed pseudonyms: equal for equal values, not to be turned back, known again by a keyed check."""

from __future__ import annotations

import hashlib
import hmac
import string

DIGITS = string.digits
LETTERS = string.ascii_lowercase
LOWER = string.digits + string.ascii_lowercase
WORD = string.digits + string.ascii_letters
HEX = "0123456789abcdef"
UPPER_HEX = "0123456789ABCDEF"

LEADS = {DIGITS: "99", LETTERS: "xi", LOWER: "xi", WORD: "Xi", HEX: "0a0a", UPPER_HEX: "0A0A"}
_NARROW = "19"  # nine more digits would not fit behind a 2 or 3, and times (17...) do not begin so
_NARROW_BODY = 6
_NARROW_CHECK = 2
LARGEST_NARROW = 1_999_999_999
_CHECKS = {DIGITS: 5, LETTERS: 6, LOWER: 6, WORD: 6, HEX: 8, UPPER_HEX: 8}


class Sealer:
    """Makes and knows sealed texts: lead, keyed body, keyed check; all in one alphabet.

    Args:
        key: The store's key; who has it can tell whether a guessed value belongs to a pseudonym.
    """

    __slots__ = ("_key",)

    def __init__(self, key: bytes) -> None:
        self._key = key

    def seal(self, text: str, alphabet: str, length: int) -> str:
        """The pseudonym of `text` in `length` characters of `alphabet`; "" where that is not safe."""
        lead, check = LEADS[alphabet], _CHECKS[alphabet]
        room = length - len(lead) - check
        if room < 2:
            return ""
        body = lead + self._spell(b"body", text, alphabet, room)
        return body + self._spell(b"check", body, alphabet, check)

    def knows(self, text: str, alphabet: str) -> bool:
        """True where `text` as a whole was sealed with this key in this alphabet."""
        lead, check = LEADS[alphabet], _CHECKS[alphabet]
        if len(text) < len(lead) + check + 2 or not text.startswith(lead):
            return False
        body = text[:-check]
        wanted = self._spell(b"check", body, alphabet, check)
        return hmac.compare_digest(wanted.encode(), text[-check:].encode("ascii", "replace"))

    def narrow(self, text: str) -> str:
        """The pseudonym of a number of type int, where a whole seal leaves room for a hundred alone."""
        body = _NARROW + self._spell(b"body", text, DIGITS, _NARROW_BODY)
        return body + self._spell(b"check", body, DIGITS, _NARROW_CHECK)

    def knows_narrow(self, text: str) -> bool:
        """True where `text` is such a pseudonym; one in a hundred that begin like one seems to be."""
        body = text[:-_NARROW_CHECK]
        if len(body) != len(_NARROW) + _NARROW_BODY or not text.startswith(_NARROW) or not text.isdecimal():
            return False
        return text == body + self._spell(b"check", body, DIGITS, _NARROW_CHECK)

    def number(self, purpose: bytes, text: str) -> int:
        """A number of 64 bits, keyed; for formats too narrow for a seal."""
        return int.from_bytes(self._digest(purpose, text)[:8], "big")

    def _digest(self, purpose: bytes, text: str) -> bytes:
        data = text.encode("utf-8", "surrogatepass")
        return hmac.digest(self._key, purpose + b"\0" + data, "sha256")

    def _spell(self, purpose: bytes, text: str, alphabet: str, length: int) -> str:
        digest = self._digest(purpose, text)
        stream = digest if length <= len(digest) else hashlib.shake_256(digest).digest(length)
        size = len(alphabet)
        return "".join(alphabet[byte % size] for byte in stream[:length])
