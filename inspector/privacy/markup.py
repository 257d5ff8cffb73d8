"""Markup that need not be well-formed, or not even be markup any more: escaped, percent-encoded, cut off."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from inspector.privacy.classification import Classification
from inspector.privacy.knowledge import Knowledge

_LT = r"(?:<|&(?:amp;){0,4}(?:lt|LT|#0{0,6}60|#[xX]0{0,6}3[cC]);|%(?:25){0,4}3[cC]|\\u003[cC]|\\x3[cC])"
_GT = r"(?:>|&(?:amp;){0,4}(?:gt|GT|#0{0,6}62|#[xX]0{0,6}3[eE]);|%(?:25){0,4}3[eE]|\\u003[eE]|\\x3[eE])"
_SLASH = r"(?:\\?/|%(?:25){0,4}2[fF]|&#0{0,6}47;|&#[xX]0{0,6}2[fF];)"
_BLANK = r"(?:[\s\u00a0\u200b\ufeff]|%20|&#160;|&nbsp;){0,16}"
_COLON = r"%(?:25){0,4}3[aA]"
_EVENT = re.compile(
    rf"(?P<open>{_LT}){_BLANK}(?P<end>{_SLASH})?{_BLANK}(?P<name>(?:[\w.\-:]|{_COLON}){{1,128}})?|(?P<close>{_GT})"
)
_SIGNS = ("<", "&lt", "&LT", "&#", "&amp;", "%", "\\")  # without any of them there is no tag
_PARTS = re.compile(rf":|{_COLON}")
_SELF = re.compile(rf"{_SLASH}{_BLANK}\Z")
_VALUED = re.compile(r"\bvalue\s{0,4}=\s{0,4}(?:\"([^\"]*)\"?|'([^']*)'?|([^\s\"'>]+))", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"([\w.\-:]{1,128})\s{0,4}=\s{0,4}(?:\"([^\"]*)\"?|'([^']*)'?|([^\s\"'>]+))")
_LAST_WORD = re.compile(r"(/?)([\w.\-]{1,64})\s{0,8}\Z")
_LONGEST = 80  # characters of a tag that has lost its `<`
_LOCATION = r"(?:https?://[\w.\-]{1,100}(?::\d{1,5})?(?:/[\w.\-]{0,100}){0,8}|urn:[\w:.\-]{1,100}|[\w.\-/]{1,100}\.xsd)"
_FRAME = {
    "type": re.compile(r"(?:(?:xsd?|serv):)?(?:string|token|int|integer|long|text|securityContextType)"),
    "nil": re.compile(r"true|false|[01]"),
    "lang": re.compile(r"[A-Za-z]{2}(?:[-_][A-Za-z]{2})?"),
    "space": re.compile(r"preserve|default"),
    "schemalocation": re.compile(rf"\s*(?:{_LOCATION}(?:\s+{_LOCATION}){{0,64}}\s*)?"),
    "nonamespaceschemalocation": re.compile(rf"\s*(?:{_LOCATION})?\s*"),
    "xmlns": re.compile(r"https?://[\w.\-]{1,100}(?:/[\w.\-]{0,100}){0,8}"),
}
# What sort of password an element holds, in the words of WS-Security.
_SORT = re.compile(r"[A-Za-z]{1,24}|https?://[\w./\-]{1,128}#Password(?:Text|Digest)")
_SETTING = re.compile(r"\s{0,64}(?:true|false|[0-9]{1,3})?\s{0,64}", re.IGNORECASE)
_TRACE = 64  # characters at the end of a tag in which its own slash is looked for
_DEEPEST = 16  # open elements that are remembered
_FAR = 4  # tags between a secret's start tag and its end tag, at most, for them to belong together

Found = tuple[int, int, Classification]


@dataclass(slots=True)
class _Event:
    """A `<name`, a `<` without name, or a `>`, in whatever spelling.

    Attributes:
        inside: Where the name begins; `end` where there is none.
        secret: What the name says, None where that is nothing secret.
        friend: True where it only looks secret, as `enforcePassword`, whose `true` is none.
    """

    start: int
    end: int
    inside: int = 0
    name: str = ""
    closing: bool = False
    gt: bool = False
    secret: Classification | None = None
    friend: bool = False


def tagged(text: str, knowledge: Knowledge) -> Iterator[Found]:
    """The contents of elements with secret names, and values that stand beside such a name in a tag."""
    if not any(sign in text for sign in _SIGNS):
        return
    events = _events(text, knowledge)
    _pair(text, events, knowledge)
    for index, event in enumerate(events):
        if event.gt:
            yield from _without_opening(text, events, index, knowledge)
        if event.gt or not event.name:
            continue
        closed = _closed(events, index)
        if closed and not event.closing:
            yield from _attributes(text, event, events[index + 1].start, knowledge)
        if event.secret is None:
            continue
        if event.closing and event.friend:
            continue
        if event.closing:
            before = events[index - 1] if index else None
            # A tag that is not closed (`<passwoSECRET</password>`) may be most of the secret.
            start = 0 if before is None else before.end if before.gt else before.inside
            yield start, event.start, event.secret
        elif not closed:
            yield event.end, _content_end(events, index + 1, event.name, len(text)), event.secret
        elif not _SELF.search(
            text, max(event.end, events[index + 1].start - _TRACE), events[index + 1].start
        ):
            start = events[index + 1].end
            end = _content_end(events, index + 2, event.name, len(text))
            if not (event.friend and _SETTING.fullmatch(text, start, end)):
                yield start, end, event.secret


def _without_opening(text: str, events: list[_Event], index: int, knowledge: Knowledge) -> Iterator[Found]:
    """The secret at a tag that has lost its `<`: `password>SECRET`, `SECRET/password>`."""
    before = events[index - 1] if index else None
    if before is not None and not before.gt and before.name:
        return
    start = before.end if before else 0
    named = _LAST_WORD.search(text, max(start, events[index].start - _LONGEST), events[index].start)
    what = knowledge.by_name(named[2]) if named else None
    if named is None or what is None or not what.secret or what.kind == "url":
        return
    if named[1]:
        yield start, named.start(), what
    else:
        following = events[index + 1].start if index + 1 < len(events) else len(text)
        yield events[index].end, following, what


@lru_cache(maxsize=8)
def _naming(names: frozenset[str]) -> re.Pattern[str]:
    """Finds attributes that name what their element holds: `<entry key="password">...`."""
    words = "|".join(map(re.escape, sorted(names | {"type"})))
    return re.compile(rf"\b(?:{words})\s{{0,4}}=\s{{0,4}}[\"']?([\w.\-]{{1,64}})", re.IGNORECASE)


def is_location(name: str) -> bool:
    """True for the attributes that say where a schema lies."""
    return name.lower().endswith("schemalocation")


def is_frame(name: str, value: str) -> bool:
    """True for an attribute of XML or XML Schema with a value that it can have, and for an empty one."""
    allowed = _FRAME["xmlns"] if name.startswith("xmlns") else _FRAME.get(name.rpartition(":")[2].lower())
    return not value or (allowed is not None and allowed.fullmatch(value) is not None)


def has_markup(text: str) -> bool:
    """True where at least one tag can be recognised."""
    return any(match["name"] for match in _EVENT.finditer(text) if match["open"])


def _events(text: str, knowledge: Knowledge) -> list[_Event]:
    """The tags of a text, each with what its name says among the elements that are open there."""
    events: list[_Event] = []
    above: list[str] = []
    for match in _EVENT.finditer(text):
        event = _event(match, knowledge, above)
        before = events[-1] if events else event
        if event.gt and before.name and not before.closing and _empty(text, before, event):
            above.pop()
        elif event.name and event.closing:
            _close(above, event.name)
        elif event.name:
            above.append(event.name)
            del above[:-_DEEPEST]
        events.append(event)
    return events


def _close(above: list[str], name: str) -> None:
    """Takes the innermost element of this name, and what was left open in it, off the open ones."""
    if name in above:
        while above.pop() != name:
            pass


def _pair(text: str, events: list[_Event], knowledge: Knowledge) -> None:
    """Tells the elements that hold what the one before them names: `<name>password</name><value>...`."""
    said: Classification | None = None
    depth = 0  # below the element that the name stands in
    for index, event in enumerate(events[:-2]):
        if event.gt or not event.name:
            continue
        if event.closing:
            depth -= 1
            said = said if depth >= 0 else None
            continue
        if event.name in knowledge.pairs.values and event.secret is None and depth == 0 and said is not None:
            event.secret, said = said, None
        elif event.name in knowledge.pairs.names and events[index + 1].gt:
            said, depth = knowledge.said(text[events[index + 1].end : events[index + 2].start]), 0
        depth += 1


def _event(match: re.Match[str], knowledge: Knowledge, above: list[str]) -> _Event:
    if match["close"]:
        return _Event(match.start(), match.end(), gt=True)
    parts = _PARTS.split(match["name"] or "")
    if match["end"] is not None:
        above = above.copy()
        _close(above, parts[-1].lower())
    secret = None
    for part in reversed(parts):
        found = knowledge.within(above, part) if part else None
        if found is not None and found.secret and found.kind != "url":
            secret = found
            break
    name = parts[-1].lower()
    if secret is None and above[-1:] == ["securitycontext"] and name and name not in knowledge.context:
        secret = knowledge.unnamed  # nothing but credentials belongs there
    friend = secret is None and bool(name)
    if friend:
        secret = knowledge.by_looks(name)
    closing = match["end"] is not None
    inside = match.start("name") if match["name"] else match.end()
    return _Event(match.start(), match.end(), inside, name, closing=closing, secret=secret, friend=friend)


def _empty(text: str, tag: _Event, close: _Event) -> bool:
    """True for `<a/>`."""
    return _SELF.search(text, max(tag.end, close.start - _TRACE), close.start) is not None


def _closed(events: list[_Event], index: int) -> bool:
    """True where the tag at `index` has its `>` before the next `<`."""
    return index + 1 < len(events) and events[index + 1].gt


def _content_end(events: list[_Event], index: int, name: str, end: int) -> int:
    """Where a secret ends: at its end tag, at the next secret, else at the next whole tag, else at the end.

    A lone `<`, a comment, CDATA and a cut-off tag belong to the secret.
    """
    first: int | None = None
    tags = 0
    for at in range(index, len(events)):
        event = events[at]
        if event.gt or not event.name:
            continue
        if event.closing and event.name == name:
            return event.start
        if event.secret is not None and not event.closing:
            return event.start if first is None else first
        if _closed(events, at):
            first = event.start if first is None else first
            tags += 1
            if tags > _FAR:
                return first
    return end if first is None else first


def _attributes(text: str, tag: _Event, end: int, knowledge: Knowledge) -> Iterator[Found]:
    """Attribute values of a tag with a secret's name, and of one whose attributes say such a name.

    `<input name="password" value="...">` has it in an attribute; where it has no value there, its content is
    the secret.
    """
    if end <= tag.end:
        return
    if tag.secret is not None:
        for found in _ATTRIBUTE.finditer(text, tag.end, end):
            group = found.lastindex or 0
            sort = found[1].lower() == "type" and _SORT.fullmatch(found[group])
            if not (sort or is_frame(found[1], found[group])):
                yield found.start(group), found.end(group), tag.secret
        return
    for found in _ATTRIBUTE.finditer(text, tag.end, end) if "chemaLocation" in text else ():
        group = found.lastindex or 0
        if is_location(found[1]) and not is_frame(found[1], found[group]):
            yield found.start(group), found.end(group), knowledge.unnamed
    classes = (
        knowledge.by_name(found[1]) for found in _naming(knowledge.pairs.names).finditer(text, tag.end, end)
    )
    what = next((c for c in classes if c is not None and c.secret and c.kind != "url"), None)
    if what is None:
        return
    valued = _VALUED.search(text, tag.end, end)
    if valued is None:
        tag.secret = what
        return
    group = valued.lastindex or 0
    yield valued.start(group), valued.end(group), what
