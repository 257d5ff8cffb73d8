"""Reports as plain JSON values, in the layout that `--format json` promises (README, "JSON")."""

from __future__ import annotations

from typing import Any

from inspector.model.report import CallReport, ExchangeReport, Finding, PersonalData

Json = dict[str, Any]


def exchange(report: ExchangeReport) -> Json:
    """One exchange."""
    release = report.release
    return {
        "id": report.id,
        "source": report.source,
        "time": report.time,
        "site": report.site,
        "client": report.client,
        "url": report.url,
        "service": report.service,
        "http": report.http,
        "status": report.status,
        "duration_ms": report.duration_ms,
        "size": {"request": report.size.request, "response": report.size.response},
        "release": {"name": release.name, "from": release.source, "fits": list(release.fits)},
        "calls": [_call(call) for call in report.calls],
        "findings": [_finding(finding) for finding in report.findings],
        "personal_data": [_personal(row) for row in report.personal_data],
    }


def _call(call: CallReport) -> Json:
    return {
        "operation": call.operation,
        "known": call.known,
        "caller": call.caller,
        "shape": call.shape,
        "request_valid": call.request_valid,
        "response_valid": call.response_valid,
        "result": call.result,
        "exception": call.exception,
        "retired": call.retired,
        "recovered": call.recovered,
    }


def _finding(finding: Finding) -> Json:
    return {
        "code": finding.code,
        "severity": str(finding.severity),
        "on": finding.on,
        "call": finding.call,
        "path": finding.path,
        "line": finding.line,
        "column": finding.column,
        "message": finding.message,
        "instead": finding.instead,
        "excerpt": finding.excerpt,
    }


def _personal(row: PersonalData) -> Json:
    return {
        "category": row.category,
        "on": row.on,
        "call": row.call,
        "path": row.path,
        "count": row.count,
        "line": row.line,
        "excerpt": row.excerpt,
    }
