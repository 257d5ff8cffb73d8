"""URLs of reports: whose they are is not told."""

from __future__ import annotations

import pytest

from inspector.privacy import Knowledge, shown_url

BASE = "https://acme.example.com/WBXService/XMLService"


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", ""),
        ("?AT=LI&x=1", "?AT=LI&x=1"),
        ("?email=jane%40example.org&FN=Jane&WID=jdoe", "?email=********&FN=********&WID=********"),
        ("?x=jane@example.org&AE=jane%40example.org", "?x=********&AE=********"),
        ("?surname=Doe&mobile=4085550123&n=2", "?surname=********&mobile=********&n=2"),
        ("?PW=********&MTID=Xi6L15Fv3Jzdb3xI&AN=Jane+Doe", "?PW=********&MTID=Xi6L15Fv3Jzdb3xI&AN=********"),
    ],
)
def test_personal_values_are_marked_and_all_else_stays(knowledge: Knowledge, query: str, shown: str) -> None:
    assert shown_url(BASE + query, knowledge) == BASE + shown
    assert shown_url(BASE + shown, knowledge) == BASE + shown
