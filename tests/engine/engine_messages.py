"""Builds messages from the content model: any operation, direction and release, as real clients write them.

Deterministic: the same seed gives the same bytes. No test in here.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from xml.sax.saxutils import escape

from inspector.model.exchange import Direction
from inspector.schema import ComplexType, Master, Operation, Particle, Releases, Schemas, SimpleType
from inspector.schema.by_operation import ByOperation

SERVICE = "http://www.webex.com/schemas/2002/06/service"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
INTEGERS = frozenset(("int", "long", "integer", "short", "nonNegativeInteger", "positiveInteger"))
WORDS = (
    "Weekly review",
    "Jane Doe",
    "jdoe",
    "acme",
    "Room 4.1",
    "B&B talk",
    "café",
    "x",
    "Zoë <z@example.com>",
    "7",
)


@dataclass(slots=True, eq=False)
class Element:
    """An element of a generated message.

    Attributes:
        raw: Markup of its content where it is a leaf, None where it has children.
        simple: Its simple type, None where complex.
        tail: Text after it, attributes: markup inside its start tag.
        tag_prefix: Prefix to write in any case, whether it is declared or not.
    """

    local: str
    namespace: str
    children: list[Element] = field(default_factory=list)
    raw: str | None = None
    simple: SimpleType | None = None
    attributes: str = ""
    tail: str = ""
    tag_prefix: str = ""

    def walk(self) -> list[Element]:
        found = [self]
        for child in self.children:
            found += child.walk()
        return found

    def copy(self) -> Element:
        return replace(self, children=[child.copy() for child in self.children])


@dataclass(frozen=True, slots=True)
class Style:
    """How a message is written."""

    root: str = "serv:message"
    declared: bool = True
    children: str = "none"  # none, all, some
    frame: bool = False  # header, body, bodyContent with the root's prefix
    type_form: str = "java"  # java, xmlapi, prefixed, bare, no-java
    shuffled: bool = False
    gap: str = "\n"
    indent: str = "  "
    lead: str = ""
    declaration: str | None = "UTF-8"
    codec: str = "utf-8"
    empty: str = "short"
    quote: str = '"'


@dataclass(slots=True, eq=False)
class Draft:
    """A message before it is written."""

    operation: Operation
    direction: Direction
    release: str
    header: list[Element]
    contents: list[list[Element]]
    style: Style
    shuffle: int = 0

    def leaves(self) -> list[Element]:
        tops = [*self.header, *(element for content in self.contents for element in content)]
        return [e for top in tops for e in top.walk() if e.raw is not None]

    def elements(self) -> list[Element]:
        tops = [*self.header, *(element for content in self.contents for element in content)]
        return [e for top in tops for e in top.walk()]

    def copy(self) -> Draft:
        return replace(
            self,
            header=[e.copy() for e in self.header],
            contents=[[e.copy() for e in content] for content in self.contents],
        )


class Generator:
    """Makes drafts from the master."""

    def __init__(self, schemas: Schemas, table: ByOperation) -> None:
        self.master: Master = schemas.master
        self.releases: Releases = schemas.releases
        self.table = table
        self.operations = [
            op for op in self.master.operations.values() if not op.request.lax and "IMS" not in op.name
        ]

    def draft(self, rng: random.Random, *, release: str, direction: Direction | None = None) -> Draft:
        """A random valid message at `release`."""
        direction = direction or rng.choice((Direction.REQUEST, Direction.REQUEST, Direction.RESPONSE))
        fitting = [
            op
            for op in self.operations
            if self.releases.has(release, op.window)
            and (direction is Direction.REQUEST or (op.response is not None and not op.response.lax))
        ]
        return self.of(rng, rng.choice(fitting), direction, release)

    def of(self, rng: random.Random, operation: Operation, direction: Direction, release: str) -> Draft:
        """A random valid message of one operation."""
        type_ = operation.request if direction is Direction.REQUEST else operation.response
        assert type_ is not None
        fill = _Filler(self, rng, operation, direction, release)
        contents = [fill.content(type_, 0)]
        if direction is Direction.REQUEST:
            header = [self._security(rng)]
            if rng.random() < 0.05:
                contents.append(fill.content(type_, 0))
        else:
            header = [self._outcome(rng)]
        return Draft(
            operation, direction, release, header, contents, style(rng, direction), rng.randrange(1 << 30)
        )

    def element(self, rng: random.Random, draft: Draft, particle: Particle) -> Element:
        """A random element that is valid by the type of `particle`."""
        return _Filler(self, rng, draft.operation, draft.direction, draft.release).element(particle, 5)

    def has(self, particle: Particle, operation: Operation, release: str) -> bool:
        """Whether a valid message at `release` may hold `particle`."""
        if isinstance(particle.type, ComplexType) and not self.releases.has(release, particle.type.window):
            return False
        return self.releases.has(release, self.table.window(operation.name, particle))

    def _security(self, rng: random.Random) -> Element:
        wanted = {"webExID": "jdoe", "password": "Example-1", "siteName": "acme"}
        others = {
            "email": "jane.doe@example.com",
            "partnerID": "p1",
            "clientInfo": "demo 1.0",
            "returnAdditionalInfo": "true",
        }
        wanted |= {name: text for name, text in others.items() if rng.random() < 0.2}
        return self._header("securityContext", wanted)

    def _outcome(self, rng: random.Random) -> Element:
        return self._header("response", {"result": "SUCCESS", "gsbStatus": rng.choice(("PRIMARY", "BACKUP"))})

    def _header(self, local: str, texts: dict[str, str]) -> Element:
        header = self.master.message_type.find("header")
        assert header is not None
        assert isinstance(header.type, ComplexType)
        top = header.type.find(local)
        assert top is not None
        assert isinstance(top.type, ComplexType)
        children = [
            _leaf(p.name, p.namespace, texts[p.name], p.type)
            for p in top.type.particles
            if p.name in texts and isinstance(p.type, SimpleType)
        ]
        return Element(local, SERVICE, children)


@dataclass(slots=True, eq=False)
class _Filler:
    generator: Generator
    rng: random.Random
    operation: Operation
    direction: Direction
    release: str

    def content(self, type_: ComplexType, depth: int) -> list[Element]:
        chosen = [self._branch(type_, number) for number in range(len(type_.choices))]
        found: list[Element] = []
        for particle in type_.particles:
            inside = all(
                chosen[n] == b for n, b in zip(particle.choices, particle.choice_branch, strict=True)
            )
            if inside and self.generator.has(particle, self.operation, self.release):
                found += [self.element(particle, depth) for _ in range(self._times(particle, depth))]
        return found

    def _branch(self, type_: ComplexType, number: int) -> int:
        branches = {p.choice_branch[p.choices.index(number)] for p in type_.particles if number in p.choices}
        return self.rng.choice(sorted(branches)) if branches else -1

    def _times(self, particle: Particle, depth: int) -> int:
        known = self.generator.releases
        until = self.generator.table.required_until(known, self.operation.name, particle)
        required = known.required(self.release, until)
        least = max(particle.minimum, 1 if required or particle.choices else 0)
        if depth > 6 or self.rng.random() < (0.6 if depth else 0.5):
            return least
        most = particle.maximum if particle.maximum is not None else least + 3
        return self.rng.randint(least, min(max(most, least), least + 3))

    def element(self, particle: Particle, depth: int) -> Element:
        if isinstance(particle.type, ComplexType):
            children = [] if particle.type.wildcard else self.content(particle.type, depth + 1)
            return Element(particle.name, particle.namespace, children)
        return _leaf(
            particle.name, particle.namespace, self._value(particle.type, particle.name), particle.type
        )

    def _value(self, simple: SimpleType, name: str) -> str:
        return value(self.rng, simple, self.generator.releases, self.release)


def value(rng: random.Random, simple: SimpleType, releases: Releases, release: str) -> str:
    """A random value that is valid for `simple` at `release`."""
    if simple.enumeration:
        allowed = [known for known, window in simple.enumeration if releases.has(release, window)]
        return rng.choice(allowed)
    if simple.primitive == "boolean":
        return rng.choice(("true", "false", "1", "0", "TRUE"))
    if simple.primitive in INTEGERS:
        least = int(simple.facets.get("minInclusive", "0"))
        most = int(simple.facets.get("maxInclusive", str(least + 99_999)))
        return str(rng.randint(least, most))
    if simple.primitive in ("float", "double"):
        return rng.choice(("0", "1.5", "-3", "2e3", "INF", "NaN"))
    if simple.primitive == "base64Binary":
        return rng.choice(("AAAA", "SmFuZQ=="))
    if "pattern" in simple.facets:
        return rng.choice(simple.facets["pattern"].split("|"))
    word = rng.choice(WORDS)
    least, most = int(simple.facets.get("minLength", "0")), int(simple.facets.get("maxLength", "1000"))
    return (word * (1 + least // len(word)))[: max(least, min(most, len(word) + least))]


def _leaf(local: str, namespace: str, text: str, simple: SimpleType) -> Element:
    return Element(local, namespace, raw=escape(text), simple=simple)


def style(rng: random.Random, direction: Direction) -> Style:
    """A random way to write a message."""
    codec, declared = rng.choice(
        (("utf-8", "UTF-8"),) * 8
        + (
            ("utf-8", None),
            ("iso8859-1", "ISO-8859-1"),
            ("cp1252", "windows-1252"),
            ("utf-16", "UTF-16"),
            ("utf-8-sig", "UTF-8"),
        )
    )
    common = {
        "gap": rng.choice(("\n", "\n", "\r\n", "", "\n\n", "\t", "\r")),
        "indent": rng.choice(("  ", "", "\t")),
        "lead": rng.choice(("", "", "", "", "\n", "  \r\n")) if codec != "utf-16" else "",
        "declaration": declared,
        "codec": codec,
        "empty": rng.choice(("short", "long")),
        "quote": rng.choice(('"', '"', '"', "'")),
    }
    if direction is Direction.RESPONSE:
        return Style(children="all", frame=True, type_form="prefixed", **common)
    return Style(
        root=rng.choice(("serv:message",) * 5 + ("message", "serv:messageType", "ns0:message")),
        declared=rng.random() < 0.7,
        children=rng.choice(("none", "none", "none", "all", "some")),
        frame=rng.random() < 0.3,
        type_form=rng.choice(("java", "java", "java", "xmlapi", "prefixed", "no-java")),
        shuffled=rng.random() < 0.3,
        **common,
    )


def write(draft: Draft, style_: Style | None = None) -> str:
    """The text of a message, before it is encoded."""
    return _Writer(draft, style_ or draft.style).text()


def encode(text: str, style_: Style) -> bytes:
    """The bytes of a message; what the codec has not becomes a reference."""
    return text.encode(style_.codec, "xmlcharrefreplace")


class _Writer:
    def __init__(self, draft: Draft, style_: Style) -> None:
        self._draft = draft
        self._style = style_
        self._rng = random.Random(draft.shuffle)
        binding = draft.operation.binding
        type_ = draft.operation.request
        assert type_.name is not None
        self._namespace = type_.name[0]
        self._binding = binding
        prefix = style_.root.rpartition(":")[0]
        self._frame = f"{prefix}:" if prefix and style_.frame else ""
        self._prefixes = {SERVICE: prefix or "serv"}

    def text(self) -> str:
        s = self._style
        q = s.quote
        body = self._lines()
        spaces = "".join(f" xmlns:{p}={q}{n}{q}" for n, p in self._prefixes.items() if s.declared)
        head = f"<?xml version={q}1.0{q} encoding={q}{s.declaration}{q}?>{s.gap}" if s.declaration else ""
        root = f"<{s.root} xmlns:xsi={q}{XSI}{q}{spaces}>"
        return f"{s.lead}{head}{root}{s.gap}{body}</{s.root}>"

    def _lines(self) -> str:
        d, f, gap = self._draft, self._frame, self._style.gap
        header = self._block(d.header, 2, top=True)
        out = f"{self._pad(1)}<{f}header>{gap}{header}{self._pad(1)}</{f}header>{gap}"
        out += f"{self._pad(1)}<{f}body>{gap}"
        for content in d.contents:
            out += (
                f"{self._pad(2)}<{f}bodyContent {self._type()}>{gap}"
                f"{self._block(content, 3)}{self._pad(2)}</{f}bodyContent>{gap}"
            )
        return f"{out}{self._pad(1)}</{f}body>{gap}"

    def _type(self) -> str:
        q, d, s = self._style.quote, self._draft, self._style
        request = d.operation.request if d.direction is Direction.REQUEST else d.operation.response
        assert request is not None
        assert request.name is not None
        local = request.name[1]
        upper = local[:1].upper() + local[1:]
        if s.type_form == "prefixed":
            return f"xsi:type={q}{self._prefix(request.name[0])}:{local}{q}"
        form = {
            "java": "java:com.webex.service.binding.",
            "xmlapi": "java:com.webex.xmlapi.service.binding.",
            "no-java": "com.webex.service.binding.",
        }[s.type_form]
        return f"xsi:type={q}{form}{self._binding}.{upper}{q}"

    def _prefix(self, namespace: str) -> str:
        if namespace not in self._prefixes:
            self._prefixes[namespace] = f"p{len(self._prefixes)}"
        return self._prefixes[namespace]

    def _pad(self, depth: int) -> str:
        return self._style.indent * depth if self._style.gap not in ("", "\t") else ""

    def _block(self, elements: list[Element], depth: int, *, top: bool = False) -> str:
        order = list(elements)
        if self._style.shuffled and not top:
            self._rng.shuffle(order)
        return "".join(self._one(element, depth) for element in order)

    def _one(self, e: Element, depth: int) -> str:
        s = self._style
        qualified = s.children == "all" or (s.children == "some" and self._rng.random() < 0.3)
        tag = f"{self._prefix(e.namespace)}:{e.local}" if qualified else e.local
        tag = f"{e.tag_prefix}:{e.local}" if e.tag_prefix else tag
        pad = self._pad(depth)
        if e.children:
            inner = f"{s.gap}{self._block(e.children, depth + 1)}{pad}"
            return f"{pad}<{tag}{e.attributes}>{inner}</{tag}>{e.tail}{s.gap}"
        if not e.raw and s.empty == "short":
            return f"{pad}<{tag}{e.attributes}/>{e.tail}{s.gap}"
        return f"{pad}<{tag}{e.attributes}>{e.raw or ''}</{tag}>{e.tail}{s.gap}"


def reroll(draft: Draft, rng: random.Random, releases: Releases) -> Draft:
    """The same structure with other values (blank ones stay: they are shape)."""
    fresh = draft.copy()
    for leaf in fresh.leaves():
        if leaf.raw and leaf.raw.strip() and leaf.simple is not None:
            new = value(rng, leaf.simple, releases, draft.release)
            leaf.raw = escape(new) if new.strip() else leaf.raw
    return fresh
