"""`xmlinspect rules test`: the examples of rules, judged, and the names in them, looked up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from inspector.cli import output
from inspector.cli.options import Format
from inspector.cli.output import CommandError, ExitCode
from inspector.report.words import many

if TYPE_CHECKING:
    from inspector.packs import Outcome
    from inspector.rules import Problem


def run(folder: Path | None, form: Format) -> ExitCode:
    """Judge the examples of a pack's rules, or of all rules, and look up the names in them.

    Returns:
        FINDINGS where an example fails or a rule names what nothing has, PARTIAL where rules cannot be used,
        FAILED where none can be.

    Raises:
        CommandError: There is no such folder.
    """
    from inspector.assemble import bench, judge, known_rules, schemas
    from inspector.resources import data
    from inspector.rules import rule_files
    from inspector.settings import load

    if folder is not None and not folder.is_dir():
        raise CommandError(f"{folder}: no such folder; name one that holds rule folders")
    shipped = folder is not None and folder.resolve() == data("rules").resolve()
    settings = load({} if folder is None or shipped else {"rules": [folder]}).settings
    if shipped:
        settings = settings.model_copy(update={"rules": ()})
    core = judge(schemas())
    rules, problems = known_rules(settings, core.releases)
    packs = [data("rules"), *settings.rules] if folder is None or shipped else [folder]
    files = {path.stem: path for pack in packs for path in rule_files(pack.expanduser())}
    if folder is not None and not files:
        raise CommandError(f"{folder}: holds no rule file; make one with `xmlinspect rules new CODE`")
    for problem in problems:
        output.error(str(problem))
    outcomes = list(bench(rules, core).run(rule for rule in rules.rules if rule.code in files))
    if form is Format.JSON:
        output.out_json(_json(outcomes, files, problems))
    else:
        output.out("\n".join(_text(outcomes, files, problems)))
    if any(outcome.failed for outcome in outcomes):
        return ExitCode.FINDINGS
    if problems:
        return ExitCode.PARTIAL if outcomes else ExitCode.FAILED
    return ExitCode.CLEAN


def _strays(outcome: Outcome, file: Path) -> list[Problem]:
    """The names in a rule that nothing has, each at its line."""
    from inspector.rules import Problem, line_of

    return [
        Problem(file, line_of(file, stray.place), f"{outcome.rule.code}: {stray}") for stray in outcome.strays
    ]


def _refused(problems: Sequence[Problem]) -> int:
    """Number of files that could not be used, each with one problem or more."""
    return len({problem.file for problem in problems})


def _text(outcomes: list[Outcome], files: dict[str, Path], problems: Sequence[Problem]) -> Iterator[str]:
    for outcome in outcomes:
        file = files[outcome.rule.code]
        yield from (str(problem) for problem in _strays(outcome, file))
        yield from (f"{outcome.rule.code}: {failure}; {file}" for failure in outcome.failures)
    examples = sum(outcome.examples for outcome in outcomes)
    failed = sum(outcome.failed for outcome in outcomes)
    counts = f"{many(len(outcomes), 'rule')}, {many(examples, 'example')}, {many(failed, 'rule')} failed"
    yield counts + (f", {many(_refused(problems), 'file')} refused" if problems else "")


def _json(outcomes: list[Outcome], files: dict[str, Path], problems: Sequence[Problem]) -> dict[str, object]:
    return {
        "failures": [
            {
                "code": outcome.rule.code,
                "file": str(files[outcome.rule.code]),
                "kind": failure.kind,
                "says": failure.says,
                "expected": list(failure.expected),
                "found": list(failure.found),
            }
            for outcome in outcomes
            for failure in outcome.failures
        ],
        "strays": [
            {
                "code": stray.code,
                "file": str(files[stray.code]),
                "line": problem.line,
                "name": stray.name,
                "nearest": stray.near or None,
                "message": str(stray),
            }
            for outcome in outcomes
            for stray, problem in zip(outcome.strays, _strays(outcome, files[outcome.rule.code]), strict=True)
        ],
        "errors": [str(problem) for problem in problems],
        "totals": {
            "rules": len(outcomes),
            "examples": sum(outcome.examples for outcome in outcomes),
            "failed": sum(outcome.failed for outcome in outcomes),
            "refused": _refused(problems),
        },
    }
