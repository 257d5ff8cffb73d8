"""`xmlinspect demo`: simulator, proxy and a sample client in one go, all on loopback."""

from __future__ import annotations

import shutil
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

from inspector.cli import output
from inspector.cli.output import CommandError
from inspector.cli.processes import Child, free_port, mitmdump

_HOST = "127.0.0.1"


def demo(
    no_tui: Annotated[bool, typer.Option("--no-tui", help="Print a summary in place of the TUI.")] = False,
) -> None:
    """See the product at work: a simulated site, a proxy and a sample client on loopback; then the TUI.

    Without a terminal, or with --no-tui, it prints what it found and where store and report lie. All that it
    writes stays in one folder, which it names.

    Example: xmlinspect demo --no-tui
    """
    folder = _folder()
    output.note(f"demo: everything is written to {folder}")
    store = _record(folder)
    reports = _reports(folder, store)
    if no_tui or not (sys.stdin.isatty() and sys.stdout.isatty()):
        _summary(store, reports)
        return
    from inspector.tui import run

    raise typer.Exit(run(store))


def _folder() -> Path:
    """An empty folder: `.demo` in a checkout, one in the user's cache for an installed copy."""
    import platformdirs

    checkout = Path(__file__).resolve().parents[2]
    inside = (checkout / "pyproject.toml").is_file()
    cache = platformdirs.user_cache_path("xmlinspect", appauthor=False)
    folder = checkout / ".demo" if inside else cache / "demo"
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    return folder


def _record(folder: Path) -> Path:
    """Let the client talk to the site through the proxy; the store that this fills.

    Raises:
        CommandError: A process does not come up, or the client gets no answer.
    """
    from inspector.cli.demo_client import RELEASE
    from inspector.cli.demo_client import run as talk

    store = folder / "demo.sqlite"
    site_port, proxy_port = free_port(), free_port()
    own = {"XMLINSPECT_KEYS": str(folder / "keys"), "PYTHONUNBUFFERED": "1"}
    simulate = [sys.executable, "-m", "inspector", "simulate", "--listen", f"{_HOST}:{site_port}"]
    simulate += ["--release", RELEASE]
    options = {"confdir": str(folder / "mitmproxy"), "xmlservice_store": str(store)}
    arguments = ["--mode", f"reverse:http://{_HOST}:{site_port}", "--listen-host", _HOST]
    arguments += ["--listen-port", str(proxy_port)]
    with ExitStack() as stack:
        site_log = stack.enter_context((folder / "simulator.log").open("wb"))
        proxy_log = stack.enter_context((folder / "proxy.log").open("wb"))
        stack.enter_context(Child(simulate, site_log, own)).listening(_HOST, site_port)
        output.note(f"demo: simulated site of release {RELEASE} on {_HOST}:{site_port}")
        proxy = stack.enter_context(Child(mitmdump("xmlservice", options, arguments), proxy_log, own))
        proxy.listening(_HOST, proxy_port)
        output.note(f"demo: mitmdump with the addon on {_HOST}:{proxy_port}")
        url = f"http://{_HOST}:{proxy_port}/WBXService/XMLService"
        with output.Progress("exchanges") as progress:
            sent = talk(url, tell=lambda _told: progress.step())
    output.note(f"demo: the client made {sent} calls; the proxy has stored them and stopped")
    return store


def _reports(folder: Path, store: Path) -> tuple[Path, Path]:
    """The report of the store, for people and for programs."""
    from inspector.cli.findings import Errors, ReportFormat, write
    from inspector.model.severity import Severity
    from inspector.report import AuditText
    from inspector.store import open_store

    targets = (folder / "report.txt", folder / "report.json")
    with open_store(store, read_only=True) as opened:
        for target, form in zip(targets, (ReportFormat.TEXT, ReportFormat.JSON), strict=True):
            write(opened.reports(), form, AuditText, Errors(), Severity.ERROR, target)
    return targets


def _summary(store: Path, reports: tuple[Path, Path]) -> None:
    from inspector.report import Totals
    from inspector.store import open_store

    totals = Totals()
    with open_store(store, read_only=True) as opened:
        for report in opened.reports():
            totals.add(report)
    if not totals.exchanges:
        raise CommandError(f"nothing was recorded; {store.parent / 'proxy.log'} says why")
    output.out(
        f"{totals.exchanges} exchanges, {len(totals.operations)} operations, {len(totals.rules)} codes:"
    )
    for code, count in sorted(totals.rules.items()):
        output.out(f"  {code:<8} {count:>3}")
    output.out(f"store   {store}")
    output.out(f"report  {reports[0]}")
    output.out(f"        {reports[1]}")
    output.out(f"browse  xmlinspect tui {store}")
