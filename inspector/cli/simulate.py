"""`xmlinspect simulate`: a Webex site in memory."""

from __future__ import annotations

import signal
import sys
from typing import Annotated, NoReturn

import typer

from inspector.cli import output

_Listen = Annotated[str, typer.Option("--listen", help="HOST:PORT; port 0 takes a free one.")]
_Release = Annotated[
    str | None,
    typer.Option("--release", help="Release to simulate, as 40.10.0; else the newest.", show_default=False),
]
_Site = Annotated[str, typer.Option("--site", help="Name of the site.")]


def simulate(listen: _Listen = "127.0.0.1:8080", release: _Release = None, site: _Site = "acme") -> None:
    """Answer XML API calls as a Webex site of a release would, from memory; plain HTTP, until Ctrl+C.

    Any site name and any caller with a password, ticket or token is let in. Prints its address on standard
    output, and a line a call on standard error.

    Example: xmlinspect simulate --listen 127.0.0.1:8080 --release 40.10.0
    """
    run(listen, release, site)


def run(listen: str, release: str | None = None, name: str = "acme") -> None:
    """Serve a simulated site until a signal ends it.

    Raises:
        CommandError: It cannot listen there.
        UnknownRelease: `release` is not known.
    """
    from inspector import assemble
    from inspector.cli.site_server import SiteServer
    from inspector.simulator.site import Site

    schemas = assemble.schemas()
    site = Site(schemas.master, schemas.releases, release=release, name=name, log=output.note)
    with SiteServer(site, listen, output.note) as server:
        output.out(f"simulated site {name} of release {site.release} at {server.url}")
        sys.stdout.flush()
        signal.signal(signal.SIGTERM, _end)
        try:
            server.serve_forever(poll_interval=0.2)
        except KeyboardInterrupt:
            output.note("stopped")


def _end(_number: int, _frame: object) -> NoReturn:
    raise SystemExit(0)
