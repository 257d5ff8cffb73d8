from __future__ import annotations

import pytest
from engine_messages import Generator
from engine_oracle import Oracle
from engine_traffic import Sample, engine, generated, published

from inspector.engine import Inspector
from inspector.resources import data
from inspector.schema import Schemas
from inspector.schema.by_operation import ByOperation

SEED = 20_240_331


@pytest.fixture(scope="session")
def schemas() -> Schemas:
    return Schemas(data("schemas"))


@pytest.fixture(scope="session")
def table() -> ByOperation:
    return ByOperation.load(data("schemas"))


@pytest.fixture(scope="session")
def generator(schemas: Schemas, table: ByOperation) -> Generator:
    return Generator(schemas, table)


@pytest.fixture(scope="session")
def oracle(schemas: Schemas, table: ByOperation, tmp_path_factory: pytest.TempPathFactory) -> Oracle:
    return Oracle(schemas, table, tmp_path_factory.mktemp("oracle"))


@pytest.fixture(scope="session")
def traffic(generator: Generator) -> list[Sample]:
    """5,000 generated messages and mutations, ten of each shape, and the published ones where at hand."""
    return [*generated(generator, SEED, 500, 10), *published()]


@pytest.fixture(scope="session")
def inspector() -> Inspector:
    """One long-lived inspector with its cache."""
    return engine()


@pytest.fixture(scope="session", autouse=True)
def _data_once(shipped_data_once: None) -> None:
    """Inspectors are made by the hundred here."""
