"""What the verdicts of two releases on the same call say: it breaks, it works now, or it stays as it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from inspector.engine.judgement import Judgement
from inspector.model.report import Finding
from inspector.model.severity import Severity
from inspector.traffic.effects import Effect

_ROW = re.compile(r"\[\d+\]")
Key = tuple[str, int | None, str, str]


def breaks(before: Judgement, after: Judgement, index: int) -> Iterator[Effect]:
    """What the new release has against the call at `index` of a request, and the old one has not.

    An error breaks a call. Lesser findings are named where they come with a request that was valid and is not
    valid any more.
    """
    known = {_key(finding) for finding in before.findings}
    new = [f for f in _of_call(after, index) if _key(f) not in known]
    lost = _valid(before, index) is True and _valid(after, index) is False
    found = [f for f in new if f.severity is Severity.ERROR]
    if lost and not found:
        found = [f for f in new if f.severity is Severity.WARNING]
    for finding in found:
        yield Effect(
            "breaks",
            "finding",
            finding.message,
            finding.instead,
            code=finding.code,
            on=finding.on,
            path=_bare(finding.path),
        )
    if lost and not found:
        yield Effect(
            "breaks", "invalid", f"the request is not valid by the schema of release {after.chosen.name}"
        )


def mends(before: Judgement, after: Judgement, index: int) -> Iterator[Effect]:
    """What the old release had against the call at `index`, where the new one has nothing new against it."""
    known, still = ({_key(finding) for finding in side.findings} for side in (before, after))
    if _valid(after, index) is False or any(
        _key(finding) not in known for finding in _of_call(after, index, Severity.ERROR)
    ):
        return
    least = Severity.WARNING if _valid(before, index) is False else Severity.ERROR
    for finding in _of_call(before, index, least):
        if _key(finding) not in still:
            yield Effect(
                "possible",
                "works",
                f"no longer wrong at {after.chosen.name}: {finding.message}",
                code=finding.code,
                on=finding.on,
                path=_bare(finding.path),
            )


def _of_call(judgement: Judgement, index: int, least: Severity = Severity.INFO) -> Iterable[Finding]:
    return (f for f in judgement.findings if f.call in (index, None) and f.severity >= least)


def _valid(judgement: Judgement, index: int) -> bool | None:
    return judgement.request.valid(index) if judgement.request is not None else None


def _key(finding: Finding) -> Key:
    return finding.code, finding.call, finding.on, _bare(finding.path)


def _bare(path: str) -> str:
    return _ROW.sub("", path) if "[" in path else path
