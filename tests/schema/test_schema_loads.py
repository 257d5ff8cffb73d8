"""Every release's schema, loaded by the second library too."""

from __future__ import annotations

import hashlib

from inspector.schema import Schemas

# Releases that brought no element have the schema of the one before.
DISTINCT = 19


def test_every_schema_loads_in_xmlschema(schemas: Schemas) -> None:
    seen: dict[str, str] = {}
    for release in schemas.releases.all:
        content = b"".join(schemas.documents(release).values())
        seen.setdefault(hashlib.sha256(content).hexdigest(), release.name)
    assert len(seen) == DISTINCT
    for name in seen.values():
        # Loaded for itself, so that not all of them are held at once.
        alone = Schemas(schemas.folder, schemas.releases, schemas.master)
        loaded = alone.xmlschema(name)
        assert "{http://www.webex.com/schemas/2002/06/service}message" in loaded.maps.elements
        assert len(loaded.maps.namespaces) >= 17
