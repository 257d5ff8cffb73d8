"""Values against their simple types (dialect rule R8, decisions 35 and 36).

Strings, enumerations, booleans, integers and lengths are checked here; floats, base64 and patterns ask
libxml2, whose lexical rules are its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from lxml import etree

from inspector.model.message import FaultKind
from inspector.schema.content import SimpleType
from inspector.schema.nearest import nearest
from inspector.schema.releases import Releases

INTEGERS = {
    "integer": (None, None),
    "long": (-(2**63), 2**63 - 1),
    "int": (-(2**31), 2**31 - 1),
    "short": (-(2**15), 2**15 - 1),
    "nonNegativeInteger": (0, None),
    "positiveInteger": (1, None),
}
_INTEGER = re.compile(r"[+-]?[0-9]+\Z")
# libxml2 keeps integers in 24 decimal digits; longer ones are its own affair, so it is asked.
_LIBXML_DIGITS = 24
WHITE = " \t\r\n\u00a0"
_LIMITS = frozenset(("maxLength", "minLength", "maxInclusive"))
_BOOLEANS = frozenset(("true", "false", "1", "0"))


@dataclass(frozen=True, slots=True)
class ValueFault:
    """What is wrong with a value.

    Attributes:
        kind: VALUE_TYPE, VALUE_ENUMERATION, VALUE_LIMIT, LATER_VALUE or BOOLEAN_CASE.
        expected: What was expected, in plain words, without the value itself.
        fatal: False where the service mends it (TRUE) or the limit may be wider (decision table, SCH-06).
        nearest: The listed value that is spelled nearly like it, "" for none.
    """

    kind: FaultKind
    expected: str
    fatal: bool = True
    nearest: str = ""


def trims(simple: SimpleType) -> bool:
    """True where white space around a value does not count: all but plain strings (R8)."""
    return simple.primitive != "string" or bool(simple.enumeration)


def check(text: str, simple: SimpleType, releases: Releases, release: str) -> ValueFault | None:
    """What is wrong with `text` as a value of `simple` at `release`; None where nothing is.

    `text` has its references resolved and is not blank (blank leaves are the shape's affair).
    """
    value = text.strip(WHITE) if trims(simple) else text
    if simple.enumeration:
        return _enumerated(value, simple, releases, release)
    if simple.primitive == "boolean":
        return _boolean(value)
    if simple.primitive in INTEGERS:
        return _integer(value, simple)
    if simple.primitive == "string" and "pattern" not in simple.facets:
        return _length(value, simple)
    return _ask_libxml2(value, simple)


def _enumerated(value: str, simple: SimpleType, releases: Releases, release: str) -> ValueFault | None:
    plain = _plain(value) if simple.primitive in INTEGERS else value
    for known, window in simple.enumeration:
        if plain == known:
            if releases.has(release, window):
                return None
            since = " or ".join(window.since) or "another release"
            return ValueFault(
                FaultKind.LATER_VALUE, f"a value that release {release} has (this one: {since})"
            )
    allowed = [known for known, window in simple.enumeration if releases.has(release, window)]
    shown = ", ".join(allowed[:12]) + (f" and {len(allowed) - 12} more" if len(allowed) > 12 else "")
    return ValueFault(FaultKind.VALUE_ENUMERATION, f"one of {shown}", nearest=_meant(value, allowed, simple))


def _meant(value: str, allowed: list[str], simple: SimpleType) -> str:
    """The allowed value that is spelled nearly like `value`; numbers are not spelled."""
    wordy = simple.primitive not in INTEGERS and len(value) <= 2 * max(map(len, allowed), default=0)
    return next(iter(nearest(value, allowed, count=1)), "") if wordy else ""


def _plain(number: str) -> str:
    """A whole number as enumerations write it: they list numbers, not spellings."""
    if not _INTEGER.match(number):
        return number
    digits = number.lstrip("+-0") or "0"
    return f"-{digits}" if number.startswith("-") and digits != "0" else digits


def _boolean(value: str) -> ValueFault | None:
    if value in _BOOLEANS:
        return None
    if value.lower() in _BOOLEANS:
        return ValueFault(FaultKind.BOOLEAN_CASE, "true or false in lower case", fatal=False)
    return ValueFault(FaultKind.VALUE_TYPE, "true or false")


def _integer(value: str, simple: SimpleType) -> ValueFault | None:
    low, high = INTEGERS[simple.primitive]
    if not _INTEGER.match(value):
        return ValueFault(FaultKind.VALUE_TYPE, f"a whole number (xs:{simple.primitive})")
    # Python refuses to read thousands of digits, leading zeros included.
    digits = value.lstrip("+-0") or "0"
    if len(digits) > _LIBXML_DIGITS:
        return _ask_libxml2(value, simple)
    number = -int(digits) if value.startswith("-") else int(digits)
    if (low is not None and number < low) or (high is not None and number > high):
        return ValueFault(FaultKind.VALUE_TYPE, f"a whole number within xs:{simple.primitive}")
    least, most = simple.facets.get("minInclusive"), simple.facets.get("maxInclusive")
    if least is not None and number < int(least):
        return ValueFault(FaultKind.VALUE_TYPE, _bounds(least, most))
    if most is not None and number > int(most):
        # Upper limits are those of 5.8, later ones may be wider: a warning (decision table, SCH-06).
        return ValueFault(FaultKind.VALUE_LIMIT, _bounds(least, most), fatal=False)
    return None


def _bounds(least: str | None, most: str | None) -> str:
    if least is not None and most is not None:
        return f"a number from {least} to {most}"
    return f"a number of at least {least}" if least is not None else f"a number of at most {most}"


def _length(value: str, simple: SimpleType) -> ValueFault | None:
    most, least = simple.facets.get("maxLength"), simple.facets.get("minLength")
    if most is not None and len(value) > int(most):
        return ValueFault(
            FaultKind.VALUE_LIMIT, f"at most {most} characters (it has {len(value)})", fatal=False
        )
    if least is not None and len(value) < int(least):
        return ValueFault(
            FaultKind.VALUE_LIMIT, f"at least {least} characters (it has {len(value)})", fatal=False
        )
    return None


def _ask_libxml2(value: str, simple: SimpleType) -> ValueFault | None:
    facets = tuple(sorted(simple.facets.items()))
    element = etree.Element("v")
    element.text = value
    if _libxml2(simple.primitive, facets).validate(element):
        return None
    strict = tuple((name, limit) for name, limit in facets if name not in _LIMITS)
    if strict != facets and _libxml2(simple.primitive, strict).validate(element):
        words = ", ".join(f"{name} {limit}" for name, limit in facets if name in _LIMITS)
        return ValueFault(FaultKind.VALUE_LIMIT, f"a value within {words}", fatal=False)
    if "pattern" in simple.facets:
        return ValueFault(
            FaultKind.VALUE_TYPE, f"a value like {simple.facets['pattern'].replace('|', ' or ')}"
        )
    return ValueFault(FaultKind.VALUE_TYPE, f"a value of xs:{simple.primitive}")


@lru_cache(maxsize=256)
def _libxml2(primitive: str, facets: tuple[tuple[str, str], ...]) -> etree.XMLSchema:
    xs = "http://www.w3.org/2001/XMLSchema"
    schema = etree.Element(f"{{{xs}}}schema", nsmap={"xs": xs})
    element = etree.SubElement(schema, f"{{{xs}}}element", name="v")
    simple = etree.SubElement(element, f"{{{xs}}}simpleType")
    restriction = etree.SubElement(simple, f"{{{xs}}}restriction", base=f"xs:{primitive}")
    for name, value in facets:
        etree.SubElement(restriction, f"{{{xs}}}{name}", value=value)
    return etree.XMLSchema(schema)


def placeholder(simple: SimpleType, releases: Releases, release: str) -> str:
    """A value that is valid for `simple` at `release`, for judging structure alone."""
    for value, window in simple.enumeration:
        if releases.has(release, window):
            return value
    if simple.enumeration:
        return simple.enumeration[0][0]
    if simple.primitive == "boolean":
        return "true"
    if simple.primitive in INTEGERS:
        return simple.facets.get("minInclusive") or simple.facets.get("maxInclusive") or "1"
    if simple.primitive in ("float", "double", "decimal"):
        return simple.facets.get("minInclusive") or "1"
    if simple.primitive == "base64Binary":
        return "AAAA"
    if "pattern" in simple.facets:
        return simple.facets["pattern"].split("|")[0]
    return "x" * int(simple.facets.get("minLength", "1"))
