"""`xmlinspect rules`: the rules there are, their examples, and rules of your own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from inspector.cli import output
from inspector.cli.options import Format, FormatOption, RulesOption
from inspector.cli.output import CommandError

if TYPE_CHECKING:
    from inspector.rules import Rule, RuleSet

app = typer.Typer(
    help="The rules: what there is, why, and rules of your own.", no_args_is_help=True, rich_markup_mode=None
)


@app.command("list")
def list_rules(
    own: RulesOption = None,
    costs: Annotated[
        bool,
        typer.Option("--cost", help="When each rule is asked and what it takes, in place of what it says."),
    ] = False,
    form: FormatOption = Format.TEXT,
) -> None:
    """List the rules: code, severity, where each looks, and what it says.

    --cost measures each rule with its own examples: build (once for all messages of a shape), fill (at the
    values of each message that has them), pair (once for each combination of shapes, callers, results and
    HTTP facts) or history (with what came before), and the microseconds that it adds to a message that it
    looks into.

    Example: xmlinspect rules list --cost --format json
    """
    if costs:
        _list_costs(_rules(own), form)
        return
    rules = _rules(own).rules
    if form is Format.JSON:
        output.out_json([_row(rule) for rule in rules])
        return
    for rule in rules:
        window = f" (since {rule.window.since})" if rule.window.since else ""
        output.out(f"{rule.code:<8} {rule.severity!s:<8} {','.join(rule.on):<17} {rule.summary}{window}")


@app.command()
def show(
    code: Annotated[str, typer.Argument(metavar="CODE", help="A rule, as AUTH-01.")],
    own: RulesOption = None,
    form: FormatOption = Format.TEXT,
) -> None:
    """Show all that a rule says: why, what to do, when it fires, its sources and its examples.

    Example: xmlinspect rules show AUTH-01
    """
    from difflib import get_close_matches

    from inspector.packs import pages

    rules = _rules(own)
    rule = rules.get(code.upper())
    if rule is None:
        near = get_close_matches(code.upper(), [rule.code for rule in rules.rules], n=3)
        hint = f"did you mean {', '.join(near)}?" if near else "`xmlinspect rules list` shows them all"
        raise CommandError(f"no rule is called {code}: {hint}")
    if form is Format.JSON:
        output.out_json(rule.model_dump(mode="json"))
        return
    page = pages(rules.rules)[f"{rule.code}.md"]
    output.out(page.partition("\n")[2].rstrip())


@app.command("test")
def run_examples(
    folder: Annotated[
        Path | None, typer.Argument(metavar="[DIR]", help="A pack of your own; all rules where left out.")
    ] = None,
    form: FormatOption = Format.TEXT,
) -> None:
    """Judge the examples of rules: a bad one yields exactly its code, a good one nothing from any rule.

    Example: xmlinspect rules test our-rules
    """
    from inspector.cli.rules_test import run

    raise typer.Exit(run(folder, form))


@app.command()
def new(
    code: Annotated[str, typer.Argument(metavar="CODE", help="The new rule's code, as ACME-01.")],
    folder: Annotated[Path, typer.Option("--into", help="The pack to put it into.")] = Path("rules"),
) -> None:
    """Begin a rule: a file that loads and whose examples hold, with comments on what to change.

    Example: xmlinspect rules new ACME-01 --into our-rules
    """
    from inspector.packs import scaffold

    code = code.upper()
    try:
        text = scaffold(code)
    except ValueError as error:
        raise CommandError(str(error)) from None
    if _rules(None).get(code) is not None:
        raise CommandError(f"there is a rule {code} already: choose another code")
    path = folder / code.partition("-")[0].lower() / f"{code}.yaml"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise CommandError(f"{path} is there already: choose another code, or another --into") from None
    output.out(str(path))
    output.note(f"change it, then: xmlinspect rules test {folder}")


@app.command()
def schema() -> None:
    """Print the JSON schema of rule files, for editors.

    Example: xmlinspect rules schema > rule.schema.json
    """
    from inspector.rules import rule_schema

    output.out(rule_schema().rstrip())


@app.command()
def docs(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder that the pages go into.")],
) -> None:
    """Write a page for each rule that ships, and an index; pages of rules that are gone are taken away.

    Example: xmlinspect rules docs docs/rules
    """
    from inspector.packs import pages
    from inspector.resources import data
    from inspector.rules import read

    rules, _ = read([data("rules")])
    texts = pages(rules)
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.glob("*.md"):
        if path.name not in texts:
            path.unlink()
    for name, text in texts.items():
        (folder / name).write_text(text, "utf-8")
    output.note(f"{len(texts):,} pages in {folder}")


def _rules(own: list[Path] | None) -> RuleSet:
    """All rules that can be used; those of the user's own that cannot are told.

    Raises:
        RuleError: A rule that ships is broken.
    """
    from inspector.assemble import known_rules
    from inspector.resources import data
    from inspector.schema import Releases
    from inspector.settings import load

    settings = load({"rules": own or None}).settings
    found, problems = known_rules(settings, Releases.load(data("schemas") / "releases.yaml"))
    for problem in problems:
        output.error(str(problem))
    return found


def _list_costs(rules: RuleSet, form: Format) -> None:
    from inspector.assemble import bench, judge, schemas
    from inspector.packs import price

    bench_ = bench(rules, judge(schemas()))
    prices = [price(bench_, rule) for rule in rules.rules]
    if form is Format.JSON:
        output.out_json(
            [
                _row(each.rule)
                | {
                    "when": each.cost.when,
                    "paths": each.cost.paths,
                    "microseconds": round(each.microseconds, 2),
                }
                for each in prices
            ]
        )
        return
    output.out(f"{'code':<8} {'when':<8} {'paths':>5} {'µs':>8}  name")
    for each in prices:
        shown = f"{each.microseconds:.2f}" if each.microseconds else "0"
        output.out(
            f"{each.rule.code:<8} {each.cost.when:<8} {each.cost.paths:>5} {shown:>8}  {each.rule.name}"
        )


def _row(rule: Rule) -> dict[str, object]:
    return {
        "code": rule.code,
        "name": rule.name,
        "severity": str(rule.severity),
        "on": list(rule.on),
        "since": rule.window.since or None,
        "until": rule.window.until or None,
        "summary": rule.summary,
    }
