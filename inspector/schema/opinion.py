"""A second opinion on a message, by the xmlschema library, on its canonical form with its own values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree

from inspector.model.message import Envelope
from inspector.schema.canonical import Canonical
from inspector.schema.verdict import Judge

if TYPE_CHECKING:
    from xmlschema import XMLSchema10, XMLSchemaValidationError


@dataclass(frozen=True, slots=True)
class Opinion:
    """One thing that xmlschema has against a message.

    Attributes:
        call: Index of the call, None for the header.
        path: Where in the canonical message, in XPath with usual prefixes.
        reason: What it has against it; holds no value of the message.
    """

    call: int | None
    path: str
    reason: str


def opinions(judge: Judge, envelope: Envelope, release: str) -> Iterator[Opinion]:
    """What xmlschema says of the header and of each call that is judged; nothing where it finds them valid.

    What the mapping left out or put in order is not there any more: that is told by the findings.

    Raises:
        UnknownRelease: `release` is not known.
    """
    schema = judge.schemas.xmlschema(release)
    canonical = Canonical(judge.master.prefixes, judge.releases, release, values=True)
    mapped = judge.map(envelope)
    yield from _errors(schema, canonical.header(mapped.header), None)
    for call in mapped.calls:
        if call.content is not None:
            yield from _errors(schema, canonical.call(call), call.index)


def _errors(schema: XMLSchema10, tree: etree._Element, call: int | None) -> Iterator[Opinion]:
    for error in schema.iter_errors(tree):
        yield Opinion(call, error.path or "", _reason(error))


def _reason(error: XMLSchemaValidationError) -> str:
    """The reason without values: of names and structure it is xmlschema's own, of values what was asked."""
    from xmlschema.validators import XsdFacet, XsdType
    from xmlschema.validators.exceptions import XMLSchemaChildrenValidationError

    if isinstance(error, XMLSchemaChildrenValidationError):
        return str(error.reason)
    asked = error.validator
    if isinstance(asked, XsdFacet):
        return f"the value does not meet {type(asked).__name__.removeprefix('Xsd').removesuffix('Facet')}"
    name = asked.prefixed_name if isinstance(asked, XsdType) else None
    return f"the value is none of type {name}" if name else "the value or an attribute is not valid"
