"""`xmlinspect replay`: recorded calls sent again, their answers compared."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from inspector.cli import output
from inspector.cli.differences import DifferenceFormat, DifferenceFormatOption, IgnorePathOption, places
from inspector.cli.findings import Errors
from inspector.cli.options import ReleaseOption
from inspector.cli.output import CommandError, ExitCode

if TYPE_CHECKING:
    from inspector.cli.recorded import Recording
    from inspector.replay import Credentials, Plan, Replayer, Summary
    from inspector.replay.transport import Way
    from inspector.settings import Settings

_FILES = "Stores, STORE#ID, recordings, folders of messages."


def replay(
    source: Annotated[str, typer.Argument(metavar="STORE|FILE", help=_FILES)],
    to: Annotated[
        str | None, typer.Option("--to", metavar="URL", help="Address of the XML API.", show_default=False)
    ] = None,
    who: Annotated[
        str | None, typer.Option("--as", metavar="NAME", help="Profile of the caller.", show_default=False)
    ] = None,
    only: Annotated[
        str | None, typer.Option("--filter", metavar="EXPR", help="Only these calls.", show_default=False)
    ] = None,
    allow_writes: Annotated[
        bool, typer.Option("--allow-writes", help="Send calls that change something, too.")
    ] = False,
    same_host: Annotated[
        bool, typer.Option("--same-host", help="Allow the host that the recording came from.")
    ] = False,
    rate: Annotated[float, typer.Option("--rate", min=0, help="Calls a second; 0 for no limit.")] = 5.0,
    parallel: Annotated[int, typer.Option("--parallel", min=1, max=500, help="Calls under way at once.")] = 1,
    once: Annotated[
        bool, typer.Option("--once", help="Ask each call once; nothing is learned of what differs by itself.")
    ] = False,
    ignore: IgnorePathOption = None,
    timeout: Annotated[float, typer.Option("--timeout", min=0.1, help="Seconds an answer may take.")] = 60.0,
    proxy: Annotated[
        str | None,
        typer.Option("--proxy", metavar="URL", help="HTTP proxy to go through.", show_default=False),
    ] = None,
    ca: Annotated[
        Path | None, typer.Option("--ca", help="File with a CA certificate to trust.", show_default=False)
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with an interrupted run.")] = False,
    anew: Annotated[bool, typer.Option("--anew", help="Forget an interrupted run.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be sent, and send nothing.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before writing calls leave.")] = False,
    release: ReleaseOption = None,
    form: DifferenceFormatOption = DifferenceFormat.TEXT,
) -> None:
    """Send recorded calls to another site or release, and compare the answers with the recorded ones.

    Only reading calls are sent unless writing ones are allowed. Secrets come from the profile's keyring
    entries, WEBEX_PASSWORD, WEBEX_SESSION_TICKET, WEBEX_ACCESS_TOKEN and WEBEX_JWT, or a prompt.
    Exits with 1 where an answer differs.

    Example: xmlinspect replay acme.sqlite --to https://test.example.com/WBXService/XMLService --as test
    """
    from inspector.cli.recorded import recording
    from inspector.cli.replay_output import print_plan, print_summary
    from inspector.replay import plan_key
    from inspector.replay.transport import Way
    from inspector.settings import load

    settings = load().settings
    errors = Errors()
    url = _url(to, who, settings)
    with recording(source, settings, errors, release=release) as opened:
        replayer = _replayer(opened)
        plan = _plan(opened, only, replayer, allow_writes=allow_writes)
        _host(url, plan, same_host=same_host)
        if dry_run:
            print_plan(plan, url, form)
            raise typer.Exit(ExitCode.CLEAN)
        caller = _caller(replayer, plan, settings, who)
        _confirm(plan, url, asked=not yes)
        way = Way(url, proxy, ca, rate, parallel, timeout)
        key = plan_key(plan)
        journal = settings.keys.expanduser().parent / "replays" / f"{key[:16]}.jsonl"
        summary = _run(
            opened, replayer, plan, caller, way, (journal, key), ignore,
            once=once, resume=resume, anew=anew,
        )  # fmt: skip
        print_summary(summary, plan, url, form, errors.messages)
    raise typer.Exit(_code(summary, plan, errors))


def _url(to: str | None, who: str | None, settings: Settings) -> str:
    """Where to: the option, else the profile's address."""
    from inspector.replay import check_address

    profile = settings.profile.get(who) if who else None
    url = to or (profile.url if profile else None)
    if not url:
        raise CommandError("--to is missing; name the address of the XML API, or a profile that has one")
    check_address(url, settings.path)
    return url


def _replayer(opened: Recording) -> Replayer:
    from inspector.compare import Noise
    from inspector.privacy import Masker
    from inspector.replay import Replayer, ReplayKnowledge
    from inspector.resources import data

    known = ReplayKnowledge.load(data("rules") / "replay.yaml")
    noise = Noise.load(data("rules") / "noise.yaml")
    reader = opened.reader(noise) if opened.redacted(noise) else opened.plain_reader(noise)
    masker = Masker(opened.key, opened.knowledge)
    return Replayer(opened.core, opened.knowledge, known, noise, reader, masker)


def _plan(opened: Recording, only: str | None, replayer: Replayer, *, allow_writes: bool) -> Plan:
    from inspector.store import parse

    seqs = opened.seqs(parse(only) if only else None)
    if not seqs:
        if only and opened.seqs():
            raise CommandError(f"--filter {only!r} selects none of the {len(opened.seqs()):,} exchanges")
        raise CommandError(f"{opened.name} holds no exchanges")
    records = ((seq, record) for seq in seqs if (record := opened.store.record(seq)) is not None)
    plan = replayer.plan(records, allow_writes=allow_writes)
    if not plan.steps:
        reasons = list(dict.fromkeys(one.reason for one in plan.withheld))
        raise CommandError(f"none of the {len(seqs):,} calls can be sent: {'; '.join(reasons[:3])}")
    return plan


def _host(url: str, plan: Plan, *, same_host: bool) -> None:
    from inspector.replay import goes_back

    host = goes_back(url, plan)
    if host and not same_host:
        raise CommandError(
            f"the recording came from {host} itself; calls go back there only with --same-host"
        )


def _caller(replayer: Replayer, plan: Plan, settings: Settings, who: str | None) -> Credentials:
    """Credentials for all the plan needs; anything that is missing is said before a call leaves."""
    from inspector.cli.profiles import credentials
    from inspector.cli.replay_needs import sentence

    needs = frozenset().union(*(step.request.needs() for step in plan.steps))
    caller = credentials(settings, who, needs)
    lacking = replayer.missing(plan, caller)
    if lacking:
        raise CommandError("\n".join(sentence(lack) for lack in lacking))
    return caller


def _confirm(plan: Plan, url: str, *, asked: bool) -> None:
    """Writing calls are listed, and confirmed where somebody is there to do so."""
    import sys

    writes = plan.writes
    if not writes:
        return
    output.note(f"{len(writes):,} calls change something at {url}:")
    for step in writes:
        output.note(f"  #{step.seq} {step.name}")
    if asked and sys.stdin is not None and sys.stdin.isatty() and not typer.confirm("Send them?", err=True):
        raise CommandError("nothing was sent")


def _run(
    opened: Recording,
    replayer: Replayer,
    plan: Plan,
    caller: Credentials,
    way: Way,
    kept: tuple[Path, str],
    ignore: Sequence[str] | None,
    *,
    once: bool,
    resume: bool,
    anew: bool,
) -> Summary:
    import asyncio
    import signal

    from inspector.replay import Journal, Watch

    journal = Journal.open(kept[0], kept[1], way.url, resume=resume, anew=anew)
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with output.Progress("calls") as progress:
            return asyncio.run(
                replayer.send(
                    plan, way, caller, journal, opened.store.record,
                    ignore=places(ignore), twice=not once, watch=Watch(told=lambda _result: progress.step()),
                )
            )  # fmt: skip
    except KeyboardInterrupt:
        output.note(
            f"interrupted: {len(journal.seen):,} of {len(plan.steps):,} calls were sent; "
            "the same command with --resume goes on"
        )
        raise
    finally:
        signal.signal(signal.SIGTERM, before)


def _code(summary: Summary, plan: Plan, errors: Errors) -> ExitCode:
    if not any(result.result for result in summary.results):
        return ExitCode.FAILED
    unsent = summary.count("not-sent") + summary.count("failed") + summary.count("unknown")
    if summary.stopped or errors.messages:
        return ExitCode.PARTIAL
    if summary.differing:
        return ExitCode.FINDINGS
    return ExitCode.PARTIAL if unsent or any(not one.writes for one in plan.withheld) else ExitCode.CLEAN
