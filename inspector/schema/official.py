"""Official schema files that a user owns: checked, kept in a folder, one sub-folder a release.

The vendor's files may be laid out in any way; what counts is the target namespace of each.
"""

from __future__ import annotations

import contextlib
import errno
import shutil
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory, mkdtemp
from typing import Final

from lxml import etree

from inspector.schema.documents import MasterError
from inspector.schema.master import Master
from inspector.schema.official_check import ENTRY, Kept, OfficialError, check, compiled, roots
from inspector.schema.official_model import official_master

_MOST_BYTES: Final = 64 * 1024 * 1024
_MOST_FILES: Final = 2_000
_SHOWN: Final = 60


class OfficialFiles:
    """The official files of all releases, in `folder`; the folder need not exist.

    Args:
        folder: Holds a sub-folder for each release that has official files, named as the release.
        master: Tells which namespaces a set of files must have, and which types are operations.
    """

    def __init__(self, folder: Path, master: Master) -> None:
        self.folder = folder
        self._master = master

    def has(self, release: str) -> bool:
        """Whether there are official files for `release`."""
        return (self.folder / release / ENTRY).is_file()

    def releases(self) -> tuple[str, ...]:
        """Names of the releases that have official files."""
        try:
            found = sorted(path.name for path in self.folder.iterdir())
        except OSError:
            return ()
        return tuple(name for name in found if self.has(name))

    def entry(self, release: str) -> Path:
        """The file that brings in all official files of `release`."""
        return self.folder / release / ENTRY

    def validator(self, release: str) -> etree.XMLSchema:
        """The validator made from the official files of `release`.

        Raises:
            OfficialError: They cannot be used any more.
        """
        with _in_use(release):
            return compiled(self.folder / release)

    def master(self, release: str) -> Master:
        """The content model of the official files of `release`.

        Raises:
            OfficialError: They cannot be used any more.
        """
        with _in_use(release):
            return _master(self.folder / release, self._master, release)

    def add(self, release: str, sources: Sequence[Path]) -> Kept:
        """Check `sources` and keep them for `release`, in place of those that it had.

        Args:
            release: Name of the release.
            sources: A ZIP archive, a folder, or XSD files.

        Returns:
            The XSD files that are kept, and those that are none of the API's.

        Raises:
            OfficialError: They are broken or not those of this API; nothing is changed then.
        """
        with TemporaryDirectory(prefix="xmlinspect-") as scratch:
            staged = Path(scratch) / "files"
            staged.mkdir()
            for source in sources:
                _collect(source, staged)
            kept = check(staged, namespaces(self._master))
            _master(staged, self._master, release)
            try:
                self._keep(release, staged)
            except OSError as error:
                raise OfficialError(f"{self.folder}: cannot be written: {error.strerror}") from error
        return kept

    def remove(self, release: str) -> None:
        """Take the official files of `release` away.

        Raises:
            OfficialError: It has none, or they cannot be removed.
        """
        target = self.folder / release
        if not target.is_dir():
            raise OfficialError(f"release {release} has no official files")
        try:
            self._discard(target)
        except OSError as error:
            raise OfficialError(f"{target}: cannot be removed: {error.strerror}") from error

    def _keep(self, release: str, staged: Path) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        ready = Path(mkdtemp(prefix=".adding-", dir=self.folder))
        try:
            shutil.copytree(staged, ready, dirs_exist_ok=True)
            target = self.folder / release
            if target.exists():
                self._discard(target)
            ready.rename(target)
        finally:
            shutil.rmtree(ready, ignore_errors=True)

    def _discard(self, target: Path) -> None:
        """One step takes it out of use, whatever becomes of the files."""
        gone = Path(mkdtemp(prefix=".removing-", dir=self.folder))
        target.rename(gone / "files")
        shutil.rmtree(gone, ignore_errors=True)


def namespaces(master: Master) -> frozenset[str]:
    """Namespaces that an official schema of the API must have: all but those of test questions (QTI)."""
    return frozenset(name for name in master.prefixes.values() if "QTI" not in name.upper())


@contextlib.contextmanager
def _in_use(release: str) -> Iterator[None]:
    try:
        yield
    except OfficialError as error:
        raise OfficialError(
            f"{error}; put the official files in order, or take them away with "
            f"`xmlinspect schemas remove {release}`"
        ) from error


def _master(folder: Path, ours: Master, release: str) -> Master:
    try:
        return official_master(roots(folder), ours, f" in the official files of release {release}")
    except MasterError as error:
        raise OfficialError(str(error)) from error


def _collect(source: Path, staged: Path) -> None:
    """Copy the XSD files of `source` to `staged`, their layout kept."""
    if source.is_dir():
        for path in sorted(source.rglob("*")):
            name = path.relative_to(source).as_posix()
            if _is_schema(name) and path.is_file():
                _put(staged, name, _bytes(path), source)
    elif zipfile.is_zipfile(source):
        for name, content in _unpacked(source):
            _put(staged, name, content, source)
    elif source.suffix.lower() == ".xsd":
        _put(staged, source.name, _bytes(source), source)
    elif not source.exists():
        raise OfficialError(f"{source}: is not there; name a ZIP archive, a folder or XSD files")
    else:
        raise OfficialError(f"{source}: is no ZIP archive, folder or XSD file, or the archive is broken")


def _is_schema(name: str) -> bool:
    """Whether a file is one by its name; a Mac and other systems leave files of their own beside ours."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    hidden = any(part == "__MACOSX" or (part.startswith(".") and part != "..") for part in parts)
    return name.lower().endswith(".xsd") and not hidden


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise OfficialError(f"{path}: is larger than {_MOST_BYTES >> 20} MiB, which no schema is")
        return path.read_bytes()
    except OSError as error:
        raise OfficialError(f"{path}: cannot be read: {error.strerror}") from error


def _unpacked(source: Path) -> Iterator[tuple[str, bytes]]:
    with contextlib.ExitStack() as stack:
        try:
            archive = stack.enter_context(zipfile.ZipFile(source))
            members = [m for m in archive.infolist() if _is_schema(m.filename)]
            if len(members) > _MOST_FILES or sum(m.file_size for m in members) > _MOST_BYTES:
                raise OfficialError(f"{source}: holds more than a schema; unpack it and name its folder")
            for member in members:
                # The sizes of the directory were added up: no member may give more than it says.
                with archive.open(member) as file:
                    content = file.read(member.file_size + 1)
                if len(content) > member.file_size:
                    raise OfficialError(f"{source}: {member.filename} is larger than the archive says")
                yield member.filename, content
        except OfficialError:
            raise
        except (zipfile.BadZipFile, RuntimeError, EOFError, OSError, ValueError, zlib.error) as error:
            raise OfficialError(f"{source}: the archive is broken: {error}") from error


def _put(staged: Path, name: str, content: bytes, source: Path) -> None:
    parts = PurePosixPath(name.replace("\\", "/")).parts
    if not parts or any(part in ("..", "/") or ":" in part for part in parts):
        raise OfficialError(f"{source}: {name!r} would lie outside its folder")
    target = staged.joinpath(*parts)
    shown = name if len(name) <= _SHOWN else f"{name[:_SHOWN]}..."
    try:
        if target.is_file():
            raise OfficialError(f"{source}: {shown} comes twice")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            raise OfficialError(f"{source}: {shown}: the name is too long for a file") from error
        if error.errno in (errno.EEXIST, errno.ENOTDIR, errno.EISDIR):
            raise OfficialError(f"{source}: {shown}: one name is that of a file and of a folder") from error
        raise
