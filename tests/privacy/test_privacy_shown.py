"""URLs of reports: whose they are is not told."""

from __future__ import annotations

import pytest

from inspector.privacy import Knowledge, Masker, shown_url

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


@pytest.mark.parametrize("user", ["jdoe:Example-1", "jane", "jane@example.org"])
@pytest.mark.parametrize("text", ["https://{}@acme.example.com/x", "see https://{}@acme.example.com/x now"])
def test_the_host_behind_a_user_stays(knowledge: Knowledge, user: str, text: str) -> None:
    masker = Masker(b"k" * 32, knowledge, categories=frozenset(knowledge.categories))
    new = masker.text(text.format(user))
    before, after = text.split("{}")
    assert new.startswith(before)
    assert new.endswith(after)
    assert user not in new
    assert masker.text(new) == new
