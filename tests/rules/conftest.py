from pathlib import Path

import pytest

from inspector.resources import data
from inspector.rules import RuleSet, load
from inspector.schema.releases import Releases


@pytest.fixture(scope="session")
def releases() -> Releases:
    return Releases.load(data("schemas") / "releases.yaml")


@pytest.fixture(scope="session")
def pack() -> Path:
    return data("rules")


@pytest.fixture(scope="session")
def rules(pack: Path, releases: Releases) -> RuleSet:
    return load([pack], releases)
