"""`xmlinspect replay`: recorded calls sent again, their answers compared."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from inspector.cli import output
from inspector.cli import replay_options as options
from inspector.cli.differences import DifferenceFormat, DifferenceFormatOption, IgnorePathOption
from inspector.cli.findings import Errors
from inspector.cli.options import ReleaseOption
from inspector.cli.output import CommandError, ExitCode
from inspector.cli.replay_words import counted

if TYPE_CHECKING:
    from inspector.cli.recorded import Recording
    from inspector.compare import Ignored
    from inspector.model.report import Record
    from inspector.replay import Credentials, Journal, Plan, Replayer, Summary
    from inspector.replay.transport import Way
    from inspector.settings import Settings


def replay(
    source: options.Source,
    to: options.To = None,
    who: options.As = None,
    only: options.Only = None,
    allow_writes: options.AllowWrites = False,
    same_host: options.SameHost = False,
    rate: options.Rate = 5.0,
    parallel: options.Parallel = 1,
    once: options.Once = False,
    ignore: IgnorePathOption = None,
    timeout: options.Timeout = 60.0,
    proxy: options.Proxy = None,
    ca: options.Ca = None,
    resume: options.Resume = False,
    anew: options.Anew = False,
    dry_run: options.DryRun = False,
    yes: options.Yes = False,
    release: ReleaseOption = None,
    form: DifferenceFormatOption = DifferenceFormat.TEXT,
) -> None:
    """Send recorded calls to another site or release, and compare the answers with the recorded ones.

    Only reading calls are sent unless writing ones are allowed. Secrets come from the profile's keyring
    entries, WEBEX_PASSWORD, WEBEX_SESSION_TICKET, WEBEX_ACCESS_TOKEN and WEBEX_JWT, or a prompt.
    Exits with 1 where an answer differs, with 3 where some calls were not sent, or got no answer.

    Example: xmlinspect replay acme.sqlite --to https://test.example.com/WBXService/XMLService --as test
    """
    from inspector.assemble import recordings_key
    from inspector.cli.places import known_places
    from inspector.cli.recorded import recording
    from inspector.cli.replay_output import print_plan, print_summary
    from inspector.replay.transport import Way
    from inspector.settings import load

    settings = load().settings
    errors = Errors()
    url = _url(to, who, settings)
    _agree(resume=resume, anew=anew)
    if dry_run and form is DifferenceFormat.JUNIT:
        raise CommandError("--dry-run has no tests to report; give --format text or json")
    # A key that stays: the journal knows a call of a recording again by its id, which is made with it.
    with recording(source, settings, errors, release=release, key=recordings_key(settings)) as opened:
        replayer = _replayer(opened)
        left_out = known_places("--ignore", ignore, [opened])
        plan = _plan(opened, only, replayer, allow_writes=allow_writes)
        _host(url, plan, same_host=same_host)
        if dry_run:
            print_plan(plan, url, form)
            raise typer.Exit(ExitCode.CLEAN)
        caller = _caller(replayer, plan, settings, who)
        way = Way(url, proxy, ca, rate, parallel, timeout)
        with _journal(settings, plan, way, resume=resume, anew=anew) as journal:
            _confirm(plan, url, journal.seen, asked=not yes)
            summary = _run(opened, replayer, plan, caller, way, journal, left_out, once=once)
        print_summary(summary, plan, url, form, errors.messages)
    raise typer.Exit(_code(summary, plan, errors))


def _agree(*, resume: bool, anew: bool) -> None:
    if resume and anew:
        raise CommandError("--resume goes on with an earlier run and --anew forgets it; give one of them")


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

    number = next((term for term in only.split() if term.lstrip("-").startswith("#")), "") if only else ""
    if number:
        raise CommandError(
            f"--filter {number}: a filter has no numbers; name one exchange as STORE#N, or leave out by op:"
        )
    seqs = opened.seqs(parse(only) if only else None)
    if not seqs:
        if only and opened.seqs():
            raise CommandError(f"--filter {only!r} selects none of the {len(opened.seqs()):,} exchanges")
        raise CommandError(f"{opened.name} holds no exchanges")
    plan = replayer.plan(
        _records(opened, seqs), _rest(opened, replayer, seqs) if only else (), allow_writes=allow_writes
    )
    if not plan.steps:
        reasons = list(dict.fromkeys(one.reason for one in plan.withheld))
        raise CommandError(f"none of the {len(seqs):,} calls can be sent: {'; '.join(reasons[:3])}")
    return plan


def _rest(opened: Recording, replayer: Replayer, seqs: list[int]) -> Iterator[tuple[int, Record]]:
    """The calls beside those of a filter that make what others are about."""
    from inspector.store import parse

    makers = opened.seqs(parse(f"op:{','.join(replayer.makers)}"))
    return _records(opened, sorted(set(makers) - set(seqs)))


def _records(opened: Recording, seqs: list[int]) -> Iterator[tuple[int, Record]]:
    return ((seq, record) for seq in seqs if (record := opened.store.record(seq)) is not None)


def _host(url: str, plan: Plan, *, same_host: bool) -> None:
    from inspector.replay import goes_back, in_clear

    if in_clear(url, plan):
        output.note(f"secrets go to {url} unencrypted; write https:// where the site has it")
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
        raise CommandError("\n".join(sentence(lack, who) for lack in lacking))
    return caller


def _confirm(plan: Plan, url: str, seen: Collection[int], *, asked: bool) -> None:
    """Writing calls are listed, and confirmed where somebody is there to do so."""
    import sys

    writes = [step for step in plan.writes if step.seq not in seen]
    if not writes:
        return
    output.note(f"{counted(len(writes), 'call changes', 'calls change')} something at {url}:")
    for step in writes:
        output.note(f"  #{step.seq} {step.name}{' (with the recorded key)' * bool(step.recorded)}")
    if asked and sys.stdin is not None and sys.stdin.isatty() and not typer.confirm("Send them?", err=True):
        raise CommandError("nothing was sent")


@contextmanager
def _journal(settings: Settings, plan: Plan, way: Way, *, resume: bool, anew: bool) -> Iterator[Journal]:
    """The journal of a run; one in which nothing was sent does not stay."""
    from inspector.replay import Journal, plan_key

    key = plan_key(plan, way.url)
    path = settings.keys.expanduser().parent / "replays" / f"{key[:16]}.jsonl"
    journal = Journal.open(path, key, way.url, resume=resume, anew=anew, writes=plan.writes)
    try:
        yield journal
    finally:
        journal.close(finished=False)


def _run(
    opened: Recording,
    replayer: Replayer,
    plan: Plan,
    caller: Credentials,
    way: Way,
    journal: Journal,
    ignore: Ignored,
    *,
    once: bool,
) -> Summary:
    import asyncio
    import signal

    from inspector.replay import Watch

    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with output.Progress("calls") as progress:
            return asyncio.run(
                replayer.send(
                    plan, way, caller, journal, opened.store.record,
                    ignore=ignore, twice=not once, watch=Watch(told=lambda _result: progress.step()),
                )
            )  # fmt: skip
    except KeyboardInterrupt:
        _interrupted(journal, plan)
        raise
    finally:
        signal.signal(signal.SIGTERM, before)


def _interrupted(journal: Journal, plan: Plan) -> None:
    goes_on = "; the same command with --resume goes on" if journal.kept else ""
    sent = f"{len(journal.seen):,} of {counted(len(plan.steps), 'call was', 'calls were')} sent"
    output.note(f"interrupted: {sent}{goes_on}")
    if journal.in_doubt:
        output.note(f"nobody knows whether these arrived: {', '.join(journal.in_doubt)}")


def _code(summary: Summary, plan: Plan, errors: Errors) -> ExitCode:
    """Calls that were not sent weigh more than answers that differ: what was not asked cannot be compared."""
    if not summary.count("unknown") and not any(result.result for result in summary.results):
        return ExitCode.FAILED
    left_out = any(not one.permission for one in plan.withheld)
    if errors.messages or left_out or not summary.whole:
        return ExitCode.PARTIAL
    return ExitCode.FINDINGS if summary.differing else ExitCode.CLEAN
