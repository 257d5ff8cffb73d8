"""`xmlinspect check`: single messages and pairs, each finding at its place."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from inspector.cli import output
from inspector.cli.findings import Errors, FailOnOption, ReportFormat, ReportFormatOption, write
from inspector.cli.options import ReleaseOption, RulesOption
from inspector.cli.output import CommandError
from inspector.model.exchange import Exchange, Payload
from inspector.model.severity import Severity

if TYPE_CHECKING:
    from inspector.engine import Inspector
    from inspector.model.report import ExchangeReport


def check(
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="Messages; - is standard input.")],
    release: ReleaseOption = None,
    time: Annotated[
        str | None,
        typer.Option("--time", help="Judge as of this time, as 2024-03-31T12:00:00Z.", show_default=False),
    ] = None,
    url: Annotated[
        str | None,
        typer.Option("--url", help="URL that it is sent to, for what HTTP tells.", show_default=False),
    ] = None,
    header: Annotated[
        list[str] | None,
        typer.Option(
            "--header", help="A request header, as 'JWTToken: x'; may be given again.", show_default=False
        ),
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Ask a second validator too, and print what it says.")
    ] = False,
    own: RulesOption = None,
    form: ReportFormatOption = ReportFormat.TEXT,
    fail_on: FailOnOption = None,
) -> None:
    """Check one message (.xml), one raw HTTP message (.http), or a pair (X-request.xml, X-response.xml).

    Example: xmlinspect check request.xml --release 40.9.0
    """
    from inspector.assemble import inspector
    from inspector.report import CheckText
    from inspector.settings import load

    if explain and form is not ReportFormat.TEXT:
        raise CommandError("--explain prints text; leave --format out")
    settings = load({"fail_on": fail_on, "rules": own or None}).settings
    moment = _moment(time)
    headers = tuple(_header(text) for text in header or ())
    errors = Errors()
    core = inspector(settings, release=release, clock=lambda: moment, on_problem=errors.rule)
    exchanges = _exchanges(files, errors, settings.limits.body)
    url = _url(url)
    completed = (_completed(found, url, headers, moment) for found in exchanges)
    reports = _reports(core, completed, settings.limits.body if explain else None)
    text = partial(CheckText, releases=[release.name for release in core.judge.releases.all])
    raise typer.Exit(write(reports, form, text, errors, Severity.parse(settings.fail_on)))


def _reports(
    core: Inspector, exchanges: Iterator[Exchange], explained: int | None
) -> Iterator[ExchangeReport]:
    """The reports; behind each, where `explained` (the limit of a body) is given, a second opinion."""
    from inspector.engine import report
    from inspector.engine.explain import explain
    from inspector.inspection import shown
    from inspector.wire import Limits

    for exchange in exchanges:
        judgement = core.judge_pair(exchange)
        yield shown(report(judgement))
        # It is written by now.
        for said in explain(judgement, core.judge, Limits(body=explained)) if explained else ():
            side = f"  xmlschema on the {said.on.value} as mended, by release {said.release}"
            output.out(f"{side}: {'not valid' if said.opinions else 'valid'}")
            for opinion in said.opinions:
                output.out(f"    {opinion.path}: {opinion.reason}")


def _moment(time: str | None) -> float:
    if time is None:
        return datetime.now(UTC).timestamp()
    try:
        moment = datetime.fromisoformat(time)
        seconds = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
        datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError):
        raise CommandError(f"--time {time!r} is no time; write it as 2024-03-31T12:00:00Z") from None
    return seconds


def _header(text: str) -> tuple[str, str]:
    name, colon, value = text.partition(":")
    if not colon or not name.strip():
        # The text itself is not shown: it may be a secret.
        raise CommandError("--header wants a name and a value; write it as 'JWTToken: value'")
    return name.strip(), value.strip()


def _url(text: str | None) -> str | None:
    if text is not None and not re.fullmatch(r"https?://[^\s/?#]+\S*", text, re.IGNORECASE):
        raise CommandError("--url wants a URL; write it as https://acme.webex.com/WBXService/XMLService")
    return text


def _completed(
    exchange: Exchange, url: str | None, headers: tuple[tuple[str, str], ...], moment: float
) -> Exchange:
    """The exchange with what options add; judged at `moment` unless it has a time of its own."""
    request = exchange.request
    if headers:
        request = Payload((*request.headers, *headers), request.body) if request else None
    return replace(
        exchange,
        request=request,
        url=url if url is not None else exchange.url,
        started=exchange.started if exchange.started is not None else moment,
    )


def _exchanges(files: Sequence[str], errors: Errors, limit: int) -> Iterator[Exchange]:
    from pathlib import Path

    from inspector.recordings import interpret, read
    from inspector.wire import Limits

    limits = Limits(body=limit)
    named: list[Path] = []
    for name in files:
        if name == "-":
            yield interpret(sys.stdin.buffer.read(limit + 1), "-", limits)
        elif Path(name).is_dir():
            errors.add(f"{name}: is a folder; check wants files, `xmlinspect audit` reads folders")
        else:
            named.append(Path(name))
    yield from read(named, on_error=lambda error: errors.add(str(error)), limits=limits)
