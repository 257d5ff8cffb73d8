"""A release's schema as plain XSD files that any tool loads."""

from __future__ import annotations

from pathlib import Path

from lxml import etree

from inspector.schema.documents import parser
from inspector.schema.marks import XS
from inspector.schema.releases import Release
from inspector.schema.schemas import Schemas

ENTRY = "serv.xsd"
"""The file to name to a tool: it brings in all others."""


class ExportError(ValueError):
    """The files cannot be written; the message names the place."""


def exported(schemas: Schemas, release: Release) -> dict[str, bytes]:
    """The files of `release` by name: no marks, importing each other by file name, `serv.xsd` all of them."""
    roots = {
        file: etree.fromstring(content, parser()) for file, content in schemas.documents(release).items()
    }
    _import_all(roots)
    return {file: _written(root, release) for file, root in roots.items()}


def write(schemas: Schemas, release: Release, folder: Path) -> tuple[str, ...]:
    """Write the files of `release` to `folder`, which must be empty or not there.

    Returns:
        The names of the files.

    Raises:
        ExportError: There is something in it already, it is a file, or it cannot be written.
    """
    try:
        if folder.exists() and not folder.is_dir():
            raise ExportError(f"{folder}: is a file; name a new or an empty folder")
        if folder.exists() and any(folder.iterdir()):
            raise ExportError(f"{folder}: is not empty; name a new or an empty folder")
        files = exported(schemas, release)
        folder.mkdir(parents=True, exist_ok=True)
        for file, content in files.items():
            (folder / file).write_bytes(content)
    except OSError as error:
        raise ExportError(f"{folder}: cannot be written: {error.strerror}") from error
    return tuple(files)


def _import_all(roots: dict[str, etree._Element]) -> None:
    """A message's calls are of any namespace, so the entry needs all of them."""
    entry = roots[ENTRY]
    there = {node.get("schemaLocation") for node in entry.iterchildren(f"{XS}import")}
    for file, root in roots.items():
        if file != ENTRY and file not in there:
            node = etree.Element(
                f"{XS}import", namespace=root.get("targetNamespace", ""), schemaLocation=file
            )
            node.tail = "\n  "
            entry.insert(0, node)


def _written(root: etree._Element, release: Release) -> bytes:
    # The remark at the head of a master file is about the master: it stays behind.
    remark = (
        f" XML API of Cisco Webex Meetings, release {release.name}: written by xmlservice-inspector from "
        "published facts, no vendor file. "
    )
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<!--{remark}-->\n'
    return head.encode() + etree.tostring(root, encoding="UTF-8", with_tail=False) + b"\n"
