from __future__ import annotations

import pytest
from engine_messages import Generator
from engine_oracle import Oracle
from engine_traffic import Sample, engine, generated, published

from inspector.engine import Inspector
from inspector.resources import data
from inspector.schema import Schemas
from inspector.schema.meeting_uuid import MeetingUuidTable

SEED = 20_240_331


@pytest.fixture(scope="session")
def schemas() -> Schemas:
    return Schemas(data("schemas"))


@pytest.fixture(scope="session")
def uuids() -> MeetingUuidTable:
    return MeetingUuidTable.load(data("schemas") / "meeting-uuid.yaml")


@pytest.fixture(scope="session")
def generator(schemas: Schemas, uuids: MeetingUuidTable) -> Generator:
    return Generator(schemas, uuids)


@pytest.fixture(scope="session")
def oracle(schemas: Schemas, uuids: MeetingUuidTable, tmp_path_factory: pytest.TempPathFactory) -> Oracle:
    return Oracle(schemas, uuids, tmp_path_factory.mktemp("oracle"))


@pytest.fixture(scope="session")
def traffic(generator: Generator) -> list[Sample]:
    """5,000 generated messages and mutations, ten of each shape, and the published ones where at hand."""
    return [*generated(generator, SEED, 500, 10), *published()]


@pytest.fixture(scope="session")
def inspector() -> Inspector:
    """One long-lived inspector with its cache."""
    return engine()
