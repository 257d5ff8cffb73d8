"""`xmlinspect rules test`: the examples of rules, judged."""

from __future__ import annotations

from pathlib import Path

from inspector.cli import output
from inspector.cli.options import Format
from inspector.cli.output import CommandError, ExitCode


def run(folder: Path | None, form: Format) -> ExitCode:
    """Judge the examples of a pack's rules, or of all rules.

    Returns:
        FINDINGS where an example fails, PARTIAL where rules cannot be used, FAILED where none can be.

    Raises:
        CommandError: There is no such folder.
    """
    from inspector.assemble import bench, judge, known_rules, schemas
    from inspector.resources import data
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
    files = {path.stem: path for pack in packs for path in sorted(pack.expanduser().glob("*/*.yaml"))}
    for problem in problems:
        output.error(str(problem))
    outcomes = list(bench(rules, core).run(rule for rule in rules.rules if rule.code in files))
    failed = [outcome for outcome in outcomes if outcome.failures]
    examples = sum(outcome.examples for outcome in outcomes)
    if form is Format.JSON:
        output.out_json(
            {
                "failures": [
                    {
                        "code": outcome.rule.code,
                        "file": str(files[outcome.rule.code]),
                        "kind": failure.kind,
                        "says": failure.says,
                        "expected": list(failure.expected),
                        "found": list(failure.found),
                    }
                    for outcome in failed
                    for failure in outcome.failures
                ],
                "errors": [str(problem) for problem in problems],
                "totals": {"rules": len(outcomes), "examples": examples, "failed": len(failed)},
            }
        )
    else:
        for outcome in failed:
            for failure in outcome.failures:
                output.out(f"{outcome.rule.code}: {failure}; {files[outcome.rule.code]}")
        output.out(f"{len(outcomes):,} rules, {examples:,} examples, {len(failed):,} rules failed")
    if failed:
        return ExitCode.FINDINGS
    if problems:
        return ExitCode.PARTIAL if outcomes else ExitCode.FAILED
    return ExitCode.CLEAN
