"""URLs of reports: no value is told."""

from __future__ import annotations

import pytest

from inspector.privacy import Knowledge, Masker, shown_url

BASE = "https://acme.example.com/WBXService/XMLService"


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", ""),
        ("?", "?"),
        ("?AT=LI&x=1", "?AT=********&x=********"),
        ("?email=jane%40example.org&FN=&n=2", "?email=********&FN=&n=********"),
        ("?Qz2519", "?********"),
        ("?Qz2519xvKpw0aGVuIQ==", "?********"),
        ("?p=Qz2519=a?b=c#d", "?p=********?b=********#********"),
        (
            ";jsessionid=Qz2519?user[name]=V&&amp;a=b;c",
            ";jsessionid=********?user[name]=********&&amp;a=********;********",
        ),
        ("?x=password%3DQz2519", "?x=********"),
    ],
)
def test_names_are_shown_and_values_are_not(query: str, shown: str) -> None:
    assert shown_url(BASE + query) == BASE + shown
    assert shown_url(BASE + shown) == BASE + shown


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
