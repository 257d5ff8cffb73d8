"""`xmlinspect record`: the recorder that the addon starts; not for people, so help does not list it."""

from __future__ import annotations

import typer

from inspector.cli.options import RedactOption, ReleaseOption, RulesOption, StoreOption
from inspector.cli.output import ExitCode, note


def record(
    store: StoreOption = None,
    release: ReleaseOption = None,
    redact: RedactOption = None,
    own: RulesOption = None,
) -> None:
    """Judge, redact and store the exchanges that come in on standard input.

    Example: addons/xmlservice.py runs it.
    """
    from inspector import assemble
    from inspector.cli.store_keys import opened_key
    from inspector.engine.keeper import Pace
    from inspector.engine.recorder import pipe_streams, serve
    from inspector.engine.reporting import record as record_of
    from inspector.model import Exchange, Record
    from inspector.settings import load
    from inspector.store import StoreError, open_store

    incoming, outgoing = pipe_streams()
    settings = load({"redact": redact, "rules": own or None}).settings
    target = store or settings.store
    with open_store(target, create=True) as opened:
        inspector = assemble.inspector(
            settings, release=release, key=opened_key(opened, target, settings), on_problem=_note
        )

        history = inspector.history()

        def handle(exchange: Exchange) -> Record:
            judgement = history.recall(inspector.judge_pair(exchange, history.said, history.zones))
            history.note(judgement)
            return record_of(judgement)

        status = serve(incoming, outgoing, handle, opened.write, pace=Pace(outage=(StoreError,)))
    if status.lost or status.failed:
        raise typer.Exit(ExitCode.PARTIAL)


def _note(problem: object) -> None:
    """A rule of the user's own that cannot be used: traffic goes on without it."""
    note(f"rule left out: {problem}")
