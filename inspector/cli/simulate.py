"""`xmlinspect simulate`: a Webex site in memory."""

from __future__ import annotations

import signal
import sys
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from inspector.cli import output
from inspector.cli.output import CommandError

if TYPE_CHECKING:
    from inspector.cli.site_server import Served
    from inspector.simulator.faults import Faults

_LOCKOUT = 10
_Listen = Annotated[str, typer.Option("--listen", help="HOST:PORT; port 0 takes a free one.")]
_Release = Annotated[
    str | None,
    typer.Option("--release", help="Release to simulate, as 40.10.0; else the newest.", show_default=False),
]
_Site = Annotated[str, typer.Option("--site", help="Name of the site.")]
_Fault = Annotated[
    list[str] | None,
    typer.Option(
        "--fault",
        help="What goes wrong with answers: latency=20ms, reset=0.1, truncate=every 5, status=503@0.2, "
        "garbage=every 10; a probability or every N, several with commas between.",
        show_default=False,
    ),
]
_Seed = Annotated[int, typer.Option("--seed", help="Start of keys and faults: the same again for the same.")]
_Lockout = Annotated[
    int | None,
    typer.Option(
        "--lockout",
        min=0,
        help="Not-found answers of GetSessionInfo and GetUserCard in an hour that lock a caller out for two "
        "(since 40.8.0); else 10; 0 for never.",
        show_default=False,
    ),
]
_Rate = Annotated[
    int,
    typer.Option(
        "--rate-limit", min=0, help="Calls of a group a minute and caller (000045); 0 for no limit."
    ),
]
_From = Annotated[
    str | None,
    typer.Option(
        "--from", metavar="RECORDING", help="Answer as this store or recording has it.", show_default=False
    ),
]
_Match = Annotated[
    list[str] | None,
    typer.Option(
        "--match", metavar="FIELD,..", help="With --from: only these values count.", show_default=False
    ),
]
_Ignore = Annotated[
    list[str] | None,
    typer.Option(
        "--ignore", metavar="PATH,..", help="With --from: these values do not count.", show_default=False
    ),
]
_Key = Annotated[
    str | None,
    typer.Option(
        "--key",
        metavar="FILE|STORE",
        help="With --from: the key that made the recording's pseudonyms, or the store that has it; "
        "else it is looked for among your keys.",
        show_default=False,
    ),
]
_FallBack = Annotated[
    str | None,
    typer.Option(
        "--fall-back",
        metavar="simulator|URL",
        help="With --from: who answers what was not recorded; else it is a FAILURE.",
        show_default=False,
    ),
]


def simulate(
    listen: _Listen = "127.0.0.1:8080",
    release: _Release = None,
    site: _Site = "acme",
    fault: _Fault = None,
    seed: _Seed = 0,
    lockout: _Lockout = None,
    rate_limit: _Rate = 0,
    source: _From = None,
    match: _Match = None,
    ignore: _Ignore = None,
    fall_back: _FallBack = None,
    key: _Key = None,
) -> None:
    """Answer XML API calls as a Webex site of a release would, from memory; plain HTTP, until Ctrl+C.

    Any site name and any caller with a password, ticket or token is let in. Prints its address on standard
    output, and a line a call on standard error. With --from, calls are answered as they were recorded,
    whatever their credentials, prefixes and order.

    Example: xmlinspect simulate --listen 127.0.0.1:8080 --release 40.10.0 --fault latency=20ms,reset=0.01
    """
    from inspector import assemble
    from inspector.simulator.faults import Faults
    from inspector.simulator.site import Site
    from inspector.simulator.world import Settings

    faults = Faults.parse(fault or (), seed)
    schemas = assemble.schemas()
    settings = Settings(lockout_after=_LOCKOUT if lockout is None else lockout, rate_limit=rate_limit)
    simulated = Site(
        schemas.master,
        schemas.releases,
        release=release,
        name=site,
        seed=seed,
        settings=settings,
        log=output.note,
    )
    if lockout and not simulated.locks_out:
        output.note(
            f"--lockout {lockout} does nothing: release {simulated.release} locks nobody out (since 40.8.0)"
        )
    if source is None:
        if match or ignore or fall_back or key:
            raise CommandError("--match, --ignore, --fall-back and --key go with --from; name a recording")
        serve(simulated, listen, f"simulated site {site} of release {simulated.release}", faults)
        return
    from inspector.cli.served import Played, recorded_site

    with recorded_site(source, match, ignore, fall_back, simulated, key=key) as recorded:
        serve(Played(recorded), listen, f"{len(recorded):,} recorded calls of {source}", faults)


def serve(site: Served, listen: str, what: str, faults: Faults | None = None) -> None:
    """Serve a site until a signal ends it; `what` says what it is.

    Raises:
        CommandError: It cannot listen there.
    """
    from inspector.cli.site_server import SiteServer

    with SiteServer(site, listen, output.note, faults) as server:
        output.out(f"{what} at {server.url}")
        sys.stdout.flush()
        signal.signal(signal.SIGTERM, _end)
        try:
            server.serve_forever(poll_interval=0.2)
        except KeyboardInterrupt:
            output.note("stopped")


def _end(_number: int, _frame: object) -> NoReturn:
    raise SystemExit(0)
