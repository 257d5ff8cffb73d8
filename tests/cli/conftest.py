"""The program in a folder of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from cli_forks import Forks
from cli_program import Program


@pytest.fixture(scope="session")
def forks() -> Iterator[Forks]:
    """`xmlinspect` with its libraries loaded, to be forked for each run."""
    made = Forks()
    yield made
    made.close()


@pytest.fixture
def program(tmp_path: Path, forks: Forks) -> Program:
    """`xmlinspect`, run in an empty folder."""
    return Program(tmp_path, forks)


@pytest.fixture(scope="session", autouse=True)
def _data_once(shipped_data_once: None) -> None:
    """Commands are run by the hundred here."""
