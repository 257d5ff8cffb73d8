"""Benchmarks run when their folder is named (`make bench`), never as a part of the tests."""

from __future__ import annotations

from pathlib import Path

import pytest

ROWS = pytest.StashKey[list[str]]()
SHARES = pytest.StashKey[list[str]]()


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    named = any("benchmarks" in argument for argument in config.args)
    return None if named else True


@pytest.fixture
def table(request: pytest.FixtureRequest) -> list[str]:
    """Lines that are printed at the end."""
    return request.config.stash.setdefault(ROWS, [])


@pytest.fixture
def shares(request: pytest.FixtureRequest) -> list[str]:
    """Lines of what a part of the work takes, printed behind the table."""
    return request.config.stash.setdefault(SHARES, [])


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for line in (*config.stash.get(ROWS, []), *config.stash.get(SHARES, [])):
        terminalreporter.write_line(line)
