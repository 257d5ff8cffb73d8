"""The core: shapes and templates, the inspector, its history, and the recorder that runs beside a proxy."""

from inspector.engine.history import Evidence, History
from inspector.engine.inspector import Inspector, InspectorSettings
from inspector.engine.judgement import Judgement
from inspector.engine.releases import ReleasePolicy
from inspector.engine.reporting import record, report

__all__ = [
    "Evidence",
    "History",
    "Inspector",
    "InspectorSettings",
    "Judgement",
    "ReleasePolicy",
    "record",
    "report",
]
