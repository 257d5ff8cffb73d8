"""Values against the official schema of a release, whose types may differ from the master's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from lxml import etree

from inspector.model.message import FaultKind
from inspector.schema.canonical import Canonical, given
from inspector.schema.content import SimpleType
from inspector.schema.mapped import MappedMessage
from inspector.schema.values import ValueFault

# Facets that may be wider than the schema says: a warning, as for our own types (decision table, SCH-06).
_LIMITS: Final = {
    "SCHEMAV_CVC_MAXLENGTH_VALID": "maxLength",
    "SCHEMAV_CVC_MINLENGTH_VALID": "minLength",
    "SCHEMAV_CVC_MAXINCLUSIVE_VALID": "maxInclusive",
}
_MOST: Final = 12
_ENUMERATION: Final = "SCHEMAV_CVC_ENUMERATION_VALID"
_OF_VALUES: Final = re.compile(r"SCHEMAV_CVC_(DATATYPE_VALID_\w+|[A-Z]+_VALID|TYPE_3_1_3)\Z")
# The end of libxml2's sentence names the type; only names of XML Schema's own are taken from it.
_TYPE: Final = re.compile(r"type '(xs:[A-Za-z]{1,20})'\.\s*\Z")


def is_of_value(error: etree._LogEntry) -> bool:
    """Whether an error is about a value, and not about structure."""
    return _OF_VALUES.match(error.type_name) is not None


def errors(validator: etree.XMLSchema) -> list[etree._LogEntry]:
    """What the last validation found."""
    log: Any = validator.error_log  # the stubs do not say that it can be walked
    return list(log)


class OfficialValues:
    """The leaves of one message's shape, as the official schema of a release sees them.

    Args:
        validator: Made from the official files.
        canonical: Builds the messages, with placeholders; nothing of a message's values is kept.
        mapped: The shape.
    """

    def __init__(self, validator: etree.XMLSchema, canonical: Canonical, mapped: MappedMessage) -> None:
        self._validator = validator
        self._trees = [_Tree(canonical.header(mapped.header), canonical)]
        self._trees += [_Tree(canonical.call(call), canonical) for call in mapped.calls if call.content]

    def failed(self, values: Mapping[int, str]) -> dict[int, ValueFault]:
        """What is wrong with values, by the ordinal of their element.

        Args:
            values: Texts by ordinal; of all others nothing is said.
        """
        found: dict[int, ValueFault] = {}
        for tree in self._trees:
            for ordinal, simple, error in tree.errors(self._validator, values):
                found.setdefault(ordinal, _fault(error, simple))
        return found


class _Tree:
    """A canonical message that is filled with values for as long as it is validated."""

    def __init__(self, root: etree._Element, canonical: Canonical) -> None:
        self._root = root
        paths = root.getroottree()
        self._leaves: dict[str, tuple[etree._Element, int, SimpleType]] = {
            paths.getpath(element): (element, ordinal, simple)
            for element, ordinal, simple in canonical.take_leaves()
        }

    def errors(
        self, validator: etree.XMLSchema, values: Mapping[int, str]
    ) -> Iterator[tuple[int, SimpleType, etree._LogEntry]]:
        """Errors about values, each with the ordinal and the type of its element."""
        before = [(element, element.text) for element, _, _ in self._leaves.values()]
        try:
            for element, ordinal, simple in self._leaves.values():
                if ordinal in values:
                    element.text = given(values[ordinal], simple)
            if validator.validate(self._root):
                return
            log = errors(validator)
        finally:
            for element, text in before:
                element.text = text
        for error in log:
            leaf = self._leaves.get(error.path or "")
            if leaf is not None and leaf[1] in values and is_of_value(error):
                yield leaf[1], leaf[2], error


def _fault(error: etree._LogEntry, simple: SimpleType) -> ValueFault:
    """The fault in words of our own: libxml2 quotes the value."""
    if error.type_name == _ENUMERATION:
        listed = [value for value, _ in simple.enumeration]
        shown = ", ".join(listed[:_MOST]) + (
            f" and {len(listed) - _MOST} more" if len(listed) > _MOST else ""
        )
        words = f"one of {shown or 'the listed values'}, by the official schema"
        return ValueFault(FaultKind.VALUE_ENUMERATION, words)
    if error.type_name in _LIMITS:
        facet = _LIMITS[error.type_name]
        limit = f" {simple.facets[facet]}" if facet in simple.facets else ""
        words = f"a value within the official schema's {facet}{limit}"
        return ValueFault(FaultKind.VALUE_LIMIT, words, fatal=False)
    named = _TYPE.search(error.message)
    words = f"a value of {named[1]}" if named else "a value of the type"
    return ValueFault(FaultKind.VALUE_TYPE, f"{words} that the official schema has")
