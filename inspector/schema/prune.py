"""The schema of a release: the master without what the release has not (design section 4)."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import cast

from lxml import etree

from inspector.schema.content import Name
from inspector.schema.marks import MARKS, REQUIRED_UNTIL, XS, releases, window
from inspector.schema.releases import Release, Releases

_MARKED = etree.XPath("//*[@x:*]", namespaces={"x": MARKS.strip("{}")})


def pruned(
    documents: dict[str, etree._Element], known: Releases, release: Release
) -> dict[str, etree._Element]:
    """Copies of `documents` with only what `release` has, and without marks.

    A type that nothing refers to any more may stay. Documents are not changed.
    """
    copies = {file: copy.deepcopy(root) for file, root in documents.items()}
    gone = set(_prune(copies, known, release))
    if gone:
        _drop_references(copies, gone)
    return copies


def serialize(root: etree._Element) -> bytes:
    """A pruned document as bytes, its namespace declarations kept, the marks' own left out."""
    text = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return text.replace(b' xmlns:x="urn:xmlservice-inspector:marks"', b"", 1)


def _prune(copies: dict[str, etree._Element], known: Releases, release: Release) -> Iterator[Name]:
    """Takes out of `copies` what the release has not; yields the names of the types that went."""
    for root in copies.values():
        marked = cast("list[etree._Element]", _MARKED(root))  # noqa: SLF001 - the name of lxml's element type
        for node in marked:
            parent = node.getparent()
            if parent is not None and not known.has(release, window(node)):
                parent.remove(node)
                if parent is root:
                    yield root.get("targetNamespace", ""), node.get("name", "")
                continue
            if known.required(release, releases(node, REQUIRED_UNTIL)):
                node.set("minOccurs", "1")
            for mark in [str(name) for name in node.attrib if str(name).startswith(MARKS)]:
                del node.attrib[mark]


def _drop_references(copies: dict[str, etree._Element], gone: set[Name]) -> None:
    """Takes out element declarations whose type went with them, so that the result stays a valid schema."""
    for root in copies.values():
        for node in list(root.iter(f"{XS}element")):
            prefix, _, local = node.get("type", "").rpartition(":")
            if local and (node.nsmap.get(prefix or None) or "", local) in gone:
                parent = node.getparent()
                if parent is not None:
                    parent.remove(node)
