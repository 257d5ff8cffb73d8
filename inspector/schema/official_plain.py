"""Brings official files into the few constructs that the content model is built from.

The verdict on values, and on what is open, stays with the files as they are: here only names, order,
occurrence and choices count. What cannot be said in these constructs becomes open content.
"""

from __future__ import annotations

import copy
from typing import Final

from lxml import etree

from inspector.schema.content import Name
from inspector.schema.documents import MasterError
from inspector.schema.marks import MARKS, XS
from inspector.schema.master import SERVICE

_MOST_GROUPS: Final = 20_000
_XSD: Final = XS.strip("{}")
_XS: Final = "xmlinspect-xs"
_REFERENCES: Final = ("type", "base", "ref")
_KEPT: Final = ("type", "default", "nillable")
_OCCURRENCE: Final = ("minOccurs", "maxOccurs")


def make_plain(documents: dict[str, etree._Element]) -> None:
    """Put plain documents in place of those of `documents`, which are changed.

    Raises:
        MasterError: Groups would become too large.
    """
    prefixes = _prefixes(documents)
    for file, root in documents.items():
        documents[file] = _with_prefixes(root, prefixes)
    groups, elements = _declared(documents, "group"), _declared(documents, "element")
    for root in documents.values():
        _inline_groups(root, groups)
    for root in documents.values():
        _name_message_type(root)
        if "QTI" not in root.get("targetNamespace", "").upper():
            _resolve_elements(root, elements)
            _flatten_values(root)
        _unrestrict(root)
        _open_untyped(root)


def _prefixes(documents: dict[str, etree._Element]) -> dict[str, str]:
    """One prefix for each namespace, the same in all documents, so that what is copied means the same."""
    there = {root.get("targetNamespace", "") for root in documents.values()} - {""}
    return {_XS: _XSD, **{f"xmlinspect-{number}": name for number, name in enumerate(sorted(there))}}


def _with_prefixes(root: etree._Element, prefixes: dict[str, str]) -> etree._Element:
    """The document with these prefixes in all names that it refers to."""
    usual = {namespace: prefix for prefix, namespace in prefixes.items()}
    for node in root.iter(etree.Element):
        for attribute in _REFERENCES:
            if node.get(attribute) is not None:
                namespace, local = qualified(node, attribute)
                node.set(attribute, f"{usual[namespace]}:{local}" if namespace in usual else local)
    made = etree.Element(root.tag, nsmap=prefixes)
    for name, value in root.attrib.items():
        made.set(name, value)
    made.extend(list(root))
    return made


def _declared(documents: dict[str, etree._Element], kind: str) -> dict[Name, etree._Element]:
    return {
        (root.get("targetNamespace", ""), node.get("name", "")): node
        for root in documents.values()
        for node in root.iterchildren(f"{XS}{kind}")
    }


def qualified(node: etree._Element, attribute: str) -> Name:
    """What a qualified name in an attribute stands for."""
    prefix, _, local = node.get(attribute, "").rpartition(":")
    return node.nsmap.get(prefix or None) or "", local


def _copy(tag: str, attributes: dict[str, str], origin: etree._Element) -> etree._Element:
    """An element with copies of what stands in `origin`."""
    made = etree.Element(tag, attributes)
    made.extend([copy.deepcopy(child) for child in origin if isinstance(child.tag, str)])
    return made


def _put(old: etree._Element, new: etree._Element) -> None:
    parent = old.getparent()
    if parent is not None:
        parent.replace(old, new)


def _inline_groups(root: etree._Element, groups: dict[Name, etree._Element]) -> None:
    """Groups stand where they are referred to; `xs:all` is a sequence whose order is free."""
    seen = 0
    while references := [node for node in root.iter(f"{XS}group") if node.get("ref")]:
        seen += len(references)
        if seen > _MOST_GROUPS:
            raise MasterError("groups refer to more groups than a schema has")
        for node in references:
            group = groups.get(qualified(node, "ref"))
            occurrence = {key: node.get(key, "1") for key in _OCCURRENCE}
            empty = etree.Element(f"{XS}sequence")
            _put(node, _copy(f"{XS}sequence", occurrence, group) if group is not None else empty)
    for node in list(root.iter(f"{XS}all")):
        node.tag = f"{XS}sequence"
        node.set(f"{MARKS}order", "any")


def _name_message_type(root: etree._Element) -> None:
    """The message's type gets its usual name where it has none."""
    if root.get("targetNamespace") != SERVICE:
        return
    for node in list(root.iterchildren(f"{XS}element")):
        inner = node.find(f"{XS}complexType")
        if node.get("name") == "message" and inner is not None:
            inner.set("name", "messageType")
            root.append(inner)


def _resolve_elements(root: etree._Element, elements: dict[Name, etree._Element]) -> None:
    """References to elements of the same namespace become declarations; all others stay, and are open."""
    for node in [each for each in root.iter(f"{XS}element") if each.get("ref")]:
        name = qualified(node, "ref")
        found = elements.get(name)
        if found is None or not found.get("type") or name[0] != root.get("targetNamespace", ""):
            continue
        attributes = {key: found.get(key, "") for key in _KEPT if found.get(key) is not None}
        attributes |= {key: node.get(key, "1") for key in _OCCURRENCE}
        _put(node, _copy(f"{XS}element", {"name": name[1], **attributes}, found))


def _flatten_values(root: etree._Element) -> None:
    """Values with attributes, lists and unions become plain values."""
    for node in list(root.iter(f"{XS}complexType")):
        content = node.find(f"{XS}simpleContent")
        inner = next(iter(content), None) if content is not None else None
        if inner is not None:
            node.tag = f"{XS}simpleType"
            _restrict(node, inner.get("base"))
    for node in list(root.iter(f"{XS}simpleType")):
        restriction = node.find(f"{XS}restriction")
        if restriction is None or not restriction.get("base"):
            _restrict(node, None)


def _restrict(node: etree._Element, base: str | None) -> None:
    """Make a simple type a restriction of `base`, or of any text."""
    for child in list(node):
        node.remove(child)
    node.append(etree.Element(f"{XS}restriction", {"base": base or f"{_XS}:string"}))


def _unrestrict(root: etree._Element) -> None:
    """A restriction of a complex type says all of its content again: it stands alone."""
    for node in list(root.iter(f"{XS}complexType")):
        restriction = node.find(f"{XS}complexContent/{XS}restriction")
        if restriction is not None:
            for child in list(node):
                node.remove(child)
            node.extend(list(restriction))


def _open_untyped(root: etree._Element) -> None:
    for node in list(root.iter(f"{XS}element")):
        typed = node.get("type") is not None and qualified(node, "type") != (_XSD, "anyType")
        inner = node.find(f"{XS}complexType") is not None or node.find(f"{XS}simpleType") is not None
        if typed or inner or node.get("ref") is not None:
            continue
        if node.get("type") is not None:
            del node.attrib["type"]
        sequence = etree.SubElement(etree.SubElement(node, f"{XS}complexType"), f"{XS}sequence")
        etree.SubElement(sequence, f"{XS}any")
