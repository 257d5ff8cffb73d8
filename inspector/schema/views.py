"""What messages look like at a release: by our master, or by the official files that it is judged by."""

from __future__ import annotations

from typing import NamedTuple

from inspector.schema.by_operation import ByOperation
from inspector.schema.master import Master
from inspector.schema.outline import Outliner
from inspector.schema.schemas import Schemas


class View(NamedTuple):
    """A master, and what makes outlines of it."""

    master: Master
    outliner: Outliner


class Views:
    """The views of all releases, each made when first asked for.

    Args:
        schemas: Masters and releases.
        table: What our master shares between operations, and which of them has it.
    """

    def __init__(self, schemas: Schemas, table: ByOperation) -> None:
        self.releases = schemas.releases
        self._schemas = schemas
        self._ours = View(schemas.master, Outliner(schemas.master, schemas.releases, table))
        self._official: dict[str, View] = {}

    def of(self, release: str | None) -> View:
        """The view of `release`; that of all releases where it is None.

        Raises:
            UnknownRelease: `release` is not known.
            OfficialError: Its official files cannot be used any more.
        """
        if release is None or not self._schemas.is_official(release):
            return self._ours
        found = self._official.get(release)
        if found is None:
            master = self._schemas.master_of(release)
            outliner = Outliner(master, self.releases, ByOperation())
            found = self._official[release] = View(master, outliner)
        return found
