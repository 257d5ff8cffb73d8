"""`<name>password</name><value>...</value>`: what one element names and another beside it holds."""

from __future__ import annotations

import pytest

from inspector.assemble import inspector
from inspector.engine.reporting import record
from inspector.model.exchange import Exchange, Payload
from inspector.recordings import exchange_of
from inspector.settings import load

SECRET = "Zq9wVb7rTk2"
KEY = bytes(range(32))


def _made(content: str, end: str = "</message>", redact: str = "secrets") -> tuple[str, dict[str, int]]:
    """The redacted message, and the inventory of its secrets outside the header, by path."""
    body = (
        '<message xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><header/><body><bodyContent'
        ' xsi:type="java:com.webex.service.binding.meeting.CreateMeeting">'
        f"{content}</bodyContent></body>{end}"
    )
    core = inspector(load({"redact": redact}).settings, key=KEY)
    exchange = Exchange(Payload(body=body.encode()), url="https://acme.example.com/WBXService/XMLService")
    done = record(core.judge_pair(exchange))
    assert done.request is not None
    again = record(core.judge_pair(exchange_of(done)))
    assert again.request is not None
    assert again.request.body == done.request.body
    rows = {row.path: row.count for row in done.report.personal_data if row.category == "credential"}
    return done.request.body.decode(), rows


PAIRS = [
    ("<x><name>password</name><value>@</value></x>", "createMeeting/x/value"),
    ("<x><value>@</value><name>Password</name></x>", "createMeeting/x/value"),
    (
        "<x><key>api_key</key><type>1</type></x><x><key>apiKey</key><value>@</value></x>",
        "createMeeting/x/value",
    ),
    (
        "<tracking><trackingCode><name>user password</name><value>@</value></trackingCode></tracking>",
        "createMeeting/tracking/trackingCode/value",
    ),
    ("<x><name>password</name><description>d</description><value>@</value></x>", "createMeeting/x/value"),
    ("<x><entry><string>password</string><string>@</string></entry></x>", "createMeeting/x/entry/string"),
    ("<x><id>12</id></x><param><name>sessionTicket</name><val>@</val></param>", "createMeeting/param/val"),
]


@pytest.mark.parametrize("redact", ["secrets", "pii"])
@pytest.mark.parametrize(("content", "path"), PAIRS)
def test_a_value_whose_neighbour_names_a_secret_is_one(content: str, path: str, redact: str) -> None:
    made, rows = _made(content.replace("@", SECRET), redact=redact)
    assert SECRET not in made
    assert rows == {path: 1}


@pytest.mark.parametrize(("content", "path"), [pair for pair in PAIRS if pair[0].startswith("<x><name>")])
def test_in_broken_and_in_escaped_markup_too(content: str, path: str) -> None:
    assert SECRET not in _made(content.replace("@", SECRET), end="</massage>")[0]
    escaped = content.replace("@", SECRET).replace("<", "&lt;").replace(">", "&gt;")
    assert SECRET not in _made(f"<metaData><agenda>{escaped}</agenda></metaData>")[0]
    assert path


@pytest.mark.parametrize(
    "content",
    [
        "<x><name>project</name><value>@</value></x>",
        "<x><name>enforcePassword</name><value>@</value></x>",
        "<x><name>password</name><other>@</other></x>",
        "<x><name>password</name><name>color</name><value>@</value></x>",
        "<x><name>password</name><y><value>@</value></y></x>",
        f"<x><name>{'the password of this room ' * 3}</name><value>@</value></x>",
    ],
)
@pytest.mark.parametrize("end", ["</message>", "</massage>"])
def test_other_values_stay(content: str, end: str) -> None:
    made, rows = _made(content.replace("@", SECRET), end)
    assert f">{SECRET}<" in made
    assert rows == {}


@pytest.mark.parametrize("end", ["</message>", "</massage>"])
@pytest.mark.parametrize("content", ["<param name='pwd'>@</param>", "<entry key='password'>@</entry>"])
def test_a_name_in_an_attribute(content: str, end: str) -> None:
    assert SECRET not in _made(f"<x>{content.replace('@', SECRET)}</x>", end)[0]
    assert SECRET in _made(f"<x><entry key='color'>{SECRET}</entry></x>", end)[0]


def test_neighbours_stand_in_one_element() -> None:
    made, rows = _made(f"<x><name>password</name></x><y><value>{SECRET}</value></y>")
    assert f">{SECRET}<" in made
    assert rows == {}


def test_rows_of_one_shape_are_told_apart() -> None:
    """The twin: the same shape with another name has nothing to hide."""
    rows = "".join(f"<x><name>{name}</name><value>{SECRET}{name}</value></x>" for name in ("token", "color"))
    made, found = _made(rows)
    assert f"{SECRET}token" not in made
    assert f"{SECRET}color" in made
    assert found == {"createMeeting/x/value": 1}
