"""A second opinion that shares nothing with the engine but the schema files and how bytes become a document.

The real message is parsed by lxml, strictly, mapped onto the schema by the rules of the dialect with its real
values, and validated whole. No test in here.
"""

from __future__ import annotations

import re
from pathlib import Path

from lxml import etree

from inspector.model.message import Body
from inspector.schema import ComplexType, Particle, Schemas, Window
from inspector.schema.by_operation import ByOperation

SERVICE = "http://www.webex.com/schemas/2002/06/service"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
XS = "http://www.w3.org/2001/XMLSchema"
BLANK = " \t\r\n\u00a0"
_DECLARATION = re.compile(r"\A<\?xml[\s\u00a0][^?<>]*\?>")
_ROOT = re.compile(r"\A(?:\s|<\?.*?\?>|<!--.*?-->)*<[^\s/>?!]+", re.DOTALL)
_TAG = re.compile(r"<[^<>]*>")
_BINDING = re.compile(
    r"(?:java:)?com\.webex\.(?:xmlapi\.)?service\.binding\.(?:([\w.]+)\.)?(\w+)", re.IGNORECASE
)
_LENGTHS = ("maxLength", "minLength", "maxInclusive")

Verdict = list[bool | None]


class Oracle:
    """Says which calls of a message are valid, from its bytes."""

    def __init__(self, schemas: Schemas, table: ByOperation, folder: Path) -> None:
        self._schemas = schemas
        self._table = table
        self._folder = folder
        self._validators: dict[str, etree.XMLSchema] = {}
        self._prefix_of = {namespace: prefix for prefix, namespace in schemas.master.prefixes.items()}

    def verdict(self, body: Body, release: str) -> Verdict | None:
        """Validity by call; None where the message cannot be read."""
        if body.refused:
            return None
        root = parsed(body.document.decode(body.codec, "strict" if _decodes(body) else "replace"), body)
        if root is None or _local(root).lower() not in ("message", "messagetype"):
            return None
        return _Reading(self, root, release).verdict()

    def validate(self, release: str, document: etree._Element) -> bool:
        """Whether a whole document is valid, facets of length and upper bounds apart."""
        if release not in self._validators:
            self._validators[release] = self._load(release)
        # Serialised and parsed again: what is judged is a document, not a tree that was put together.
        return self._validators[release].validate(etree.fromstring(etree.tostring(document)))

    def _load(self, release: str) -> etree.XMLSchema:
        folder = self._folder / release
        folder.mkdir()
        imports = []
        for name, content in self._schemas.documents(release).items():
            schema = etree.fromstring(content)
            for facet in list(schema.iter(*(f"{{{XS}}}{name_}" for name_ in _LENGTHS))):
                facet.getparent().remove(facet)
            (folder / name).write_bytes(etree.tostring(schema))
            imports.append(
                f'<xs:import namespace="{schema.get("targetNamespace")}" schemaLocation="{name}"/>'
            )
        (folder / "all.xsd").write_text(f'<xs:schema xmlns:xs="{XS}">{"".join(imports)}</xs:schema>')
        return etree.XMLSchema(file=str(folder / "all.xsd"))


def parsed(text: str, body: Body) -> etree._Element | None:
    """The root by strict parsing; prefixes that are never declared are declared on it (decision 30)."""
    text = _DECLARATION.sub("", text)
    if "<!DOCTYPE" in text:
        return None
    root = _strict(text)
    if root is None and "\u00a0" in text:
        root = _strict(_TAG.sub(_plain_spaces, text))
    return root


def _decodes(body: Body) -> bool:
    try:
        body.document.decode(body.codec)
    except UnicodeDecodeError:
        return False
    return True


def _plain_spaces(tag: re.Match[str]) -> str:
    parts = re.split(r"(\"[^\"]*\"|'[^']*')", tag[0])
    return "".join(p if p[:1] in "\"'" and p[:1] else p.replace("\u00a0", " ") for p in parts)


def _strict(text: str) -> etree._Element | None:
    wrapped = text
    for _ in range(6):
        parser = etree.XMLParser(
            encoding="utf-8", resolve_entities=False, no_network=True, huge_tree=True, load_dtd=False
        )
        try:
            document = wrapped.encode("utf-8")
        except UnicodeEncodeError:
            return None
        try:
            root = etree.fromstring(document, parser)
        except etree.XMLSyntaxError:
            missing = {
                found[1]
                for entry in parser.error_log
                if (found := re.match(r"Namespace prefix (\S+) (?:on|for) ", entry.message))
            }
            addresses = [e for e in parser.error_log if "is not a valid URI" in e.message]
            if addresses:
                wrapped = re.sub(r"(xmlns:schemaLocation=)([\"'])[^\"']*\2", r"\1\2urn:x\2", wrapped)
                continue
            if not missing:
                return None
            spaces = "".join(f' xmlns:{prefix}="urn:undeclared:{prefix}"' for prefix in sorted(missing))
            # Not on an element around it: what stands before and after the root must stay outside of it.
            wrapped = _ROOT.sub(lambda start, more=spaces: start[0] + more, wrapped, count=1)
        else:
            return root
    return None


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname


def _elements(element: etree._Element) -> list[etree._Element]:
    return [child for child in element if isinstance(child.tag, str)]


def _text(element: etree._Element) -> str:
    return (element.text or "") + "".join(child.tail or "" for child in element)


class _Reading:
    def __init__(self, oracle: Oracle, root: etree._Element, release: str) -> None:
        self._oracle = oracle
        self._schemas = oracle._schemas
        self._root = root
        self._release = release
        self._clean = True
        self._header = _first(root, "header")
        contents = []
        for child in _elements(root):
            if _local(child).lower() == "bodycontent":
                contents.append(child)
            elif _local(child).lower() == "body":
                contents += [c for c in _elements(child) if _local(c).lower() == "bodycontent"]
        self._contents = contents
        answers = (
            []
            if self._header is None
            else [c for c in _elements(self._header) if _local(c).lower() == "response"]
        )
        named = any(self._type(c)[1].lower().endswith("response") for c in self._all_contents())
        self._response = bool(answers) or named
        self._answers = len(answers)

    def _all_contents(self) -> list[etree._Element]:
        found = []
        for content in self._contents:
            found += [
                e for e in content.iter() if isinstance(e.tag, str) and _local(e).lower() == "bodycontent"
            ]
        return found

    def verdict(self) -> Verdict:
        header = self._header_valid()
        found: Verdict = []
        for content in self._contents:
            found.append(self._call(content, header))
            nested = [
                e for e in content.iter() if isinstance(e.tag, str) and _local(e).lower() == "bodycontent"
            ]
            found += [None] * (len(nested) - 1)
        if self._response and not self._contents:
            found = [header] * self._answers
        return found

    def _frame(self) -> tuple[etree._Element, etree._Element, etree._Element]:
        nsmap = {prefix: namespace for namespace, prefix in self._oracle._prefix_of.items()}
        root = etree.Element(f"{{{SERVICE}}}message", nsmap={**nsmap, "xsi": XSI})
        header = etree.SubElement(root, f"{{{SERVICE}}}header")
        content = etree.SubElement(etree.SubElement(root, f"{{{SERVICE}}}body"), f"{{{SERVICE}}}bodyContent")
        return root, header, content

    def _header_valid(self) -> bool:
        root, header, _ = self._frame()
        self._clean, self._open, self._operation = True, False, ""
        self._around(self._root, ("header", "body", "bodycontent"))
        if self._header is not None:
            particle = self._schemas.master.message_type.find("header")
            assert particle is not None
            assert isinstance(particle.type, ComplexType)
            self._attributes(self._header)
            self._clean = self._clean and not _nil(self._header, header)
            self._children(self._header, header, particle.type)
        return self._clean and self._oracle.validate(self._release, root)

    def _around(self, element: etree._Element, known: tuple[str, ...]) -> None:
        self._attributes(element)
        self._clean = self._clean and not _nil(element, etree.Element("none"))
        names = [_local(child).lower() for child in _elements(element)]
        once = [name for name in names if name != "bodycontent"]
        if not set(names) <= set(known) or len(once) != len(set(once)):
            self._clean = False
        for child in _elements(element):
            if "body" in known and _local(child).lower() == "body":
                self._around(child, ("bodycontent",))

    def _type(self, content: etree._Element) -> tuple[str, str, str | None]:
        value = content.get(f"{{{XSI}}}type")
        if value is None:
            value = next((v for k, v in content.attrib.items() if etree.QName(k).localname == "type"), None)
        if value is None:
            return "", "", None
        value = value.strip()
        found = _BINDING.fullmatch(value)
        if found:
            return found[1] or "", found[2], None
        prefix, _, rest = value.rpartition(":")
        if prefix and prefix.lower() != "java":
            return prefix, rest, content.nsmap.get(prefix)
        package, _, name = rest.rpartition(".")
        return package, name, None

    def _call(self, content: etree._Element, header: bool) -> bool | None:
        package, name, namespace = self._type(content)
        master = self._schemas.master
        if not name:
            empty = self._response and not _elements(content)
            return header if empty else None
        if self._response:
            operation = master.response_operation(package, name, namespace)
            type_ = operation.response if operation else None
        else:
            operation = master.resolve(package, name, namespace).operation
            type_ = operation.request if operation else None
        if operation is None or type_ is None or type_.lax:
            return None
        root, _, target = self._frame()
        assert type_.name is not None
        target.set(f"{{{XSI}}}type", f"{self._oracle._prefix_of[type_.name[0]]}:{type_.name[1]}")
        _nil(content, target)
        since = type_.open_since
        self._clean, self._operation = True, operation.name
        self._open = bool(since) and self._schemas.releases.has(self._release, Window(since))
        if self._response and namespace not in (None, type_.name[0]):
            self._clean = False
        self._attributes(content, also="type")
        self._children(content, target, type_)
        valid = self._clean and self._oracle.validate(self._release, root)
        valid = valid and self._schemas.releases.has(self._release, operation.window)
        return header and valid

    def _by_operation(self, type_: ComplexType, found: list[Particle]) -> bool:
        """Whether the operation itself has what was found, and has what stands in for a key that was not."""
        releases, tables = self._schemas.releases, self._oracle._table.windows
        for particle in found:
            listed = tables.get(particle.name)
            if listed is not None and particle.window.since:
                own = listed.get(self._operation)
                if own is None or not releases.has(self._release, own):
                    return False
        for particle in type_.particles:
            if particle.stand_in and particle not in found:
                own = tables[particle.stand_in].get(self._operation)
                if own is not None and not releases.has(self._release, own):
                    return False
        return True

    def _attributes(self, element: etree._Element, also: str = "") -> None:
        for name in element.attrib:
            qname = etree.QName(name)
            if qname.namespace in (XSI, "http://www.w3.org/XML/1998/namespace", "urn:undeclared:xsi"):
                continue
            if qname.localname != also:
                self._clean = False

    def _children(self, source: etree._Element, target: etree._Element, type_: ComplexType) -> None:
        found: list[tuple[int, etree._Element]] = []
        known: list[Particle] = []
        for child in _elements(source):
            particle = _particle(type_, _local(child))
            if particle is None:
                self._clean = self._clean and self._open
                continue
            made = self._element(child, particle)
            if made is not None:
                found.append((particle.position, made))
                known.append(particle)
        found.sort(key=lambda pair: pair[0])
        target.extend(made for _, made in found)
        self._clean = self._clean and self._by_operation(type_, known)

    def _element(self, child: etree._Element, particle: Particle) -> etree._Element | None:
        if self._response and etree.QName(child).namespace != particle.namespace:
            self._clean = False
        made = etree.Element(f"{{{particle.namespace}}}{particle.name}")
        nil = _nil(child, made)
        type_ = particle.type
        if isinstance(type_, ComplexType):
            if not type_.wildcard:
                self._attributes(child)
                self._children(child, made, type_)
            return made
        self._attributes(child)
        if _elements(child):
            self._clean = False
        text = _text(child)
        if type_.primitive == "string" and not type_.enumeration:
            made.text = text
            return made
        value = text.strip(BLANK)
        if not value:
            given = self._response and not text and particle.default is not None
            return made if given or nil else None
        made.text = value.lower() if type_.primitive == "boolean" else value
        return made


def _first(element: etree._Element, lowered: str) -> etree._Element | None:
    return next((c for c in _elements(element) if _local(c).lower() == lowered), None)


def _nil(source: etree._Element, target: etree._Element) -> bool:
    """Copy xsi:nil where there is one."""
    value = source.get(f"{{{XSI}}}nil", source.get("{urn:undeclared:xsi}nil"))
    if value is not None:
        target.set(f"{{{XSI}}}nil", value)
    return value is not None


def _particle(type_: ComplexType, local: str) -> Particle | None:
    exact = [p for p in type_.particles if p.name == local]
    folded = [p for p in type_.particles if p.name.lower() == local.lower()]
    return next(iter(exact + folded), None)
