"""Reports: for people, and for programs."""

from inspector.report.baseline import Baseline, BaselineError, baseline_text, read_baseline, told
from inspector.report.jsonl import Json, JsonLines
from inspector.report.records import exchange
from inspector.report.text import AuditText, CheckText
from inspector.report.totals import Totals

__all__ = [
    "AuditText",
    "Baseline",
    "BaselineError",
    "CheckText",
    "Json",
    "JsonLines",
    "Totals",
    "baseline_text",
    "exchange",
    "read_baseline",
    "told",
]
