"""The schemas of all releases, each made from the master when first asked for, then kept."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from lxml import etree

from inspector.schema.documents import MasterError, parser, read
from inspector.schema.marks import XS
from inspector.schema.master import Master
from inspector.schema.official import OfficialFiles
from inspector.schema.prune import pruned, serialize
from inspector.schema.releases import Release, Releases

if TYPE_CHECKING:
    from xmlschema import XMLSchema10


class Schemas:
    """Master and releases of one folder, with the validators made from them.

    Nothing is fetched from the net, and no file stays behind: documents import each other in memory.

    Attributes:
        folder: Where the XSD files lie.
        official: Official files, None where no folder was given.
        official_releases: Names of the releases that are judged by official files, oldest first.
        releases: All known releases, with those that official files alone are known of.
        master: The content model of all of them.
    """

    def __init__(
        self,
        folder: Path,
        releases: Releases | None = None,
        master: Master | None = None,
        official: Path | None = None,
    ) -> None:
        """Read `folder`.

        Args:
            folder: Holds the XSD files and `releases.yaml`.
            releases: Releases to use in place of the folder's own.
            master: Master of the same folder where it is loaded already.
            official: Folder of official files; those of a release are preferred to ours (`OfficialFiles`).

        Raises:
            MasterError: An XSD file is missing or broken.
            ReleasesError: `releases.yaml` is missing or broken.
        """
        self.folder = folder
        self.master = master if master is not None else Master.load(folder)
        self.official = OfficialFiles(official, self.master) if official is not None else None
        there = self.official.releases() if self.official is not None else ()
        known = releases if releases is not None else Releases.load(folder / "releases.yaml")
        self.releases = known.having(there)
        self.official_releases = tuple(r.name for r in self.releases.all if r.name in there)
        self._documents = read(folder)
        self._official_masters: dict[str, Master] = {}
        self._validators: dict[str, etree.XMLSchema] = {}
        self._opinions: dict[str, XMLSchema10] = {}

    def is_official(self, release: Release | str) -> bool:
        """Whether `release` is judged by official files.

        Raises:
            UnknownRelease: `release` is a name that is not known.
        """
        return self._name(release) in self.official_releases

    def master_of(self, release: Release | str) -> Master:
        """The content model that `release` is judged by: that of its official files, else the master.

        Raises:
            UnknownRelease: `release` is a name that is not known.
            OfficialError: Its official files cannot be used any more.
        """
        name = self._name(release)
        if self.official is None or name not in self.official_releases:
            return self.master
        if name not in self._official_masters:
            self._official_masters[name] = self.official.master(name)
        return self._official_masters[name]

    def documents(self, release: Release | str) -> dict[str, bytes]:
        """The XSD files of `release` by file name, plain: no marks, importing each other by file name.

        Raises:
            UnknownRelease: `release` is a name that is not known.
        """
        return {file: serialize(root) for file, root in self._pruned(release).items()}

    def validator(self, release: Release | str) -> etree.XMLSchema:
        """The validator of lxml for `release`, made once.

        Not to be shared between threads that use it at the same time: its error log is its own.

        Raises:
            UnknownRelease: `release` is a name that is not known.
            MasterError: The pruned schema is no valid one.
            OfficialError: The official files of `release` cannot be used any more.
        """
        name = self._name(release)
        if name not in self._validators:
            if self.official is not None and name in self.official_releases:
                self._validators[name] = self.official.validator(name)
            else:
                self._validators[name] = _validator(self.documents(name), name)
        return self._validators[name]

    def xmlschema(self, release: Release | str) -> XMLSchema10:
        """The second opinion on `release`: the xmlschema library's validator, made once (about a second).

        Raises:
            UnknownRelease: `release` is a name that is not known.
            MasterError: The pruned schema is no valid one.
        """
        name = self._name(release)
        if name not in self._opinions:
            if self.official is not None and name in self.official_releases:
                self._opinions[name] = _opinion_of(self.official.entry(name), name)
            else:
                self._opinions[name] = _opinion(self.documents(name), name)
        return self._opinions[name]

    def _name(self, release: Release | str) -> str:
        return release.name if isinstance(release, Release) else self.releases.get(release).name

    def _pruned(self, release: Release | str) -> dict[str, etree._Element]:
        known = release if isinstance(release, Release) else self.releases.get(release)
        return pruned(self._documents, self.releases, known)


class _InMemory(etree.Resolver):
    """Answers imports from memory, and refuses all others."""

    def __init__(self, documents: dict[str, bytes]) -> None:
        super().__init__()
        self._documents = documents

    def resolve(  # type: ignore[override]  # the stubs lack the context that lxml passes
        self,
        system_url: str,
        public_id: str,  # noqa: ARG002
        context: object,
    ) -> object:
        """The document that `system_url` names.

        Raises:
            MasterError: It is none of ours: nothing is read from disk or net.
        """
        content = self._documents.get(system_url)
        if content is None:
            raise MasterError(f"a schema imports {system_url!r}, which is not part of the master")
        return self.resolve_string(content, context, base_url=system_url)


def _entry(documents: dict[str, bytes]) -> str:
    """A schema that imports every one of `documents`, since none of them does."""
    imports = []
    for file, content in documents.items():
        namespace = etree.fromstring(content, parser()).get("targetNamespace", "")
        imports.append(f'<xs:import namespace="{namespace}" schemaLocation="{file}"/>')
    return f'<xs:schema xmlns:xs="{XS.strip("{}")}">{"".join(imports)}</xs:schema>'


def _validator(documents: dict[str, bytes], release: str) -> etree.XMLSchema:
    reader = parser()
    reader.resolvers.add(_InMemory(documents))
    try:
        return etree.XMLSchema(etree.fromstring(_entry(documents), reader))
    except etree.XMLSchemaParseError as error:
        raise MasterError(f"the schema of release {release} is not valid: {error}") from error


def _opinion(documents: dict[str, bytes], release: str) -> XMLSchema10:
    # The library takes imports from files or the net only, so the files live as long as it reads them.
    with TemporaryDirectory(prefix="xmlinspect-") as folder:
        for file, content in documents.items():
            (Path(folder) / file).write_bytes(content)
        entry = Path(folder) / "entry.xsd"
        entry.write_text(_entry(documents), encoding="utf-8")
        return _opinion_of(entry, release)


def _opinion_of(entry: Path, release: str) -> XMLSchema10:
    from xmlschema import XMLSchema10, XMLSchemaException

    try:
        return XMLSchema10(str(entry), allow="local")
    except XMLSchemaException as error:
        raise MasterError(f"the schema of release {release} is not valid: {error}") from error
