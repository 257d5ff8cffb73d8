"""`xmlinspect rules`: the rules there are."""

from __future__ import annotations

import typer

from inspector.cli import output
from inspector.cli.options import Format, FormatOption

app = typer.Typer(help="The rules.", no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def _group() -> None:
    """Keeps `rules list` a command of a group while it is the only one."""


@app.command("list")
def list_rules(form: FormatOption = Format.TEXT) -> None:
    """List the rules: code, severity, where each looks, and what it says.

    Example: xmlinspect rules list --format json
    """
    from inspector.resources import data
    from inspector.rules import RuleError, read

    rules, problems = read([data("rules")])
    if problems:
        raise RuleError(problems)
    ordered = sorted(rules, key=lambda rule: rule.code)
    if form is Format.JSON:
        keys = ("code", "name", "severity", "on", "since", "until", "summary")
        values = (
            (
                r.code,
                r.name,
                str(r.severity),
                list(r.on),
                r.window.since or None,
                r.window.until or None,
                r.summary,
            )
            for r in ordered
        )
        output.out_json([dict(zip(keys, row, strict=True)) for row in values])
        return
    for rule in ordered:
        window = f" (since {rule.window.since})" if rule.window.since else ""
        output.out(f"{rule.code:<8} {rule.severity!s:<8} {','.join(rule.on):<17} {rule.summary}{window}")
