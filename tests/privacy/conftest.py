from __future__ import annotations

from pathlib import Path

import pytest

from inspector.privacy import Knowledge, Masker

PII = Path(__file__).parents[2] / "rules" / "pii.yaml"


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return Knowledge.load(PII)


@pytest.fixture(scope="session")
def masker(knowledge: Knowledge) -> Masker:
    return Masker(bytes(range(32)), knowledge)


@pytest.fixture(scope="session")
def other(knowledge: Knowledge) -> Masker:
    return Masker(b"another key of 32 bytes, exactly", knowledge)
