from __future__ import annotations

import sys
from pathlib import Path

import pytest
from traffic_samples import core

from inspector.engine import Inspector

# The generator of valid messages is kept with the tests of the engine.
sys.path.append(str(Path(__file__).resolve().parents[1] / "engine"))


@pytest.fixture(scope="session")
def judge() -> Inspector:
    return core()


@pytest.fixture(scope="session", autouse=True)
def _data_once(shipped_data_once: None) -> None:
    """Traffic is judged anew in most tests."""
