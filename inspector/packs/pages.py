"""A page for each rule, in Markdown, and an index of them."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any, Final

from ruamel.yaml import YAML

from inspector.rules.examples import Example
from inspector.rules.model import Rule

_NOTE: Final = "<!-- Written by `xmlinspect rules docs`; change the rule instead. -->"
_LEFT_OUT: Final = {"says", "request", "response", "before"}


def pages(rules: Iterable[Rule]) -> Mapping[str, str]:
    """The text of each file by its name: `README.md`, the index, and `CODE.md` for each rule."""
    ordered = sorted(rules, key=lambda rule: rule.code)
    known = {rule.code for rule in ordered}
    found = {f"{rule.code}.md": "\n".join(_page(rule, known)) + "\n" for rule in ordered}
    return {"README.md": "\n".join(_index(ordered)) + "\n", **found}


def _index(rules: list[Rule]) -> Iterator[str]:
    yield _NOTE
    yield "# Rules"
    yield ""
    yield (
        f"{len(rules)} rules. How one is written: [rules/README.md](../../rules/README.md); your own go into "
        "a folder that the setting `rules` or the option `--rules` names."
    )
    for family, members in groupby(rules, key=lambda rule: rule.family):
        yield ""
        yield f"## {family}"
        yield ""
        yield "| code | severity | since | says |"
        yield "|---|---|---|---|"
        for rule in members:
            since = rule.window.since or (f"after {rule.window.date}" if rule.window.date else "")
            yield f"| [{rule.code}]({rule.code}.md) | {rule.severity} | {since} | {_cell(rule.summary)} |"


def _page(rule: Rule, known: set[str]) -> Iterator[str]:
    yield _NOTE
    yield f"# {rule.code} {rule.name}"
    yield ""
    yield rule.summary
    yield ""
    yield f"**Severity** {rule.severity}. **Looks at** {', '.join(rule.on)}. **Applies** {_window(rule)}."
    yield ""
    yield f"**Why.** {rule.why}"
    yield ""
    yield f"**Instead.** {rule.instead}"
    if rule.in_answer:
        yield ""
        yield f"**In an answer.** {rule.in_answer}"
    yield ""
    yield "## Fires when"
    yield ""
    yield from _block("yaml", _yaml([_told(match.model_dump(mode="json")) for match in rule.match]))
    if rule.replaces:
        yield ""
        told = (f"{_link(item.code, known)} ({_reach(item.where)})" for item in rule.replaces)
        yield f"Says the same as, and takes the place of: {', '.join(told)}."
    yield ""
    yield "## Sources"
    yield ""
    yield from (f"- {source}" for source in rule.sources)
    if rule.derived:
        yield "- follows from samples, not from a sentence of the documentation"
    if rule.references:
        yield ""
        yield "See also: " + ", ".join(_link(name, known) for name in rule.references) + "."
    for title, examples in (("Bad", rule.examples.bad), ("Good", rule.examples.good)):
        yield ""
        yield f"## {title}"
        for example in examples:
            yield ""
            yield from _example(example)


def _example(example: Example) -> Iterator[str]:
    facts = {
        k: v for k, v in example.model_dump(mode="json", exclude_defaults=True).items() if k not in _LEFT_OUT
    }
    yield f"{example.says}:"
    if facts:
        yield ""
        yield from _block("yaml", _yaml(facts))
    for before in example.before:
        yield ""
        yield f"before it, at {before.time.isoformat()}:"
        yield ""
        yield from _block("xml", before.request)
        if before.response is not None:
            yield ""
            yield from _block("xml", before.response)
    for body in (example.request, example.response):
        if body is not None:
            yield ""
            yield from _block("xml", body)


def _window(rule: Rule) -> str:
    window = rule.window
    parts = [
        f"since {window.since.replace(' ', ' and ')}" if window.since else "",
        f"until {window.until.replace(' ', ' and ')}" if window.until else "",
        f"after {window.date}" if window.date else "",
    ]
    return ", ".join(part for part in parts if part) or "always"


def _reach(where: str) -> str:
    return {"place": "at the same place", "sibling": "beside it"}.get(where, f"in the same {where}")


def _told(value: Any) -> Any:  # noqa: ANN401 - plain JSON values
    """What a match says, without what it leaves open."""
    if isinstance(value, dict):
        kept = {key: _told(item) for key, item in value.items()}
        return {key: item for key, item in kept.items() if item not in (None, "", [], {}, False)}
    if isinstance(value, list):
        return [_told(item) for item in value]
    return value


def _yaml(value: object) -> str:
    out = io.StringIO()
    yaml = YAML()
    yaml.width = 10_000  # versions of the library break lines at different words
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.dump(value, out)
    return out.getvalue()


def _block(kind: str, text: str) -> Iterator[str]:
    fence = "```"
    while fence in text:
        fence += "`"
    yield f"{fence}{kind}"
    yield from (line.rstrip() for line in text.rstrip("\n").split("\n"))
    yield fence


def _link(code: str, known: set[str]) -> str:
    return f"[{code}]({code}.md)" if code in known else code


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
