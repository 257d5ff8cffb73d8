"""`xmlinspect diff`: two messages, exchanges or recordings held against each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from inspector.cli import output
from inspector.cli.differences import (
    Case,
    DifferenceFormat,
    DifferenceFormatOption,
    IgnorePathOption,
    as_json,
    ignored_line,
    junit,
    line,
)
from inspector.cli.findings import Errors
from inspector.cli.output import CommandError, ExitCode
from inspector.cli.replay_words import counted
from inspector.cli.version import version

if TYPE_CHECKING:
    from inspector.cli.recorded import Recording
    from inspector.compare import Pair, Pairs, Side


def diff(
    before: Annotated[str, typer.Argument(metavar="A", help="A message, a recording, a store, or STORE#ID.")],
    after: Annotated[str, typer.Argument(metavar="B", help="What it is compared with.")],
    match: Annotated[
        list[str] | None,
        typer.Option(
            "--match", metavar="FIELD,..", help="Pair calls by these values alone.", show_default=False
        ),
    ] = None,
    ignore: IgnorePathOption = None,
    noise: Annotated[
        str | None,
        typer.Option(
            "--noise",
            help="Another recording of A's calls: what differs there means nothing.",
            show_default=False,
        ),
    ] = None,
    form: DifferenceFormatOption = DifferenceFormat.TEXT,
) -> None:
    """Compare by structure: blind to prefixes, white space, order of elements, times, keys and tickets.

    Recordings are paired by operation and meaningful fields. Exits with 1 where something differs.

    Example: xmlinspect diff monday.sqlite tuesday.mitm --ignore visitCount
    """
    from contextlib import ExitStack

    from inspector.cli.places import known_places
    from inspector.cli.recorded import recording
    from inspector.compare import Fields, Noise, Pairs, learn
    from inspector.resources import data
    from inspector.settings import load

    settings = load().settings
    errors = Errors()
    with ExitStack() as stack:
        first = stack.enter_context(recording(before, settings, errors))
        second = stack.enter_context(recording(after, settings, errors, key=first.key))
        both = (first, second)
        fields = Fields(known_places("--match", match, both), known_places("--ignore", ignore, both))
        pairs = Pairs(Noise.load(data("rules") / "noise.yaml"), fields)
        # What is in clear is held against pseudonyms as the key of those would have it.
        masked = [side for side in (second, first) if side.redacted(pairs.noise)]
        shared = masked[0].key if masked else None
        sides = _side(first, pairs, shared), _side(second, pairs, shared)
        if noise is not None:
            third = stack.enter_context(recording(noise, settings, errors, key=first.key))
            again = list(pairs.of(sides[0], _side(third, pairs, shared)))
            pairs = replace(pairs, learned=learn(pair.comparison for pair in again if pair.alike))
            _unlearned(noise, again)
        found = list(pairs.of(*sides))
        if not found:
            raise CommandError(
                f"nothing to compare: {before} and {after} hold no messages; name recordings or stores"
            )
        _say(form, before, after, found, errors)
    if not any(pair.compared for pair in found):
        raise CommandError(_nothing(before, after, found))
    if errors.messages:
        raise typer.Exit(ExitCode.PARTIAL)
    raise typer.Exit(ExitCode.CLEAN if all(pair.same for pair in found) else ExitCode.FINDINGS)


def _unlearned(noise: str, again: list[Pair]) -> None:
    """Say of which calls no noise could be learned."""
    left = [pair for pair in again if pair.before is not None and pair.after is not None and not pair.alike]
    if left:
        names = ", ".join(dict.fromkeys(pair.operation or "(unknown)" for pair in left))
        output.note(
            f"{noise}: no noise is learned of {counted(len(left), 'call', 'calls')} ({names}), which both "
            "recordings would have to answer with SUCCESS"
        )


def _nothing(before: str, after: str, pairs: list[Pair]) -> str:
    """Why no message was held against another."""
    faults = ", ".join(dict.fromkeys(fault for pair in pairs for fault in pair.faults))
    if faults:
        return f"nothing to compare: {before} or {after} cannot be read ({faults}); name readable messages"
    return (
        f"nothing to compare: no call of {before} is in {after}; choose what pairs them with --match FIELD,.."
    )


def _side(opened: Recording, pairs: Pairs, key: bytes | None) -> Side:
    from inspector.compare import Side

    reader = opened.plain_reader(pairs.noise) if key is None else opened.reader(pairs.noise, key)
    return Side(reader, opened.seqs(), opened.store.record)


def _say(form: DifferenceFormat, before: str, after: str, pairs: list[Pair], errors: Errors) -> None:
    if form is DifferenceFormat.JSON:
        output.out_json(_json(before, after, pairs, errors))
    elif form is DifferenceFormat.JUNIT:
        output.out(junit("xmlinspect diff", (_case(pair) for pair in pairs)))
    else:
        for text in _text(pairs):
            output.out(text)


def _text(pairs: list[Pair]) -> Iterator[str]:
    for pair in pairs:
        if pair.same:
            continue
        if len(pairs) > 1:
            yield f"{pair.operation or '(unknown operation)'}  {_numbers(pair)}"
        indent = "  " if len(pairs) > 1 else ""
        for difference in pair.comparison.differences:
            yield indent + line(difference, operation=len(pairs) == 1)
    yield _total(pairs)
    ignored: Counter[str] = Counter()
    for pair in pairs:
        ignored.update(pair.comparison.ignored)
    yield from ignored_line(dict(ignored))


def _total(pairs: list[Pair]) -> str:
    compared = sum(pair.compared for pair in pairs)
    differing = sum(not pair.same for pair in pairs)
    alone = sum(None in (pair.before, pair.after) for pair in pairs)
    said = [f"{compared:,} compared"]
    if differing - alone:
        said.append(f"{differing - alone:,} differ")
    if alone:
        said.append(f"{alone:,} in one of the two only")
    if compared and not differing:
        said.append("no differences")
    return ", ".join(said)


def _numbers(pair: Pair) -> str:
    if pair.before is None:
        return f"only in the second, #{pair.after}"
    if pair.after is None:
        return f"only in the first, #{pair.before}"
    return f"#{pair.before} and #{pair.after}"


def _case(pair: Pair) -> Case:
    lines = [line(difference) for difference in pair.comparison.differences]
    if None in (pair.before, pair.after):
        lines = [f"{_numbers(pair)}: the other recording has no such call"]
    return Case(pair.operation or "unknown", _numbers(pair), "\n".join(lines))


def _json(before: str, after: str, pairs: list[Pair], errors: Errors) -> dict[str, object]:
    return {
        "version": version(),
        "before": before,
        "after": after,
        "compared": sum(pair.compared for pair in pairs),
        "differing": sum(not pair.same for pair in pairs),
        "errors": errors.messages,
        "pairs": [
            {
                "operation": pair.operation,
                "before": pair.before,
                "after": pair.after,
                "same": pair.same,
                "differences": [as_json(difference) for difference in pair.comparison.differences],
                "ignored": pair.comparison.ignored,
            }
            for pair in pairs
        ],
    }
