"""Reports: for people, and for programs."""

from inspector.report.jsonl import Json, JsonLines
from inspector.report.records import exchange
from inspector.report.text import AuditText, CheckText
from inspector.report.totals import Totals

__all__ = ["AuditText", "CheckText", "Json", "JsonLines", "Totals", "exchange"]
