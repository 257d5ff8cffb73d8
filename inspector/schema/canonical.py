"""The canonical form: a mapped message as the schema wants it, its values real or placeholders."""

from __future__ import annotations

from lxml import etree

from inspector.schema.content import ComplexType, Name, SimpleType
from inspector.schema.mapped import Mapped, MappedCall
from inspector.schema.master import SERVICE
from inspector.schema.nil import XSI, nil
from inspector.schema.releases import Releases
from inspector.schema.values import WHITE, placeholder, trims


class Canonical:
    """Builds canonical trees for one release.

    With `values` they hold the message's own values, secrets among them: such a tree stays in memory.
    """

    def __init__(
        self, prefixes: dict[str, str], releases: Releases, release: str, *, values: bool = False
    ) -> None:
        self._values = values
        self._nsmap = {**prefixes, "xsi": XSI}
        self._prefix_of = {namespace: prefix for prefix, namespace in prefixes.items()}
        self._releases = releases
        self._release = release
        self._leaves: list[tuple[etree._Element, int, SimpleType]] = []

    def take_leaves(self) -> list[tuple[etree._Element, int, SimpleType]]:
        """Elements with a value of the last message built, with the ordinals and types of what was sent."""
        leaves, self._leaves = self._leaves, []
        return leaves

    def header(self, header: list[Mapped]) -> etree._Element:
        """A message with this header and an empty bodyContent."""
        root, top, body = self._frame()
        for mapped in header:
            self._element(top, mapped)
        etree.SubElement(body, f"{{{SERVICE}}}bodyContent")
        return root

    def call(self, call: MappedCall) -> etree._Element:
        """A message with an empty header and this call alone."""
        root, _, body = self._frame()
        element = etree.SubElement(body, f"{{{SERVICE}}}bodyContent")
        content = call.content
        if content is not None:
            assert isinstance(content.type, ComplexType)
            assert content.type.name is not None
            element.set(f"{{{XSI}}}type", self._qname(content.type.name))
            _nil(element, content)
            for child in content.children:
                self._element(element, child)
        return root

    def _frame(self) -> tuple[etree._Element, etree._Element, etree._Element]:
        self._leaves = []
        root = etree.Element(f"{{{SERVICE}}}message", nsmap=self._nsmap)
        header = etree.SubElement(root, f"{{{SERVICE}}}header")
        return root, header, etree.SubElement(root, f"{{{SERVICE}}}body")

    def _qname(self, name: Name) -> str:
        return f"{self._prefix_of[name[0]]}:{name[1]}"

    def _text(self, text: str, simple: SimpleType) -> str:
        if self._values:
            return given(text, simple)
        return placeholder(simple, self._releases, self._release)

    def _element(self, parent: etree._Element, mapped: Mapped) -> None:
        particle = mapped.particle
        assert particle is not None
        element = etree.SubElement(parent, f"{{{particle.namespace}}}{particle.name}")
        _nil(element, mapped)
        if mapped.type is not particle.type and mapped.type.name is not None:
            element.set(f"{{{XSI}}}type", self._qname(mapped.type.name))
        if isinstance(mapped.type, SimpleType):
            if mapped.node.text.strip(WHITE):
                element.text = self._text(mapped.node.text, mapped.type)
                self._leaves.append((element, mapped.node.ordinal, mapped.type))
            elif not trims(mapped.type):
                element.text = mapped.node.text
            return
        if mapped.type.wildcard:
            _as_sent(element, mapped, mapped.type)
            return
        for child in mapped.children:
            self._element(element, child)


def _nil(element: etree._Element, mapped: Mapped) -> None:
    found = nil(mapped.node) if mapped.node.attributes else None
    if found is not None:
        element.set(f"{{{XSI}}}nil", found[1])


def given(text: str, simple: SimpleType) -> str:
    """A value as the service takes it (R8): blanks around it and the letter case of booleans do not count."""
    if not trims(simple):
        return text
    value = text.strip(WHITE)
    return value.lower() if simple.primitive == "boolean" else value


def _as_sent(element: etree._Element, mapped: Mapped, type_: ComplexType) -> None:
    """Copy content that a wildcard or QTI declares, values and attributes included (decision 34)."""
    namespace = type_.name[0] if type_.name else etree.QName(element).namespace
    stack = [(element, mapped.node)]
    while stack:
        target, node = stack.pop()
        for name, value in node.attributes.items():
            if name != "xmlns" and not name.startswith("xmlns:") and ":" not in name:
                target.set(name, value)
        target.text = node.text or None
        stack += (
            (etree.SubElement(target, f"{{{namespace}}}{child.local}"), child) for child in node.children
        )
