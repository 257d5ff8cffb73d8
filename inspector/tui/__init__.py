"""The terminal user interface: a live list over a store, and each exchange with its findings."""

from __future__ import annotations

from pathlib import Path

from inspector.store.store import open_store
from inspector.tui.app import InspectorApp
from inspector.tui.source import Reader, Source
from inspector.tui.terminal import NoTerminalError, drawn_on_terminal
from inspector.tui.workbench import Workbench

__all__ = ["InspectorApp", "NoTerminalError", "Reader", "Source", "Workbench", "run"]


def run(store: Path, key: bytes | None = None) -> int:
    """Show the store at `store` until the user quits; gives the exit code.

    Args:
        store: Its file.
        key: Key of its pseudonyms, for a store that is gone afterwards; else it is kept with the others.

    Raises:
        NoTerminalError: There is no terminal to show it on.
        StoreError: It cannot be opened.
    """
    reader = Reader(lambda: open_store(store, read_only=True))
    try:
        with drawn_on_terminal():
            reader.open()
            app = InspectorApp(reader, store.name, Workbench(store, key))
            app.run()
        return app.return_code or 0
    finally:
        reader.close()
