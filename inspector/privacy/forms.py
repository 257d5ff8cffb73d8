"""The form of each kind of replacement: reserved ranges, and a keyed check wherever there is room for one."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Mapping
from functools import cached_property

from inspector.privacy.classification import Classification
from inspector.privacy.fit import (
    INTEGERS,
    LENGTH_OF_INT,
    LONGEST_NUMBER,
    Room,
    constant,
    holds,
    largest_digits,
    room,
)
from inspector.privacy.seal import DIGITS, HEX, LARGEST_NARROW, LETTERS, LOWER, UPPER_HEX, WORD, Sealer

_LONGEST = 64
_SHORTEST = 16
_NAME = 16
_LOCAL = 14
_MAIL = "@example.com"
_HOST = "https://example.com/"
_PHONE = "555-01"
_V4 = tuple(ipaddress.IPv4Network(net) for net in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24"))
_V6 = ipaddress.IPv6Network("2001:db8::/32")
_GUID = re.compile(
    r"(\{?)([0-9a-fA-F]{8})-([0-9a-fA-F]{4})-([0-9a-fA-F]{4})-([0-9a-fA-F]{4})-([0-9a-fA-F]{12})(\}?)"
)
_ALPHABETS = (WORD, LOWER, LETTERS, HEX, UPPER_HEX, DIGITS)
_TYPES_OF_TEXT = frozenset(
    {None, "string", "normalizedString", "token", "anyURI", "NCName", "Name", "NMTOKEN"}
)
_SECRETS = frozenset({"credential", "meeting_secret", "url_with_access"})
_ADDRESS = re.compile(r"[\w.%+'\-]{1,64}@(?:[\w\-]{1,63}\.){1,8}[^\W\d_]{2,24}")
_Maker = Callable[[str, Room], str]


class Forms:
    """Makes and knows replacements of every kind, for one key."""

    def __init__(self, key: bytes) -> None:
        self._sealer = Sealer(key)
        self._makers: dict[str, _Maker] = {
            "email": self._email,
            "login": self._login,
            "name": self._name,
            "text": self._name,
            "time": self._name,
            "phone": self._phone,
            "ip": self._ip,
            "login_url": self._login_url,
            "card": self._card,
        }

    def replace(
        self, text: str, classification: Classification, primitive: str | None, facets: Mapping[str, str]
    ) -> str:
        """The replacement of `text`, which is not blank and has no white space around it."""
        if classification.mask == "fixed":
            return constant(primitive, facets)
        if primitive in INTEGERS:
            digits = largest_digits(str(primitive), facets)
            if digits == LENGTH_OF_INT and holds(LARGEST_NARROW, str(primitive), facets):
                return self._sealer.narrow(text)
            return self._number(text, digits) or constant(primitive, facets)
        if primitive not in _TYPES_OF_TEXT:
            return self._typed(text, str(primitive), facets)
        limits = room(facets)
        guid = _GUID.fullmatch(text)
        if guid and limits.holds(text):
            return self._guid(guid)
        # An address is one whatever element it stands in.
        kind = "email" if _ADDRESS.fullmatch(text) else classification.kind
        made = self._makers.get(kind, self._token)(text, limits)
        if not (made and limits.holds(made)):
            made = self._token(text, limits)
        return made if made and limits.holds(made) else constant(primitive, facets)

    def knows(self, text: str, classification: Classification) -> bool:
        """True where `text`, without white space around it, was made here."""
        if not text.strip("*"):
            return True
        if classification.mask == "fixed":
            return False
        if classification.category not in _SECRETS and self._sealer.knows_narrow(text):
            return True
        return self._sealed(text) or self._in_form(text, classification.kind)

    def _sealed(self, text: str) -> bool:
        return len(text) <= 4 * _LONGEST and any(self._sealer.knows(text, a) for a in _ALPHABETS)

    def _in_form(self, text: str, kind: str) -> bool:
        """Replacements whose seal is only a part of them."""
        guid = _GUID.fullmatch(text)
        if guid:
            return self._sealed("".join(guid.groups()[1:-1]))
        if text.endswith(_MAIL):
            return self._sealer.knows(text.removesuffix(_MAIL), LOWER)
        if text.startswith(_PHONE) and len(text) > len(_PHONE) + 3:
            return self._sealer.knows(text[len(_PHONE) + 3 :], DIGITS)
        if text.startswith(_HOST):
            return self._sealer.knows(text.removeprefix(_HOST), WORD)
        return kind == "ip" and self._knows_ip(text)

    def _token(self, text: str, limits: Room) -> str:
        alphabet = _alphabet(text)
        # Keys are numbers in one place and text in another: as long as the longest number in both.
        shortest = LONGEST_NUMBER if alphabet == DIGITS else _SHORTEST
        length = max(shortest, min(len(text), _LONGEST), limits.least)
        return self._sealer.seal(text, alphabet, min(length, limits.most))

    def _guid(self, guid: re.Match[str]) -> str:
        """Thirty-two hexadecimal digits in their groups."""
        opening, *groups, closing = guid.groups()
        digits = "".join(groups)
        made = self._sealer.seal(digits, UPPER_HEX if digits.isupper() else HEX, len(digits))
        parts, at = [], 0
        for group in groups:
            parts.append(made[at : at + len(group)])
            at += len(group)
        return f"{opening}{'-'.join(parts)}{closing}"

    def _card(self, text: str, limits: Room) -> str:
        del limits
        digits = "".join(filter(str.isdecimal, text))
        return self._sealer.seal(digits, DIGITS, max(14, len(digits)))

    def _email(self, text: str, limits: Room) -> str:
        length = max(_LOCAL, limits.least - len(_MAIL))
        # Upper and lower case are one address, and one login.
        return self._sealer.seal(text.lower(), LOWER, length) + _MAIL if "@" in text else ""

    def _login(self, text: str, limits: Room) -> str:
        if "@" in text:
            return self._email(text, limits)
        if _alphabet(text) in (HEX, UPPER_HEX):
            return self._token(text, limits)
        return self._word(text.lower(), limits, LOWER)

    def _name(self, text: str, limits: Room) -> str:
        return self._word(text, limits, LETTERS)

    def _word(self, text: str, limits: Room, alphabet: str) -> str:
        """A number has the same pseudonym as a token, a login or a name."""
        if text.isdecimal():
            return self._token(text, limits)
        return self._sealer.seal(text, alphabet, min(max(_NAME, limits.least), limits.most))

    def _phone(self, text: str, limits: Room) -> str:
        del limits
        two = f"{self._sealer.number(b'phone', text) % 100:02}"
        return f"{_PHONE}{two}x{self._sealer.seal(text, DIGITS, 12)}"

    def _login_url(self, text: str, limits: Room) -> str:
        del limits
        return _HOST + self._sealer.seal(text, WORD, 24)

    def _number(self, text: str, digits: int) -> str:
        """A number of at most `digits` digits; "" where a seal does not fit."""
        return self._sealer.seal(text, DIGITS, digits)

    def _typed(self, text: str, primitive: str, facets: Mapping[str, str]) -> str:
        """For types that are neither text nor integer: a sealed text where its alphabet is allowed."""
        if primitive == "base64Binary":
            return self._sealer.seal(text, WORD, 24)
        if primitive == "hexBinary":
            return self._sealer.seal(text, UPPER_HEX, 24)
        return constant(primitive, facets)

    def _ip(self, text: str, limits: Room) -> str:
        del limits
        try:
            address = ipaddress.ip_address(text)
        except ValueError:
            return ""
        if address.version == 4:
            ours = self._ours
            return str(ours[self._sealer.number(b"ip", text) % len(ours)])
        body = self._sealer.number(b"ip", address.compressed) >> 16
        check = self._sealer.number(b"ip check", f"{body:x}") >> 16
        return str(_V6.network_address + (body << 48) + check)

    def _knows_ip(self, text: str) -> bool:
        try:
            address = ipaddress.ip_address(text)
        except ValueError:
            return False
        if isinstance(address, ipaddress.IPv4Address):
            return any(address in net for net in _V4) and address in self._ours
        if address not in _V6:
            return False
        rest = int(address) - int(_V6.network_address)
        return rest & ((1 << 48) - 1) == self._sealer.number(b"ip check", f"{rest >> 48:x}") >> 16

    @cached_property
    def _ours(self) -> tuple[ipaddress.IPv4Address, ...]:
        """A keyed quarter of the documentation addresses: the check of a form with no room for one."""
        return tuple(a for net in _V4 for a in net if self._sealer.number(b"ip check", str(a)) % 4 == 0)


def _alphabet(text: str) -> str:
    """The narrowest alphabet of tokens that `text` fits."""
    if text.isdecimal():
        return DIGITS
    if len(text) >= _SHORTEST and re.fullmatch("[0-9A-F]+", text):
        return UPPER_HEX
    if len(text) >= _SHORTEST and re.fullmatch("[0-9a-f]+|[0-9a-fA-F]{32}", text):
        return HEX
    return WORD
