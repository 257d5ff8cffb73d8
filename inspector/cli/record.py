"""`xmlinspect record`: the recorder that the addon starts; not for people, so help does not list it."""

from __future__ import annotations

import typer

from inspector.cli.options import RedactOption, ReleaseOption, StoreOption
from inspector.cli.output import ExitCode


def record(
    store: StoreOption = None, release: ReleaseOption = None, redact: RedactOption = None
) -> None:
    """Judge, redact and store the exchanges that come in on standard input.

    Example: addons/xmlservice.py runs it.
    """
    from inspector import assemble
    from inspector.engine.history import History, evidence_of
    from inspector.engine.keeper import Pace
    from inspector.engine.recorder import pipe_streams, serve
    from inspector.engine.reporting import record as record_of
    from inspector.model import Exchange, Record
    from inspector.settings import load
    from inspector.store import StoreError, open_store

    incoming, outgoing = pipe_streams()
    settings = load({"redact": redact}).settings
    target = store or settings.store
    history = History()
    with open_store(target, create=True) as opened:
        inspector = assemble.inspector(settings, release=release, key=assemble.store_key(target, settings))

        def handle(exchange: Exchange) -> Record:
            judgement = inspector.judge_pair(exchange, history.said)
            history.learn(evidence_of(judgement))
            return record_of(judgement)

        status = serve(incoming, outgoing, handle, opened.write, pace=Pace(outage=(StoreError,)))
    if status.lost or status.failed:
        raise typer.Exit(ExitCode.PARTIAL)
