"""Reads the XSD files of a folder, hardened: no DTD, no entities, no network."""

from __future__ import annotations

from pathlib import Path

from lxml import etree

from inspector.schema.marks import XS


class MasterError(ValueError):
    """The schema files cannot be used; the message names file, line and what is wrong."""


def parser() -> etree.XMLParser:
    """A parser for XSD files that resolves nothing from outside."""
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_blank_text=False)


def read(folder: Path) -> dict[str, etree._Element]:
    """The root elements of all `.xsd` files of `folder`, by file name.

    Raises:
        MasterError: The folder holds none, or one is broken, has a DTD, is no XSD, or imports what does not
            lie beside it.
    """
    paths = sorted(folder.glob("*.xsd"))
    if not paths:
        raise MasterError(f"{folder}: holds no .xsd files")
    roots = {path.name: _root(path) for path in paths}
    for file, root in roots.items():
        _check_imports(folder / file, root, roots)
    return roots


def _root(path: Path) -> etree._Element:
    try:
        tree = etree.parse(str(path), parser())
    except etree.XMLSyntaxError as error:
        raise MasterError(f"{path}:{error.lineno or 1}: not well-formed: {error.msg}") from error
    except OSError as error:
        raise MasterError(f"{path}: cannot be read: {error}") from error
    if getattr(tree.docinfo, "doctype", ""):
        raise MasterError(f"{path}: has a DOCTYPE, which a schema here must not have")
    root = tree.getroot()
    if root.tag != f"{XS}schema" or not root.get("targetNamespace"):
        raise MasterError(f"{path}:{root.sourceline}: is no XSD with a targetNamespace")
    return root


def _check_imports(path: Path, root: etree._Element, known: dict[str, etree._Element]) -> None:
    """Refuses imports of anything but a file of the same folder: nothing is read from elsewhere."""
    for node in root.iterchildren(f"{XS}import", f"{XS}include", f"{XS}redefine"):
        location = node.get("schemaLocation")
        if node.tag != f"{XS}import":
            raise MasterError(f"{path}:{node.sourceline}: only imports are understood, one file a namespace")
        if location is not None and location not in known:
            raise MasterError(f"{path}:{node.sourceline}: imports {location!r}, which does not lie beside it")
