"""What a terminal and a flow's comment say of an exchange: from its report alone, so without any value."""

from __future__ import annotations

from typing import Final

from inspector.engine.frames import Reply
from inspector.model.report import ExchangeReport

_LONGEST: Final = 80
"""Characters of a name that came over the wire."""
_MOST: Final = 20
"""Findings in a comment."""


def reply_to(number: int, flow: str, report: ExchangeReport, *, stored: bool = True) -> Reply:
    """The reply for a judged exchange."""
    worst = max((finding.severity for finding in report.findings), default=None)
    return Reply(
        number=number,
        flow=flow,
        line=_line(report),
        mark="" if worst is None else str(worst),
        comment=_comment(report),
        codes=tuple(dict.fromkeys(finding.code for finding in report.findings)),
        stored=stored,
    )


def _line(report: ExchangeReport) -> str:
    """One line: site, operation, caller, result, exception, HTTP status, time, severity, codes."""
    words = [report.site or "-"]
    for call in report.calls:
        words += [call.operation or "-", call.caller or "", call.result or "", call.exception or ""]
    if not report.calls:
        words.append(report.service if report.service != "xmlservice" else "(no call)")
    line = " ".join(_plain(word) for word in words if word)
    line += f", HTTP {report.status}" if report.status is not None else ", no answer"
    if report.duration_ms is not None:
        line += f", {report.duration_ms:.0f} ms"
    found = sorted({(-finding.severity, finding.code) for finding in report.findings})
    if not found:
        return line
    worst = max(finding.severity for finding in report.findings)
    return f"{line}: {worst} {' '.join(code for _, code in found)}"


def _comment(report: ExchangeReport) -> str:
    found = sorted(report.findings, key=lambda finding: -finding.severity)
    lines = []
    for finding in found[:_MOST]:
        place = f", {finding.on} line {finding.line}" if finding.line is not None else ""
        lines.append(f"{finding.code} ({finding.severity}{place}): {_plain(finding.message, 400)}")
    if len(found) > _MOST:
        lines.append(f"and {len(found) - _MOST} more")
    return "\n".join(lines)


def _plain(text: str, longest: int = _LONGEST) -> str:
    """`text` without what could steer a terminal, cut to `longest` characters."""
    shown = "".join(letter if letter.isprintable() else "?" for letter in text[: longest + 1])
    return shown if len(shown) <= longest else f"{shown[: longest - 1]}…"
