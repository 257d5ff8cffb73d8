"""`xmlinspect proxy`: mitmdump with our addon, a line an exchange."""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from inspector.cli.addresses import address
from inspector.cli.options import RedactOption, ReleaseOption, RulesOption, StoreOption
from inspector.cli.output import CommandError, note
from inspector.cli.processes import Child, mitmdump, must_be_free


def proxy(
    mode: Annotated[
        str, typer.Option("--mode", help="Mode of mitmproxy: regular, reverse:URL, upstream:URL, ...")
    ] = "regular",
    listen: Annotated[
        str | None, typer.Option("--listen", help="Address and port to listen on.", show_default=False)
    ] = None,
    store: StoreOption = None,
    release: ReleaseOption = None,
    redact: RedactOption = None,
    own: RulesOption = None,
    tui: Annotated[bool, typer.Option("--tui", help="Open the TUI on the same store.")] = False,
    arguments: Annotated[
        list[str] | None, typer.Argument(metavar="[-- ARGS...]", help="More arguments for mitmdump.")
    ] = None,
) -> None:
    """Proxy XMLService traffic, and judge, redact and keep every exchange.

    Example: xmlinspect proxy --mode reverse:https://acme.webex.com --listen 127.0.0.1:8080 --tui
    """
    from inspector.assemble import knowledge, schemas
    from inspector.privacy import chosen
    from inspector.settings import load
    from inspector.store import open_store

    settings = load({"store": store, "listen": listen, "redact": redact, "rules": own or None}).settings
    host, port = address(settings.listen)
    if release is not None:
        schemas().releases.get(release)  # an unknown one is refused here, not in a child
    chosen(settings.redact, knowledge(settings))
    must_be_free(host, port)
    settings.store.parent.mkdir(parents=True, exist_ok=True)
    with open_store(settings.store, create=True):
        pass  # a store that cannot be used is refused before any traffic comes
    options = {
        "xmlservice_store": str(settings.store.absolute()),
        "xmlservice_path": settings.path,
        **({"xmlservice_release": release} if release else {}),
        **({"xmlservice_rules": _folders(settings.rules)} if settings.rules else {}),
        **({"xmlservice_redact": ",".join(settings.redact)} if settings.redact else {}),
    }
    command = mitmdump(
        "xmlservice",
        options,
        ["--mode", mode, "--listen-host", host, "--listen-port", str(port), *(arguments or [])],
    )
    if tui:
        _beside_tui(command, settings.store, host, port)
        return
    note(f"proxy on {host}:{port}, store {settings.store}; Ctrl-C ends it")
    with Child(command) as child:
        # SIGTERM ends the proxy in good order: mitmdump stores what it has, then we end with its exit code.
        signal.signal(signal.SIGTERM, lambda *_: child.stop())
        code = child.wait()
    if code not in (0, -signal.SIGTERM, -signal.SIGINT):
        raise CommandError(f"mitmdump ended with {code}; what it printed says why")


def _beside_tui(command: list[str], store: Path, host: str, port: int) -> None:
    """The TUI has the screen; what the proxy prints (masked lines) goes to a file beside the store."""
    from inspector.tui import run

    log = store.with_suffix(".proxy.log")
    with log.open("ab") as sink, Child(command, sink) as child:
        child.listening(host, port)
        code = run(store)
    note(f"the proxy has stopped; it printed to {log}")
    raise typer.Exit(code)


def _folders(folders: Sequence[Path]) -> str:
    """Folders as one option of the addon, absolute: mitmdump may run elsewhere."""
    return os.pathsep.join(str(folder.expanduser().absolute()) for folder in folders)
