"""Builds the content model from the XSD files: named types first as blanks, then filled."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from inspector.schema.content import ComplexType, Name, Particle, SimpleType
from inspector.schema.documents import MasterError
from inspector.schema.marks import (
    MARKS,
    OPEN_SINCE,
    REQUIRED_UNTIL,
    XS,
    annotation,
    releases,
    text,
    window,
)

XSD = XS.strip("{}")
_LAX = f"{MARKS}content"
Type = ComplexType | SimpleType


@dataclass(slots=True)
class _Group:
    """Where a particle stands while groups are flattened: occurrence so far, and the choices around it."""

    minimum: int = 1
    maximum: int | None = 1
    choices: tuple[int, ...] = ()
    branches: tuple[int, ...] = ()


@dataclass(slots=True)
class _Content:
    """What is gathered of one complex type."""

    particles: list[Particle] = field(default_factory=list)
    choices: list[tuple[int, int | None]] = field(default_factory=list)
    wildcard: bool = False


class Builder:
    """Makes the types of all documents; use `types` once."""

    def __init__(self, documents: dict[str, etree._Element]) -> None:
        self._documents = documents
        self._declared: dict[Name, tuple[etree._Element, str]] = {}
        self._types: dict[Name, Type] = {}
        self._filled: set[Name] = set()

    def types(self) -> dict[Name, Type]:
        """All named types.

        Raises:
            MasterError: A reference leads nowhere, or a construct is not understood.
        """
        for file, root in self._documents.items():
            namespace = root.get("targetNamespace", "")
            for node in root.iterchildren(f"{XS}complexType", f"{XS}simpleType"):
                self._declare((namespace, node.get("name", "")), node, file)
        for name in self._declared:
            self._named(name)
        return self._types

    def _declare(self, name: Name, node: etree._Element, file: str) -> None:
        if name in self._declared:
            raise MasterError(f"{file}:{node.sourceline}: type {name[1]!r} is declared twice")
        self._declared[name] = (node, file)
        is_complex = node.tag == f"{XS}complexType"
        self._types[name] = ComplexType(name) if is_complex else SimpleType(name, "string")

    def _named(self, name: Name) -> Type:
        """The named type, filled."""
        made = self._types[name]
        if name not in self._filled:
            self._filled.add(name)
            node, file = self._declared[name]
            if isinstance(made, ComplexType):
                self._fill_complex(made, node, name[0], file)
            else:
                self._fill_simple(made, node, file)
        return made

    def _reference(self, node: etree._Element, attribute: str, file: str) -> Name:
        """The type name that `attribute` of `node` refers to, its prefix resolved."""
        prefix, _, local = node.get(attribute, "").rpartition(":")
        namespace = node.nsmap.get(prefix or None)
        name = (namespace or "", local)
        if namespace != XSD and name not in self._declared:
            raise MasterError(f"{file}:{node.sourceline}: type {node.get(attribute)!r} is not declared")
        return name

    def _fill_simple(self, made: SimpleType, node: etree._Element, file: str) -> None:
        restriction = node.find(f"{XS}restriction")
        if restriction is None:
            raise MasterError(f"{file}:{node.sourceline}: only restrictions of simple types are understood")
        namespace, local = self._reference(restriction, "base", file)
        if namespace == XSD:
            made.primitive = local
        else:
            base = self._named((namespace, local))
            if not isinstance(base, SimpleType):
                raise MasterError(f"{file}:{restriction.sourceline}: base {local!r} is no simple type")
            made.primitive, made.enumeration = base.primitive, base.enumeration
            made.facets.update(base.facets)
        values = [(n.get("value", ""), window(n)) for n in restriction.iterchildren(f"{XS}enumeration")]
        made.enumeration = tuple(values) or made.enumeration
        for facet in restriction.iterchildren(tag=etree.Element):
            if facet.tag not in (f"{XS}enumeration", f"{XS}annotation"):
                made.facets[str(facet.tag).removeprefix(XS)] = facet.get("value", "")

    def _fill_complex(self, made: ComplexType, node: etree._Element, namespace: str, file: str) -> None:
        made.window, made.source = window(node), text(node, "source")
        made.open_since = releases(node, OPEN_SINCE)
        made.mixed = node.get("mixed") == "true" or node.find(f"{XS}simpleContent") is not None
        content = _Content()
        body = node
        extension = node.find(f"{XS}complexContent/{XS}extension")
        if extension is None:
            extension = node.find(f"{XS}simpleContent/{XS}extension")
        if extension is not None:
            body = extension
            self._inherit(made, content, extension, file)
        made.attributes |= any(True for _ in body.iterchildren(f"{XS}attribute", f"{XS}anyAttribute"))
        for group in body.iterchildren(f"{XS}sequence", f"{XS}choice"):
            made.any_order |= text(group, "order") == "any"
            self._group(content, group, _Group(), namespace, file)
        made.particles, made.choices = tuple(content.particles), tuple(content.choices)
        made.lax |= node.get(_LAX) == "unknown"
        made.wildcard |= content.wildcard

    def _inherit(self, made: ComplexType, content: _Content, extension: etree._Element, file: str) -> None:
        name = self._reference(extension, "base", file)
        base = self._named(name) if name[0] != XSD else None
        if isinstance(base, ComplexType):
            made.base = base
            content.particles += base.particles
            content.choices += base.choices
            made.lax, made.wildcard, made.attributes = base.lax, base.wildcard, base.attributes

    def _group(
        self, content: _Content, node: etree._Element, around: _Group, namespace: str, file: str
    ) -> None:
        """Flattens a sequence or choice into `content`."""
        minimum, maximum = _occurrence(node)
        inside = _Group(around.minimum * minimum, _times(around.maximum, maximum))
        inside.choices, inside.branches = around.choices, around.branches
        is_choice = node.tag == f"{XS}choice"
        if is_choice:
            inside.minimum = 1
            inside.choices = (*around.choices, len(content.choices))
            content.choices.append((minimum, maximum))
        for branch, child in enumerate(
            c for c in node.iterchildren(tag=etree.Element) if c.tag != f"{XS}annotation"
        ):
            at = _Group(inside.minimum, inside.maximum, inside.choices, inside.branches)
            if is_choice:
                at.branches = (*inside.branches, branch)
            if child.tag == f"{XS}element" and child.get("ref") is None:
                content.particles.append(self._particle(content, child, at, namespace, file))
            elif child.tag in (f"{XS}sequence", f"{XS}choice"):
                self._group(content, child, at, namespace, file)
            elif child.tag in (f"{XS}any", f"{XS}element"):
                content.wildcard = True
            else:
                raise MasterError(
                    f"{file}:{child.sourceline}: {etree.QName(child).localname} is not understood"
                )

    def _particle(
        self, content: _Content, node: etree._Element, at: _Group, namespace: str, file: str
    ) -> Particle:
        minimum, maximum = _occurrence(node)
        return Particle(
            name=node.get("name", ""),
            namespace=namespace,
            position=len(content.particles),
            minimum=minimum * at.minimum,
            maximum=_times(maximum, at.maximum),
            type=self._element_type(node, namespace, file),
            required_until=releases(node, REQUIRED_UNTIL),
            stand_in=text(node, "stand-in"),
            choices=at.choices,
            choice_branch=at.branches,
            default=node.get("default"),
            nillable=node.get("nillable") == "true",
            window=window(node),
            source=text(node, "source"),
            annotation=annotation(node),
        )

    def _element_type(self, node: etree._Element, namespace: str, file: str) -> Type:
        """The type of an element: a named one (maybe not yet filled), a built-in or an anonymous one."""
        if node.get("type") is not None:
            name = self._reference(node, "type", file)
            return SimpleType(None, name[1]) if name[0] == XSD else self._types[name]
        inner = node.find(f"{XS}complexType")
        if inner is not None:
            made = ComplexType(None)
            self._fill_complex(made, inner, namespace, file)
            return made
        inner = node.find(f"{XS}simpleType")
        if inner is None:
            raise MasterError(f"{file}:{node.sourceline}: element {node.get('name')!r} has no type")
        simple = SimpleType(None, "string")
        self._fill_simple(simple, inner, file)
        return simple


def _occurrence(node: etree._Element) -> tuple[int, int | None]:
    maximum = node.get("maxOccurs", "1")
    return int(node.get("minOccurs", "1")), None if maximum == "unbounded" else int(maximum)


def _times(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one * other
