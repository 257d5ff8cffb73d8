"""The marks of the master: attributes of a foreign namespace that say what came when, and where from."""

from __future__ import annotations

from lxml import etree

from inspector.schema.content import ALWAYS, Window

XS = "{http://www.w3.org/2001/XMLSchema}"
MARKS = "{urn:xmlservice-inspector:marks}"
SINCE = f"{MARKS}since"
UNTIL = f"{MARKS}until"
REQUIRED_UNTIL = f"{MARKS}required-until"
OPEN_SINCE = f"{MARKS}open-since"


def releases(element: etree._Element, mark: str) -> tuple[str, ...]:
    """The releases that `mark` of `element` lists, () where it has none."""
    return tuple(element.get(mark, "").split())


def window(element: etree._Element) -> Window:
    """From when until when the declaration `element` exists."""
    since, until = releases(element, SINCE), releases(element, UNTIL)
    return Window(since, until) if since or until else ALWAYS


def text(element: etree._Element, mark: str) -> str:
    """The value of mark `mark` (without namespace), "" where it has none."""
    return element.get(MARKS + mark, "")


def annotation(element: etree._Element) -> str:
    """The documentation of a declaration in one line, "" where it has none."""
    found = element.find(f"{XS}annotation/{XS}documentation")
    return " ".join((found.text or "").split()) if found is not None else ""
