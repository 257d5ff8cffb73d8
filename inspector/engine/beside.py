"""What stands beside the values of secrets: stray text, and attributes that hold more than their purpose."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from inspector.engine.names import secret_name
from inspector.model.message import Node
from inspector.privacy.classification import Classification
from inspector.privacy.knowledge import Knowledge
from inspector.privacy.markup import is_frame, is_location
from inspector.schema.values import WHITE

Range = tuple[tuple[int, int], Classification]

_STATED = re.compile(r"xmlns(?::.*)?|xml:(?:lang|space)")
_ATTRIBUTE = re.compile(rb"([^\s=\"'<>/]+)\s*+=\s*+(?:\"([^\"]*)\"|'([^']*)')")


def beside_secrets(
    document: bytes, root: Node, knowledge: Knowledge, belongs: Callable[[str], bool]
) -> Iterator[Range]:
    """Byte ranges of text between elements, and of attribute values, that may be a secret.

    Text counts in the securityContext and where a secret stands among its neighbours; attributes count there,
    at secrets themselves, and where they should say a language, a namespace or where a schema lies; but for
    those of XML and XML Schema with a value that they can have.

    Args:
        document: The document that `root` was read from.
        root: Its root.
        knowledge: Says which names are those of secrets.
        belongs: Whether the securityContext has an element of a name, whose text is its value whatever
            stands in it.
    """
    stack = [(root, False)]
    while stack:
        node, inside = stack.pop()
        context = inside or node.local.lower() == "securitycontext"
        found = secret_name(node.local, knowledge)
        if node.attributes and (context or found is not None or any(map(_is_stated, node.attributes))):
            everything = context or found is not None
            yield from _attributes(document, node, found or knowledge.unnamed, everything=everything)
        if node.children and node.text.strip(WHITE):
            stray = context and not (inside and belongs(node.local))
            beside = (secret_name(child.local, knowledge) for child in node.children)
            what = next((each for each in beside if each is not None), knowledge.unnamed if stray else None)
            if what is not None:
                yield from ((chunk, what) for chunk in _chunks(document, node))
        stack.extend((child, context) for child in node.children)


def _attributes(document: bytes, node: Node, what: Classification, *, everything: bool) -> Iterator[Range]:
    """Values that a node's attributes cannot have: of all of them, or of those of XML alone."""
    if all(is_frame(name, value) for name, value in node.attributes.items()):
        return
    for match in _ATTRIBUTE.finditer(document, node.offset, node.content[0]):
        name, value = match[1].decode("latin-1"), (match[2] or match[3] or b"").decode("latin-1")
        if not is_frame(name, value) and (everything or (_is_stated(name) and not _is_address(name, value))):
            yield match.span(2 if match[2] is not None else 3), what


def _is_stated(name: str) -> bool:
    """True for the attributes that state a language, a namespace or where a schema lies, and hold no data."""
    return is_location(name) or _STATED.fullmatch(name) is not None


def _is_address(name: str, value: str) -> bool:
    """True where a namespace, which may be any address, is called by one that a schema may lie at."""
    return name.startswith("xmlns") and is_frame("schemaLocation", value)


def _chunks(document: bytes, node: Node) -> Iterator[tuple[int, int]]:
    """Byte ranges of the text between the children of `node`."""
    at, end = node.content
    for child in node.children:
        if document[at : child.offset].strip():
            yield at, child.offset
        at = child.content[1]
        if document[at : at + 2] == b"</":
            at = document.find(b">", at) + 1
    if document[at:end].strip():
        yield at, end
