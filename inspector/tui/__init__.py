"""The terminal user interface: a live list over a store, and each exchange with its findings."""

from __future__ import annotations

from pathlib import Path

from inspector.store.store import open_store
from inspector.tui.app import InspectorApp
from inspector.tui.source import Reader, Source

__all__ = ["InspectorApp", "Reader", "Source", "run"]


def run(store: Path) -> int:
    """Show the store at `store` until the user quits; gives the exit code.

    Raises:
        StoreError: It cannot be opened.
    """
    reader = Reader(lambda: open_store(store, read_only=True))
    try:
        reader.open()
        app = InspectorApp(reader, store.name)
        app.run()
        return app.return_code or 0
    finally:
        reader.close()
