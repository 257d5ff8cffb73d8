"""Every test gets an application in a terminal of the same colours, without animations."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from tui_samples import MemorySource

from inspector.tui.app import InspectorApp
from inspector.tui.source import Reader


@pytest.fixture(autouse=True)
def _plain_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """The developer's own terminal settings have no say."""
    for name in ("NO_COLOR", "TEXTUAL_THEME", "COLORTERM"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def make_app() -> Iterator[Callable[[MemorySource], InspectorApp]]:
    """Makes an application over a source in memory."""
    readers: list[Reader] = []

    def make(source: MemorySource) -> InspectorApp:
        reader = Reader(lambda: source)
        readers.append(reader)
        app = InspectorApp(reader, "sample.sqlite")
        app.animation_level = "none"
        return app

    yield make
    for reader in readers:
        reader.close()


@pytest.fixture(scope="session", autouse=True)
def _data_once(shipped_data_once: None) -> None:
    """Replays are run here."""
