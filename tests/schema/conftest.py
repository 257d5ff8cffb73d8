from __future__ import annotations

import pytest

from inspector.resources import data
from inspector.schema import Master, Releases, Schemas


@pytest.fixture(scope="session")
def schemas() -> Schemas:
    return Schemas(data("schemas"))


@pytest.fixture(scope="session")
def master(schemas: Schemas) -> Master:
    return schemas.master


@pytest.fixture(scope="session")
def releases(schemas: Schemas) -> Releases:
    return schemas.releases
