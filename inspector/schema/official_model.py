"""The content model of official files: what they declare, with what we know of operations beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from lxml import etree

from inspector.schema.build import Builder, Type
from inspector.schema.content import ALWAYS, ComplexType, Name, Operation
from inspector.schema.documents import MasterError
from inspector.schema.marks import XS
from inspector.schema.master import SERVICE, Master
from inspector.schema.official_plain import make_plain, qualified

_MESSAGE: Final = (SERVICE, "messageType")
_PART = re.compile(r"[A-Za-z][A-Za-z0-9_-]*\Z")
_READS: Final = ("get", "lst", "list")


def official_master(documents: dict[str, etree._Element], ours: Master, scope: str) -> Master:
    """The master of one release by official files alone; nothing in it is marked, all of it is there.

    Args:
        documents: Roots by file name; they are changed.
        ours: Knows which request types are operations, and what the files do not say of them.
        scope: What it is the master of, for messages.

    Raises:
        MasterError: A construct is not understood, or no message is declared.
    """
    make_plain(documents)
    types = Builder(documents).types()
    body = _body(documents, types)
    prefixes = _prefixes(documents, ours)
    bindings = _bindings(documents, ours)
    for type_ in types.values():
        if isinstance(type_, ComplexType) and _is_below(type_, body):
            # A call or an answer in which anything may stand is one whose content is not told.
            type_.lax = type_.wildcard and not type_.particles
    operations = {op.name: op for op in _operations(types, body, bindings, ours)}
    return Master(types, dict(sorted(operations.items())), prefixes, bindings, scope)


def _body(documents: dict[str, etree._Element], types: dict[Name, Type]) -> ComplexType:
    """The type that the content of every message extends; the type of the message goes by its usual name."""
    for root in documents.values():
        for node in root.iterchildren(f"{XS}element"):
            if (root.get("targetNamespace"), node.get("name")) == (SERVICE, "message"):
                named = types.get(qualified(node, "type"))
                types.update({_MESSAGE: named} if named is not None else {})
    message = types.get(_MESSAGE)
    body = _inside(message, "body")
    content = _inside(body, "bodyContent")
    if _inside(message, "header") is None or not isinstance(content, ComplexType):
        raise MasterError("the element message has no header, or no body with a bodyContent")
    return content


def _inside(type_: Type | None, local: str) -> Type | None:
    found = type_.find(local) if isinstance(type_, ComplexType) else None
    return found.type if found is not None else None


def _prefixes(documents: dict[str, etree._Element], ours: Master) -> dict[str, str]:
    """Ours, and one for each namespace that is new."""
    found = dict(ours.prefixes)
    for namespace in _new(documents, ours):
        last = namespace.rstrip("/").rpartition("/")[2]
        usual = last if _PART.match(last) and last not in found else f"official{len(found)}"
        found[usual] = namespace
    return found


def _bindings(documents: dict[str, etree._Element], ours: Master) -> dict[str, str]:
    """Ours, and one for each namespace of the service that is new, as the vendor makes them."""
    found = dict(ours.bindings)
    for namespace in _new(documents, ours):
        if namespace.startswith(f"{SERVICE}/"):
            found.setdefault(namespace.removeprefix(f"{SERVICE}/").replace("/", "."), namespace)
    return found


def _new(documents: dict[str, etree._Element], ours: Master) -> list[str]:
    known = set(ours.prefixes.values())
    return sorted({root.get("targetNamespace", "") for root in documents.values()} - known - {""})


def _operations(
    types: dict[Name, Type], body: ComplexType, bindings: dict[str, str], ours: Master
) -> Iterator[Operation]:
    """Those that we know and the files declare, and whatever else is a message's content and no answer."""
    known = {op.request.name: op for op in ours.operations.values()}
    parts = _parts(types)
    binding_of = {namespace: binding for binding, namespace in reversed(list(bindings.items()))}
    for name, type_ in types.items():
        if not isinstance(type_, ComplexType):
            continue
        namespace, local = name
        ours_is = known.get(name)
        if ours_is is not None:
            answer = ours_is.response.name if ours_is.response else None
            response = _response(types, answer or (namespace, f"{local}Response"))
            yield replace(ours_is, request=type_, response=response, window=ALWAYS)
        elif namespace in binding_of and id(type_) not in parts and _is_request(type_, body):
            yield Operation(
                name=f"{binding_of[namespace]}.{local[:1].upper()}{local[1:]}",
                binding=binding_of[namespace],
                request=type_,
                response=_response(types, (namespace, f"{local}Response")),
                access="read" if local.lower().startswith(_READS) else "write",
            )


def _parts(types: dict[Name, Type]) -> frozenset[int]:
    """Types of elements, and those that others extend: what they say is part of messages, none itself."""
    complex_ = [type_ for type_ in types.values() if isinstance(type_, ComplexType)]
    inside = {id(particle.type) for type_ in complex_ for particle in type_.particles}
    return frozenset(inside | {id(type_.base) for type_ in complex_ if type_.base is not None})


def _response(types: dict[Name, Type], name: Name) -> ComplexType | None:
    found = types.get(name)
    return found if isinstance(found, ComplexType) else None


def _is_request(type_: ComplexType, body: ComplexType) -> bool:
    """Whether a message's content may be of it; types that others extend are called so, answers likewise."""
    local = type_.name[1].lower() if type_.name else "type"
    return not local.endswith(("type", "response")) and _is_below(type_, body)


def _is_below(type_: ComplexType, body: ComplexType) -> bool:
    above = type_.base
    while above is not None and above is not body:
        above = above.base
    return above is body
