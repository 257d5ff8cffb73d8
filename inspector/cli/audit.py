"""`xmlinspect audit`: bulk inspection of recordings, folders and stores."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from inspector.cli.baselines import (
    BaselineOption,
    PruneOption,
    ReasonOption,
    WriteBaselineOption,
    is_baseline,
    needed_reason,
    open_baseline,
    save_baseline,
    tell,
)
from inspector.cli.files import refuse_overwriting
from inspector.cli.findings import (
    Errors,
    FailOnOption,
    IgnoreOption,
    ReportFormat,
    ReportFormatOption,
    SelectOption,
    write,
)
from inspector.cli.options import RulesOption
from inspector.cli.output import ExitCode
from inspector.model.severity import Severity

if TYPE_CHECKING:
    from inspector.inspection import Inspection
    from inspector.settings import Settings


def audit(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Recordings, folders and stores.")],
    release: Annotated[
        str, typer.Option("--release", help="Judge all by this release; auto goes by what sites say.")
    ] = "auto",
    form: ReportFormatOption = ReportFormat.TEXT,
    target: Annotated[
        Path | None, typer.Option("--output", help="Write the report to this file.", show_default=False)
    ] = None,
    fail_on: FailOnOption = None,
    select: SelectOption = None,
    ignore: IgnoreOption = None,
    own: RulesOption = None,
    baseline: BaselineOption = None,
    write_baseline: WriteBaselineOption = None,
    prune: PruneOption = False,
    reason: ReasonOption = None,
) -> None:
    """Inspect recordings in bulk: .mitm, .har, .xml, .http, .jsonl, pairs, folders and stores.

    A store prints what was captured, at the severities of the settings; with --release, --select, --ignore
    or --rules it is judged again.
    Findings of a baseline are not shown and do not make the exit code 1; entries that nothing is found of
    any more, or that expired, are told. --write-baseline keeps them, and adds what is new with its --reason;
    --prune drops them, and without a --reason adds nothing.

    Example: xmlinspect audit recordings/ --format json --fail-on warning --baseline known.yaml
    """
    from inspector.report import AuditText
    from inspector.settings import load

    refuse_overwriting(target, paths)
    if write_baseline is not None and not is_baseline(write_baseline, baseline):
        refuse_overwriting(write_baseline, paths, "--write-baseline")
    accepted = needed_reason(reason, prune=prune) if write_baseline is not None else ""
    settings = load({"fail_on": fail_on, "select": select, "ignore": ignore, "rules": own or None}).settings
    known = open_baseline(baseline, settings.select, settings.ignore) if baseline or write_baseline else None
    errors = Errors()
    reports = _inspection(settings, None if release == "auto" else release, errors).reports(paths)
    code = write(reports, form, AuditText, errors, Severity.parse(settings.fail_on), target, known)
    if known is not None:
        tell(known)
        if write_baseline is not None and code is not ExitCode.FAILED:
            # What could not be read may hold what was not found.
            save_baseline(write_baseline, known, accepted, prune=prune and code is not ExitCode.PARTIAL)
            code = ExitCode.CLEAN if code is ExitCode.FINDINGS and accepted else code
    raise typer.Exit(code)


def _inspection(settings: Settings, release: str | None, errors: Errors) -> Inspection:
    """What judges the paths: stores again where the user asks for other rules than those of the capture."""
    from inspector.assemble import inspector, report_key, severities
    from inspector.inspection import Inspection
    from inspector.wire import Limits

    return Inspection(
        inspector(settings, release=release, key=report_key(settings), on_problem=errors.rule),
        errors.add,
        errors.skip,
        Limits(body=settings.limits.body),
        again=release is not None or bool(settings.select or settings.ignore or settings.rules),
        severities=severities(settings),
    )
