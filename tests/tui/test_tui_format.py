"""Rows and reports as text."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rich.cells import cell_len
from tui_samples import FINDINGS, PERSONAL, record, row

from inspector.model.report import CallReport
from inspector.model.severity import Severity
from inspector.store.errors import FilterError
from inspector.tui.format import (
    COLUMNS,
    aligned,
    call_lines,
    filter_trouble,
    finding_text,
    finding_title,
    fit,
    inventory_lines,
)


def cells(**changes: object) -> dict[str, str]:
    sample = replace(row(1, record(1)), **changes)  # type: ignore[arg-type]
    return {column.title: column.cell(sample) for column in COLUMNS}


def test_the_cells_of_a_row() -> None:
    assert cells() == {
        "time": "09:30:01",
        "operation": "user.GetUser",
        "site": "acme",
        "client": "192.0.2.7 example-client/1.0",
        "caller": "anonymous",
        "result": "FAILURE 000015",
        "http": "200",
        "ms": "13",
        "release": "40.9.0",
        "findings": "✖ AUTH-07 ENV-02 SCH-02",
    }


def test_what_is_unknown_is_a_dot() -> None:
    unknown = cells(
        time=None, operation="", site=None, client="", caller=None, result=None, exception=None, status=None,
        duration_ms=None, severity=None, codes=(),
    )  # fmt: skip
    assert unknown.pop("findings") == "✓"
    assert unknown.pop("release") == "40.9.0"
    assert set(unknown.values()) == {"·"}


@pytest.mark.parametrize(
    ("severity", "sign"), [(Severity.ERROR, "✖"), (Severity.WARNING, "▲"), (Severity.INFO, "●"), (None, "✓")]
)
def test_every_severity_has_a_sign_of_its_own(severity: Severity | None, sign: str) -> None:
    assert cells(severity=severity, codes=())["findings"] == sign


@pytest.mark.parametrize(
    ("width", "titles"),
    [
        (40, "time operation findings"),
        (76, "time operation result findings"),
        (96, "time operation caller result http ms findings"),
        (158, "time operation site client caller result http ms release findings"),
    ],
)
def test_columns_go_by_rank_as_the_terminal_gets_narrow(width: int, titles: str) -> None:
    columns = fit(width)
    assert " ".join(column.title for column, _ in columns) == titles
    assert sum(size + 1 for _, size in columns) - 1 == max(width, 54)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("abc", "abc   "),
        ("abcdef", "abcdef"),
        ("abcdefg", "abcde…"),
        ("東京都庁", "東京 …"),
        ("\x1b[0m", "␛[0m  "),
    ],
)
def test_cells_have_the_width_of_the_terminal(text: str, shown: str) -> None:
    assert aligned(text, 6) == shown
    assert cell_len(shown) == 6


def test_numbers_stand_on_the_right() -> None:
    assert aligned("12", 5, right=True) == "   12"


def test_a_finding_names_place_and_mend() -> None:
    assert finding_title(FINDINGS[1]) == "✖ error AUTH-07  request line 4, column 5"
    assert (
        finding_text(FINDINGS[1])
        == "The credentials are not complete. · at header/securityContext → Send a session ticket."
    )
    assert finding_title(replace(FINDINGS[1], line=None)) == "✖ error AUTH-07  request"


def test_the_inventory_as_a_table() -> None:
    lines = inventory_lines(PERSONAL[:1])
    assert (
        lines[1]
        == "login_id          request       1  header/securityContext/webExID  (login_id, 4 characters)"
    )
    assert inventory_lines([]) == ["No personal data was found in this exchange."]


def test_a_call_in_two_lines() -> None:
    call = CallReport(
        "user.GetUser", True, "identified", "9f2c", False, True, "FAILURE", "000015", "2024-03-31"
    )
    assert call_lines(call) == [
        "user.GetUser · identified · FAILURE 000015",
        "request not valid · response valid · shape 9f2c · retired 2024-03-31",
    ]
    assert call_lines(CallReport("x.Lab", False)) == ["x.Lab (unknown)"]
    assert call_lines(CallReport(None)) == ["no operation"]


def test_a_filters_trouble_begins_with_its_place_and_what_was_meant() -> None:
    error = FilterError("there is no key 'opp'", 4, ("op",))
    assert filter_trouble(error) == "at character 5: did you mean op? there is no key 'opp'"
