"""Why a document is not well-formed, in words that name the likely slip and no value of the message."""

from __future__ import annotations

import re
from collections.abc import Callable
from difflib import get_close_matches
from html.entities import html5
from typing import NamedTuple
from xml.parsers.expat import errors

from inspector.model.message import Fault, FaultKind, Node
from inspector.wire.faults import fault
from inspector.wire.places import Places

_NAME = rb"[^\s<>/=\"'&\x00-\x20]"
_GLUED = re.compile(rb"<(" + _NAME + rb"*?)(xsi:|xmlns\b|encoding\b)" + _NAME + rb"*+\s*+=")
_END_TAG = re.compile(rb"</(" + _NAME + rb"{1,200})")
_OPEN_REFERENCE = re.compile(rb"&(#?[A-Za-z0-9]{0,40})\Z")
_CUT = re.compile(rb"a|am|amp|l|lt|g|gt|q|qu|quo|quot|ap|apo|apos|#|#x|#x?[0-9A-Fa-f]{1,6}|n|nb|nbs|nbsp")
_URL_TAIL = re.compile(rb"(?:[?&][^\s<>]*+)|(?:://[^\s<>]*+)")
_UNQUOTED = re.compile(rb"[^\s<>=\"']\s*+=\s*+\Z")
_NEAR = 20
"""How many of the innermost open elements an end tag may be a misspelling of."""
_BARE_ATTRIBUTE = re.compile(rb"\s[^\s<>=\"']+\s*+\Z")


class Cause(NamedTuple):
    """What is wrong, how to mend it, and at which byte it is best shown."""

    message: str
    instead: str
    offset: int


class Case(NamedTuple):
    """The state in which the parser stopped."""

    document: bytes
    offset: int
    open: list[Node]
    root: Node | None


def explain(code: int, document: bytes, offset: int, still_open: list[Node], root: Node | None) -> Cause:
    """The likely cause of an expat error.

    Args:
        code: expat's error code.
        document: The document.
        offset: Byte at which expat stopped.
        still_open: Elements open there, outermost first.
        root: The root, None where none had begun.
    """
    case = Case(document, offset, still_open, root)
    finder = _FINDERS.get(_WORDS.get(code, ""))
    if finder is not None:
        return finder(case)
    return Cause(f"not well-formed XML: {_WORDS.get(code, 'syntax error')}", "send well-formed XML", offset)


def malformed_declaration(document: bytes, places: Places) -> Fault:
    """The fault of an XML declaration that is none."""
    end = document.find(b"?>")
    cause = (
        "it is never closed by ?>"
        if end < 0 or end > 500
        else "version, encoding and standalone, in this order"
    )
    message = f"not well-formed XML: the XML declaration is malformed ({cause})"
    instead = 'write <?xml version="1.0" encoding="UTF-8"?>'
    return fault(FaultKind.NOT_WELL_FORMED, message, instead, places.at(0))


def _name(node: Node) -> str:
    return f"<{node.tag[:60]}>"


def _opened(node: Node) -> str:
    return f"{_name(node)}, opened at line {node.location.line}, column {node.location.column}"


def _mismatch(case: Case) -> Cause:
    at = case.document.rfind(b"</", 0, case.offset + 2)
    at = case.offset if at < 0 else at
    found = _END_TAG.match(case.document, at)
    closing = found[1].decode("utf-8", "replace")[:60] if found else "?"
    if not case.open:
        return Cause("an end tag without a start tag", "remove it, or add its start tag", at)
    inner = case.open[-1]
    if not _means_a_tag(closing, case):
        head = f"an end tag does not close {_opened(inner)}"
        return Cause(f"{head}: its name is that of no other", f"write </{inner.tag[:60]}> there", at)
    head = f"end tag </{closing}> does not close {_opened(inner)}"
    after = case.document[found.end() : found.end() + 400] if found else b""
    outer = any(node.tag == closing for node in case.open[:-1])
    if outer and re.match(rb"\s*+>\s*+</" + re.escape(inner.tag.encode()) + rb"\s*+>", after):
        return Cause(f"{head}: the two end tags are crossed", f"close {_name(inner)} first", at)
    if outer:
        return Cause(f"{head}: its end tag is missing", f"add </{inner.tag[:60]}> before it", at)
    if closing.rpartition(":")[2] == inner.local:
        return Cause(f"{head}: the prefixes differ", f"write </{inner.tag[:60]}>", at)
    return Cause(
        f"{head}: crossed or misspelt tags", f"write </{inner.tag[:60]}> there, or check the nesting", at
    )


def _means_a_tag(closing: str, case: Case) -> bool:
    """Whether an end tag's name may be shown: that of a start tag, or near one. Any other may be a value."""
    if f"<{closing}".encode() in case.document:
        return True
    named = [node.tag for node in case.open[-_NEAR:]]
    return bool(get_close_matches(closing, [*named, *(tag.rpartition(":")[2] for tag in named)], 1))


def _undefined(case: Case) -> Cause:
    found = re.match(rb"&([A-Za-z][A-Za-z0-9]{0,40});", case.document[case.offset : case.offset + 50])
    name = found[1].decode() if found else ""
    if f"{name};" in html5:
        points = ", ".join(f"&#{ord(sign)};" for sign in html5[f"{name};"])
        message = f"&{name}; is an entity of HTML, not of XML"
        return Cause(message, f"write {points}, or the character itself", case.offset)
    message = "an entity that is not defined: XML knows only &amp; &lt; &gt; &quot; and &apos;"
    return Cause(message, "write & as &amp;", case.offset)


def _token(case: Case) -> Cause:
    document, offset = case.document, case.offset
    before = document[max(0, offset - 2_000) : offset]
    tag_at = before.rfind(b"<")
    in_tag = tag_at > before.rfind(b">")
    tag = before[tag_at:] if in_tag else b""
    reference = _OPEN_REFERENCE.search(before[-60:])
    sign = document[offset : offset + 1]
    if reference is not None:
        return _ampersand(case, reference, before)
    if sign == b"&":
        return _ampersand(case, None, before)
    control = sign != b"" and sign[0] < 32 and sign not in b"\t\r\n"
    if control:
        what = "a NUL byte" if sign == b"\0" else f"control character U+{sign[0]:04X}"
        return Cause(f"{what}, which XML does not allow, not even as a reference", "remove it", offset)
    if document.startswith(b"]]>", offset) or (sign == b">" and before.endswith(b"]]")):
        return Cause('"]]>" stands in text', "write ]]&gt;", offset)
    if in_tag and not case.open and document.startswith(b"</", offset - len(tag)):
        return _stray_end(case, offset - len(tag))
    if in_tag:
        return _in_tag(case, tag, offset - len(tag))
    return Cause("a character that may not stand there", "send well-formed XML", offset)


def _stray_end(case: Case, at: int) -> Cause:
    if case.root is None:
        return Cause("an end tag before any start tag: this is a fragment", "send the whole message", at)
    instead = "remove it, or send the whole message, if this is a fragment"
    return Cause("an end tag too many after the end of the root element", instead, at)


def _ampersand(case: Case, reference: re.Match[bytes] | None, before: bytes) -> Cause:
    named = reference[1] if reference else b""
    at = case.offset - len(named) - 1 if reference else case.offset
    following = case.document[case.offset : case.offset + 1]
    instead = "write each & as &amp; (escape values once, after cutting them to length)"
    value = before[: len(before) - len(named) - 1] if reference else before
    value = value[max(value.rfind(b">"), value.rfind(b'"')) + 1 :]
    if following == b"=" or b"://" in value or _URL_TAIL.fullmatch(value):
        return Cause(
            "a bare & in a URL: parameters must be joined by &amp;", "write each & of a URL as &amp;", at
        )
    if named and following in (b"<", b"", b'"') and _CUT.fullmatch(named):
        return Cause("an entity reference is cut in half (a value cut to length after escaping)", instead, at)
    return Cause("a bare & in a value", instead, at)


def _in_tag(case: Case, tag: bytes, at: int) -> Cause:
    sign = case.document[case.offset : case.offset + 1]
    if tag.startswith(b"<!--"):
        return Cause('"--" stands inside a comment', "write a single hyphen", case.offset)
    glued = _GLUED.match(case.document, at)
    if glued is not None and glued[1]:
        name = glued[1].decode("utf-8", "replace")[:60]
        message = f"white space is missing between <{name} and its attribute {glued[2].decode()}..."
        return Cause(message, f"write <{name} {glued[2].decode()}...", at)
    if sign == b"<" and tag[-1:].isspace() and len(tag.split()) == 1 and len(tag) > 2:
        return Cause(
            "a tag is not closed, or a bare < stands in a value", "close it with >, or write &lt;", at
        )
    if len(tag) <= 1 or (sign == b"<" and b"=" not in tag):
        return Cause("a bare < in a value", "write < as &lt;", at)
    if sign == b"<":
        return Cause("a tag is not closed: another < begins inside it", "close the tag with >", at)
    if tag.endswith((b'=""', b"=''")):
        return Cause("quotes are doubled around or inside an attribute's value", "quote it once", case.offset)
    if tag[-1:] in (b'"', b"'"):
        message = "white space is missing between two attributes"
        return Cause(message, "put a space between them", case.offset)
    if _UNQUOTED.search(tag):
        return Cause("an attribute's value is not quoted", 'write name="value"', case.offset)
    if sign in (b">", b"/") and _BARE_ATTRIBUTE.search(tag):
        return Cause("an attribute has no value", 'write name="value"', case.offset)
    if _no_break(case):
        return Cause("a no-break space stands inside a tag", "write a plain space", case.offset)
    return Cause("a tag is malformed there", "check names, blanks and quotes of this tag", case.offset)


def _no_break(case: Case) -> bool:
    return (
        case.document[case.offset : case.offset + 2] == b"\xc2\xa0"
        or case.document[case.offset :][:1] == b"\xa0"
    )


def _ends(case: Case) -> Cause:
    end = len(case.document)
    if not case.document.strip():
        return Cause("the document is empty", "send a message", 0)
    if case.open:
        names = ", ".join(f"</{node.tag[:60]}>" for node in reversed(case.open[-5:]))
        opened = _opened(case.open[-1])
        message = f"the document ends before {names}: cut off, or an end tag is missing for {opened}"
        return Cause(message, "send the whole message (check Content-Length)", end)
    return Cause("the document ends before its root begins", "send the whole message", end)


def _unclosed(case: Case) -> Cause:
    message = "the document ends inside a tag, comment or character: it was probably cut off"
    return Cause(message, "send the whole message (check Content-Length)", case.offset)


def _after_root(case: Case) -> Cause:
    what = "a second document" if case.document.startswith(b"<", case.offset) else "text"
    return Cause(
        f"{what} after the end of the document", "send one message, and nothing after it", case.offset
    )


def _syntax(case: Case) -> Cause:
    if case.root is None:
        return Cause("text before the document's first tag", "send the message alone", case.offset)
    return Cause("not well-formed XML: syntax error", "send well-formed XML", case.offset)


def _misplaced(case: Case) -> Cause:
    message = "an XML declaration that is not at the very start of the document"
    return Cause(message, "put it first, with nothing before it, and only once", case.offset)


def _bad_number(case: Case) -> Cause:
    message = "a numeric reference to a character that XML does not allow (a control character)"
    return Cause(message, "remove it", case.offset)


def _duplicate(case: Case) -> Cause:
    return Cause("the same attribute stands twice in one tag", "keep one of them", case.offset)


_WORDS = errors.messages
_FINDERS: dict[str, Callable[[Case], Cause]] = {
    errors.XML_ERROR_TAG_MISMATCH: _mismatch,
    errors.XML_ERROR_UNDEFINED_ENTITY: _undefined,
    errors.XML_ERROR_INVALID_TOKEN: _token,
    errors.XML_ERROR_NO_ELEMENTS: _ends,
    errors.XML_ERROR_UNCLOSED_TOKEN: _unclosed,
    errors.XML_ERROR_PARTIAL_CHAR: _unclosed,
    errors.XML_ERROR_UNCLOSED_CDATA_SECTION: _unclosed,
    errors.XML_ERROR_JUNK_AFTER_DOC_ELEMENT: _after_root,
    errors.XML_ERROR_SYNTAX: _syntax,
    errors.XML_ERROR_MISPLACED_XML_PI: _misplaced,
    errors.XML_ERROR_BAD_CHAR_REF: _bad_number,
    errors.XML_ERROR_DUPLICATE_ATTRIBUTE: _duplicate,
}
