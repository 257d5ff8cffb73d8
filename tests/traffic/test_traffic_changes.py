"""Whose calls a change is about, as the list of changes says it."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspector.resources import data
from inspector.schema.changes import Changes, ChangesError

ENTRY = """changes:
  - since: "40.9.0"
    kind: security
    operations: [user.GetUserCard]
    direction: request
    callers: {callers}
    summary: a call without credentials is no longer answered
    instead: sign in
    source: release notes 40.9.0
"""


def test_changes_about_anonymous_calls_say_so() -> None:
    found = Changes.load(data("schemas") / "changes.yaml").all
    about = {(change.since, change.operations[0]) for change in found if "anonymous" in change.callers}
    assert about == {
        (("39.10.0",), "ep.GetSessionInfo"),
        (("40.2.0",), "ep.LstsummarySession"),
        (("40.9.0",), "user.GetUserCard"),
    }
    assert {change.callers for change in found} == {(), ("anonymous", "identified"), ("authenticated",)}


def test_callers_that_do_not_exist_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "changes.yaml"
    path.write_text(ENTRY.format(callers="[anonymous]"))
    assert Changes.load(path).all[0].callers == ("anonymous",)
    path.write_text(ENTRY.format(callers="[anonimous]"))
    with pytest.raises(ChangesError, match=r"changes\.yaml: entry 1 .*anonimous"):
        Changes.load(path)
