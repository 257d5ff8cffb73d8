"""xsi:type on an element below bodyContent: it may name the element's own type, or a derived one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from inspector.model.exchange import Direction
from inspector.model.message import Node
from inspector.schema.content import ComplexType, Name, SimpleType
from inspector.schema.nil import instance_attribute

_XSD = "http://www.w3.org/2001/XMLSchema"
_BUILT_ON = {
    "normalizedString": "string",
    "token": "normalizedString",
    "integer": "decimal",
    "long": "integer",
    "int": "long",
    "short": "int",
    "byte": "short",
    "nonNegativeInteger": "integer",
    "positiveInteger": "nonNegativeInteger",
    "unsignedLong": "nonNegativeInteger",
    "unsignedInt": "unsignedLong",
    "nonPositiveInteger": "integer",
    "negativeInteger": "nonPositiveInteger",
}
"""Built-in types and what they restrict, as XML Schema part 2 has them."""

Type = ComplexType | SimpleType


def given_type(node: Node, type_: Type, types: Mapping[Name, Type], direction: Direction) -> tuple[Type, str]:
    """The type that `node` has by its xsi:type, and the attribute as written where it may not name that type.

    The names of requests are read without their prefixes and in any letter case, as the service reads all
    names; those of answers as XML Schema reads them.
    """
    found = instance_attribute(node, "type")
    if found is None:
        return type_, ""
    attribute, value = found
    prefix, _, local = value.rpartition(":")
    namespace = node.namespace(prefix) or ""
    if direction is Direction.REQUEST:
        if local.lower() in {name.lower() for name in _names(type_)}:
            return type_, ""
    elif isinstance(type_, SimpleType) and namespace == _XSD and local in _names(type_):
        return type_, ""
    named = types.get((namespace, local))
    derived = named is not None and any(one is type_ for one in _line(named))
    return (named, "") if named is not None and derived else (type_, attribute)


def _names(type_: Type) -> Iterator[str]:
    """Local names of the type itself; of a built-in type those that are built on it, too."""
    if type_.name is not None:
        yield type_.name[1]
    elif isinstance(type_, SimpleType) and not type_.facets and not type_.enumeration:
        yield type_.primitive
        yield from (name for name in _BUILT_ON if type_.primitive in _bases(name))


def _bases(name: str) -> Iterator[str]:
    while name in _BUILT_ON:
        name = _BUILT_ON[name]
        yield name


def _line(type_: Type) -> list[Type]:
    """The type and those that it extends."""
    line = [type_]
    while isinstance(type_, ComplexType) and type_.base is not None:
        type_ = type_.base
        line.append(type_)
    return line
