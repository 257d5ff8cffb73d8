"""What `replay` prints: the plan, and what became of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

from inspector.cli import output
from inspector.cli.differences import Case, DifferenceFormat, as_json, ignored_line, junit, line
from inspector.cli.replay_words import counted
from inspector.cli.version import version

if TYPE_CHECKING:
    from inspector.replay import Plan, Result, State, Step, Summary, Withheld

_SHOWN = 20


def print_plan(plan: Plan, url: str, form: DifferenceFormat) -> None:
    """What would be sent."""
    if form is DifferenceFormat.JSON:
        output.out_json(
            {
                "version": version(),
                "to": url,
                "send": [_step(step) for step in (*plan.writes, *_reads(plan))],
                "withheld": [_withheld(one) for one in plan.withheld],
            }
        )
        return
    reads = _reads(plan)
    reading = counted(len(reads), "reading call", "reading calls")
    output.out(f"to {url}: {len(plan.writes):,} writing and {reading}")
    for step in (*plan.writes, *reads):
        needs = f", needs {' and '.join(sorted(step.request.needs()))}" if step.request.needs() else ""
        output.out(f"  {step.access}  #{step.seq} {step.name}{needs}")
    for text in (*_with_recorded_keys(plan), *_not_planned(plan, every=True)):
        output.out(text)


def print_summary(summary: Summary, plan: Plan, url: str, form: DifferenceFormat, errors: list[str]) -> None:
    """What became of a run."""
    if form is DifferenceFormat.JSON:
        output.out_json(_json(summary, plan, url, errors))
    elif form is DifferenceFormat.JUNIT:
        output.out(junit("xmlinspect replay", _cases(summary, plan)))
    else:
        for text in _text(summary, plan):
            output.out(text)
    goes_on = "; the same command with --resume goes on" if summary.kept else ""
    if summary.stopped:
        output.error(f"the run ended early: {summary.stopped}{goes_on or '; nothing was sent'}")
    elif summary.kept:
        output.note(
            "some writing calls were not sent, or may not have arrived; the next run of them needs "
            "--resume or --anew"
        )


def _reads(plan: Plan) -> list[Step]:
    return [step for step in plan.steps if step.access == "read"]


def _text(summary: Summary, plan: Plan) -> Iterator[str]:
    from inspector.replay import groups

    found = groups((r.seq, r.id, r.differences) for r in summary.results)
    for group in found:
        times = (
            f"  ({group.count:,} times, first in #{group.seq})" if group.count > 1 else f"  (#{group.seq})"
        )
        yield line(group.example) + times
    for result in summary.results:
        if result.reason:
            yield f"! #{result.seq} {result.operation}, {_STATES[result.state]}: {result.reason}"
    yield from _with_recorded_keys(plan)
    yield from _not_planned(plan)
    if summary.unlearned:
        calls = counted(len(summary.unlearned), "call", "calls")
        numbers = ", ".join(f"#{seq}" for seq in summary.unlearned[:_SHOWN])
        yield f"no noise was learned of {calls} whose second answer was no SUCCESS ({numbers})"
    sent, whole = summary.count("sent"), len(summary.results)
    asked = sum(result.again for result in summary.results)
    among = [f"{asked:,} of them asked again"] if asked else []
    among += [f"{summary.earlier:,} of them by an earlier run"] if summary.earlier else []
    beside = f" ({', '.join(among)})" if among else ""
    of = counted(whole, "call", "calls")
    yield f"{sent:,} of {of} sent{beside}{_left(summary)}; {_verdict(summary)}"
    yield from ignored_line(summary.ignored)


_STATES = {
    "sent": "sent",
    "not-sent": "not sent",
    "unknown": "sent, nobody knows whether it arrived",
    "failed": "no answer",
}


def _left(summary: Summary) -> str:
    """How many calls were not sent or not answered."""
    counts = ((summary.count(state), said) for state, said in _LEFT.items())
    return "".join(f", {count:,} {said}" for count, said in counts if count)


_LEFT: dict[State, str] = {
    "not-sent": "not sent",
    "unknown": "may or may not have arrived",
    "failed": "without an answer",
}


def _verdict(summary: Summary) -> str:
    if not any(result.compared for result in summary.results):
        return "nothing was compared"
    differing = len(summary.differing)
    return counted(differing, "answer differs", "answers differ") if differing else "no differences"


def _with_recorded_keys(plan: Plan) -> Iterator[str]:
    """Calls about things that the recording did not make."""
    own = [step.name for step in plan.steps if step.request.about_caller]
    if own:
        what = counted(len(own), "call names its", "calls name their")
        yield f"{what} own caller, whose place the one that calls now takes ({_names(own)})"
    steps = [step for step in plan.steps if step.recorded]
    if steps:
        shown = _names([step.name for step in steps])
        what = counted(len(steps), "call names a key", "calls name keys")
        yield f"{what} that no call of the recording made, sent as recorded ({shown})"


def _names(operations: list[str], *, every: bool = False) -> str:
    names = list(dict.fromkeys(operation or "(unknown)" for operation in operations))
    shown = names if every else names[:_SHOWN]
    more = f" and {len(names) - len(shown)} more" if len(names) > len(shown) else ""
    return ", ".join(shown) + more


def _not_planned(plan: Plan, *, every: bool = False) -> Iterator[str]:
    """Calls that a plan leaves out, by reason."""
    reasons: dict[str, list[Withheld]] = {}
    for one in plan.withheld:
        reasons.setdefault(one.reason, []).append(one)
    for reason, left in reasons.items():
        yield f"{len(left):,} not sent ({_names([one.operation for one in left], every=every)}): {reason}"


def _cases(summary: Summary, plan: Plan) -> Iterator[Case]:
    for result in summary.results:
        failure = "\n".join(line(difference) for difference in result.differences)
        if result.reason:
            failure = f"{_STATES[result.state]}: {result.reason}\n{failure}".strip()
        seconds = round((result.milliseconds or 0.0) / 1000, 6)
        yield Case(result.operation, f"#{result.seq}", failure, seconds=seconds, kind=_kind(result))
    for one in plan.withheld:
        yield Case(one.operation or "unknown", f"#{one.seq}", skipped=one.reason)


def _kind(result: Result) -> str:
    """What kind of failure a call is in a JUnit report."""
    if result.state == "sent":
        return "refused" if result.reason else "difference"
    return {"not-sent": "unsent", "unknown": "unknown", "failed": "unanswered"}[result.state]


def _json(summary: Summary, plan: Plan, url: str, errors: list[str]) -> dict[str, object]:
    from inspector.replay import groups

    found = groups((r.seq, r.id, r.differences) for r in summary.results)
    return {
        "version": version(),
        "to": url,
        "calls": len(summary.results),
        "sent": summary.count("sent"),
        "not_sent": summary.count("not-sent"),
        "unknown": summary.count("unknown"),
        "failed": summary.count("failed"),
        "differing": len(summary.differing),
        "stopped": summary.stopped,
        "resumable": summary.kept,
        "ignored": summary.ignored,
        "learned": [list(place) for place in summary.learned],
        "not_learned": list(summary.unlearned),
        "errors": errors,
        "differences": [
            {"count": group.count, "exchange": group.seq, **as_json(group.example)} for group in found
        ],
        "results": [_result(result) for result in summary.results],
        "withheld": [_withheld(one) for one in plan.withheld],
        "recorded_keys": [step.seq for step in plan.steps if step.recorded],
    }


def _result(result: Result) -> dict[str, object]:
    return asdict(result)


def _step(step: Step) -> dict[str, object]:
    return {
        "seq": step.seq,
        "id": step.id,
        "operations": list(step.operations),
        "access": step.access,
        "needs": sorted(step.request.needs()),
        "recorded_keys": [value for _kind, value in step.recorded],
    }


def _withheld(one: Withheld) -> dict[str, object]:
    return asdict(one)
