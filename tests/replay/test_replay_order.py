"""The order of rows: it counts where the request asked for one."""

from __future__ import annotations

import pytest
from replay_session import XML, Counting, Recorder, message, serving

from inspector.model.exchange import Payload
from inspector.simulator import Answer, Site

SERV = "http://www.webex.com/schemas/2002/06/service"
ORDER = "<order><orderBy>UID</orderBy><orderAD>ASC</orderAD></order>"


def listed(*names: str) -> bytes:
    rows = "".join(f"<use:user><use:webExId>{name}</use:webExId></use:user>" for name in names)
    return (
        f'<serv:message xmlns:serv="{SERV}" xmlns:use="{SERV}/user" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><serv:header><serv:response>'
        "<serv:result>SUCCESS</serv:result></serv:response></serv:header><serv:body>"
        f'<serv:bodyContent xsi:type="use:lstsummaryUserResponse">{rows}</serv:bodyContent></serv:body>'
        "</serv:message>"
    ).encode()


def recording(schemas, path, inside, *names):
    recorder = Recorder(schemas, path, "40.10.0")
    recorder.keep(Payload(XML, message("user.LstsummaryUser", inside)), Payload(XML, listed(*names)))
    return recorder.save()


@pytest.mark.parametrize(
    ("inside", "found"),
    [(ORDER, ["~ lstsummaryUserResponse/user: rows in one order -> in another"]), ("", [])],
)
def test_rows_in_another_order_are_one_difference(schemas, tmp_path, command, inside, found):
    first = recording(schemas, tmp_path / "a.sqlite", inside, "a", "b", "c", "d")
    second = recording(schemas, tmp_path / "b.sqlite", inside, "d", "c", "b", "a")
    code, out, _ = command("diff", first, second, form="text")
    assert code == (1 if found else 0)
    lines = [line.replace("user.LstsummaryUser ", "") for line in out.splitlines() if line[0] in "~-+"]
    assert lines == found


@pytest.mark.parametrize(("inside", "differing"), [(ORDER, 1), ("", 0)])
def test_a_replay_sees_another_order(schemas, tmp_path, command, inside, differing):
    path = recording(schemas, tmp_path / "a.sqlite", inside, "a", "b", "c", "d")
    site = Counting(Site(schemas.master, schemas.releases, release="40.10.0"))
    site.before = lambda _request, _url: Answer(200, XML, listed("d", "c", "b", "a"))
    with serving(site) as server:
        _, said, _ = command("replay", path, "--to", server.url, "--rate", "0")
    assert said["differing"] == differing
    places = [d["place"] for d in said["differences"]]
    assert places == ["lstsummaryUserResponse/user[order]"] * differing
