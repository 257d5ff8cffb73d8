"""The program in a folder of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_program import Program


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """`xmlinspect`, run in an empty folder."""
    return Program(tmp_path)
