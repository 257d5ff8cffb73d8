"""Credentials where none belongs are named with the place where they stand."""

from __future__ import annotations

from io import StringIO

import pytest
from engine_traffic import NOON

from inspector.engine import Inspector, report
from inspector.model.exchange import Exchange, Payload
from inspector.report import CheckText

MESSAGE = (
    "<!-- token=Example-1a2b3c --><message><header><securityContext><webExID>jdoe</webExID>"
    "<password>Example-1</password><siteName>acme</siteName></securityContext></header>\n<!-- nothing -->\n"
    '<body> <!-- password=Example-2 --><bodyContent xsi:type="java:com.webex.service.binding.user.GetUser">'
    "<webExId>jdoe</webExId></bodyContent></body></message>"
)


@pytest.mark.parametrize(
    ("lead", "places"), [("", [(1, 1), (3, 8)]), ("\n\n", [(3, 1), (5, 8)]), ("  ", [(1, 3), (3, 8)])]
)
def test_a_comment_with_a_credential_is_named_at_its_place(
    lead: str, places: list[tuple[int, int]], inspector: Inspector
) -> None:
    judged = inspector.judge_pair(Exchange(Payload((), f"{lead}{MESSAGE}".encode()), started=NOON))
    found = [each for each in report(judged).findings if each.code == "PII-07"]

    assert [(each.line, each.column) for each in found] == places
    out = StringIO()
    CheckText(out, ()).add(report(judged))
    assert all(f" {line}:{column} " in out.getvalue() for line, column in places)
