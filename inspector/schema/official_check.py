"""Checks official XSD files: nothing from outside, no circles, the right API, a valid schema."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple, cast
from urllib.parse import quote, unquote
from xml.sax.saxutils import quoteattr

from lxml import etree

from inspector.schema.documents import parser
from inspector.schema.marks import XS
from inspector.schema.master import SERVICE
from inspector.schema.official_values import errors

ENTRY: Final = "xmlinspect-entry.xsd"
"""The file that brings in all others; made by us."""

_OURS: Final = "xmlinspect-"
_DEEPEST: Final = 100
_URL = re.compile(r"(?:[a-zA-Z][a-zA-Z0-9+.-]*:|//|\\\\)")
_VENDOR: Final = "http://www.webex.com/schemas/"
_DECLARED: Final = tuple(f"{XS}{kind}" for kind in ("complexType", "simpleType", "element", "group"))
_INCLUDES = (f"{XS}include", f"{XS}redefine")


class OfficialError(ValueError):
    """Official schema files cannot be used; the message names file and line, and what is wrong."""


class Kept(NamedTuple):
    """What official files come down to.

    Attributes:
        files: Names of those that are kept.
        left_out: Target namespace by name of those that are none of the API's.
    """

    files: tuple[str, ...]
    left_out: dict[str, str]


class _Files:
    """The files of a folder, read once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        paths = sorted(path for path in self.folder.rglob("*") if path.suffix.lower() == ".xsd")
        self.roots = {path: _root(path, self.name(path)) for path in paths if not path.name.startswith(_OURS)}

    def name(self, path: Path) -> str:
        return path.relative_to(self.folder).as_posix()

    def place(self, path: Path, node: etree._Element) -> str:
        return f"{self.name(path)}:{node.sourceline}"

    def references(self, path: Path) -> Iterator[tuple[etree._Element, Path]]:
        """What a file imports, includes or redefines, and the file that it means."""
        for node in self.roots[path].iterchildren(f"{XS}import", *_INCLUDES):
            location = node.get("schemaLocation", "").strip()
            if location:
                yield node, self.meant(path, location)

    def meant(self, path: Path, location: str) -> Path:
        """The file that `location` means in `path`: it is a URI, but is often written as a plain path."""
        plain = (path.parent / location).resolve()
        return plain if plain in self.roots else (path.parent / unquote(location)).resolve()

    def leave_out(self, namespaces: frozenset[str]) -> dict[Path, etree._Element]:
        """Take out what is none of the API's and is brought in by none of it; nothing where none is."""
        kept = {path for path, root in self.roots.items() if _is_of_api(root, namespaces)}
        waiting = list(kept)
        while waiting:
            for _, target in self.references(waiting.pop()):
                if target in self.roots and target not in kept:
                    kept.add(target)
                    waiting.append(target)
        strange = {path: root for path, root in self.roots.items() if kept and path not in kept}
        self.roots = {path: root for path, root in self.roots.items() if path not in strange}
        return strange


def roots(folder: Path) -> dict[str, etree._Element]:
    """The roots of the checked files of `folder` by name, each with the namespace that it is included into.

    Raises:
        OfficialError: One cannot be read any more.
    """
    files = _Files(folder)
    waiting = True
    while waiting:
        waiting = False
        for path, root in list(files.roots.items()):
            namespace = root.get("targetNamespace")
            for node, target in files.references(path) if namespace else ():
                part = files.roots.get(target)
                if node.tag in _INCLUDES and part is not None and not part.get("targetNamespace"):
                    files.roots[target] = _adopted(part, namespace or "")
                    waiting = True
    return {files.name(path): root for path, root in files.roots.items()}


def _adopted(root: etree._Element, namespace: str) -> etree._Element:
    """A file without a namespace, as it counts where another one includes it."""
    nsmap = {None: namespace, **root.nsmap}
    # The stubs do not say that lxml takes the prefix None.
    made = etree.Element(root.tag, nsmap=cast("dict[str, str]", nsmap))
    for name, value in root.attrib.items():
        made.set(name, value)
    made.set("targetNamespace", namespace)
    made.extend(list(root))
    return made


def check(folder: Path, namespaces: frozenset[str]) -> Kept:
    """Check the XSD files of `folder`, and write the entry that brings them all in.

    Args:
        folder: Holds the files, in any layout.
        namespaces: Target namespaces that there must be.

    Returns:
        What is kept of them.

    Raises:
        OfficialError: They cannot be used.
    """
    files = _Files(folder)
    if not files.roots:
        raise OfficialError("there is no .xsd file in it")
    strange = files.leave_out(namespaces)
    for path in files.roots:
        _check_references(files, path)
    _check_circles(files)
    _check_api(files, namespaces)
    _check_declared_once(files)
    for path in strange:
        path.unlink()
    _write_entry(files)
    compiled(folder)
    left_out = {files.name(path): root.get("targetNamespace", "") for path, root in strange.items()}
    return Kept(tuple(files.name(path) for path in files.roots), left_out)


def compiled(folder: Path) -> etree.XMLSchema:
    """The validator made from the checked files of `folder`.

    Raises:
        OfficialError: They make no valid schema.
    """
    entry = folder / ENTRY
    try:
        made = etree.XMLSchema(etree.parse(str(entry), parser()))
    except (etree.XMLSchemaParseError, etree.XMLSyntaxError, OSError) as error:
        raise OfficialError(_reason(error, folder)) from error
    made.validate(etree.Element(f"{{{SERVICE}}}message"))
    first = next((error for error in errors(made)), None)
    if first is not None and first.type_name == "SCHEMAV_CVC_ELT_1":
        raise OfficialError(f"the files, read together, do not declare the element message in {SERVICE}")
    return made


def _root(path: Path, name: str) -> etree._Element:
    try:
        # From memory: of a file, lxml tells neither the line of bytes that are not of its encoding, nor that
        # the file is there.
        root = etree.fromstring(path.read_bytes(), parser())
    except etree.XMLSyntaxError as error:
        raise OfficialError(f"{name}:{error.lineno or 1}: not well-formed: {error.msg}") from error
    except OSError as error:
        raise OfficialError(f"{name}: cannot be read: {error.strerror}") from error
    if getattr(root.getroottree().docinfo, "doctype", ""):
        raise OfficialError(f"{name}:1: has a DOCTYPE, which could bring in anything")
    if root.tag != f"{XS}schema":
        raise OfficialError(f"{name}:{root.sourceline}: is no XSD, its root is {etree.QName(root).localname}")
    return root


def _is_of_api(root: etree._Element, namespaces: frozenset[str]) -> bool:
    namespace = root.get("targetNamespace", "")
    return namespace in namespaces or namespace.startswith(_VENDOR)


def _check_declared_once(files: _Files) -> None:
    """Two files of a namespace may share it, but not its names: libxml2 would take the first silently."""
    seen: dict[tuple[str, str, str], str] = {}
    for path, root in files.roots.items():
        namespace = root.get("targetNamespace", "")
        for node in root.iterchildren(*_DECLARED) if namespace else ():
            word = etree.QName(node).localname
            kind = "type" if word.endswith("Type") else word
            key = (namespace, kind, node.get("name", ""))
            if key in seen:
                what = f"declares the {kind} {key[2]}, which {seen[key]} declares too"
                raise OfficialError(f"{files.place(path, node)}: {what}; name one of the files")
            seen[key] = files.place(path, node)


def _check_references(files: _Files, path: Path) -> None:
    for node in files.roots[path].iterchildren(f"{XS}import", *_INCLUDES):
        location = node.get("schemaLocation", "").strip()
        word = etree.QName(node).localname
        if _URL.match(location):
            raise OfficialError(
                f"{files.place(path, node)}: {word}s the address {location!r}; nothing is fetched; put "
                "the file beside it and name it by a relative path"
            )
        if location and files.meant(path, location) not in files.roots:
            raise OfficialError(
                f"{files.place(path, node)}: {word}s {location!r}, which is not among the files"
            )
        if not location and node.tag in _INCLUDES:
            raise OfficialError(f"{files.place(path, node)}: {word}s nothing: schemaLocation is missing")


def _check_circles(files: _Files) -> None:
    """Imports may go in circles, includes may not, nor may they go deeper than readers of schemas can."""
    depths: dict[Path, int] = {}

    def visit(path: Path, above: tuple[Path, ...]) -> None:
        depths[path] = 0
        way = (*above, path)
        for node, target in files.references(path):
            if node.tag not in _INCLUDES:
                continue
            if target in way:
                circle = " -> ".join(files.name(p) for p in (*way, target))
                raise OfficialError(f"{files.place(path, node)}: includes go in a circle: {circle}")
            if len(way) + depths.get(target, 0) > _DEEPEST:
                raise OfficialError(f"{files.place(path, node)}: includes go more than {_DEEPEST} files deep")
            if target not in depths:
                visit(target, way)
            depths[path] = max(depths[path], depths[target] + 1)

    for start in files.roots:
        if start not in depths:
            visit(start, ())


def _check_api(files: _Files, namespaces: frozenset[str]) -> None:
    there = {root.get("targetNamespace", "") for root in files.roots.values()}
    message = any(
        root.get("targetNamespace") == SERVICE
        and any(node.get("name") == "message" for node in root.iterchildren(f"{XS}element"))
        for root in files.roots.values()
    )
    if not message:
        raise OfficialError(
            f"no file declares the element message in {SERVICE}: this is not the schema of the XML API"
        )
    missing = sorted(namespaces - there)
    if missing:
        raise OfficialError(
            f"no file has the targetNamespace {missing[0]}"
            + (f" (nor {len(missing) - 1} others of the API)" if len(missing) > 1 else "")
            + "; name all files of the set"
        )


def _write_entry(files: _Files) -> None:
    """One schema that imports each namespace once: libxml2 takes the first import of a namespace only."""
    included = {t for path in files.roots for node, t in files.references(path) if node.tag in _INCLUDES}
    heads: dict[str, list[str]] = {}
    for path, root in files.roots.items():
        if path not in included:
            heads.setdefault(root.get("targetNamespace", ""), []).append(files.name(path))
    imports, uses = [], []
    for number, (namespace, names) in enumerate(sorted(heads.items())):
        location = names[0]
        if len(names) > 1:
            location = f"{_OURS}{number}.xsd"
            lines = "".join(f"<xs:include schemaLocation={_location(name)}/>" for name in names)
            _write(files.folder / location, lines, namespace)
        own = f"namespace={quoteattr(namespace)} " if namespace else ""
        imports.append(f"<xs:import {own}schemaLocation={_location(location)}/>")
        uses.append(_use(files, f"n{number}", namespace))
    target = "urn:xmlservice-inspector:entry"
    prefixes = {f"n{number}": namespace for number, namespace in enumerate(sorted(heads)) if namespace}
    _write(files.folder / ENTRY, "".join(imports + uses), target, prefixes)


def _location(name: str) -> str:
    """A file's name as the value of a schemaLocation, a URI: libxml2 passes over any other silently."""
    return quoteattr(quote(name))


def _use(files: _Files, prefix: str, namespace: str) -> str:
    """An element of a type of `namespace`: the schema is no valid one where its import was passed over."""
    types = (f"{XS}complexType", f"{XS}simpleType")
    own = (root for root in files.roots.values() if root.get("targetNamespace") == namespace)
    found = next((node for root in own for node in root.iterchildren(*types)), None)
    if not namespace or found is None:
        return ""
    name = quoteattr(f"{prefix}:{found.get('name', '')}")
    return f'<xs:element name="use-{prefix}" type={name}/>'


def _write(path: Path, content: str, namespace: str, prefixes: dict[str, str] | None = None) -> None:
    target = f" targetNamespace={quoteattr(namespace)}" if namespace else ""
    target += "".join(f" xmlns:{prefix}={quoteattr(name)}" for prefix, name in (prefixes or {}).items())
    path.write_text(f'<xs:schema xmlns:xs="{XS.strip("{}")}"{target}>{content}</xs:schema>', encoding="utf-8")


def _reason(error: Exception, folder: Path) -> str:
    """What libxml2 says, with the file's name as the user knows it."""
    log = getattr(error, "error_log", None)
    entry = next(iter(log), None) if log is not None else None
    if entry is None:
        return f"the files make no valid schema: {error}"
    if not entry.line:
        return str(entry.message)
    name = str(entry.filename or "").replace("file://", "")
    with_folder = f"{folder.resolve().as_posix()}/"
    shown = name.removeprefix(with_folder).removeprefix(f"{folder.as_posix()}/")
    return f"{shown}:{entry.line}: {entry.message}"
