"""What `make test` runs on the newest Python alone, and shipped data that rooms may have read once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from shipped import read_once

# Long tests whose subject is the same on any Python.
ONCE = frozenset(
    (
        "test_cli_audit.py",
        "test_cli_baseline.py",
        "test_cli_forms.py",
        "test_cli_har.py",
        "test_cli_redact.py",
        "test_cli_rules.py",
        "test_cli_schemas.py",
        "test_cli_traffic.py",
        "test_engine_cache.py",
        "test_engine_second_opinion.py",
        "test_engine_slips.py",
        "test_engine_slips_of_calls.py",
        "test_engine_verdict.py",
        "test_inspection_memory.py",
        "test_privacy_hostile.py",
        "test_privacy_leaks.py",
        "test_schema_loads.py",
        "test_traffic_compat.py",
        "test_traffic_properties.py",
    )
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.name in ONCE:
            item.add_marker(pytest.mark.once)


@pytest.fixture(scope="session")
def shipped_data_once() -> Iterator[None]:
    """Shipped data is read once for all that is built in this process."""
    with pytest.MonkeyPatch.context() as patch:
        read_once(patch)
        yield
