"""xsi:nil is judged alike by the template, by lxml on the whole message, and by the explanation."""

from __future__ import annotations

import pytest
from engine_oracle import Oracle
from engine_traffic import NOON
from test_engine_findings import JANE, more, request

from inspector.engine import Inspector, report
from inspector.engine.explain import explain
from inspector.model.exchange import Exchange, Payload
from inspector.wire import Limits, decode

URL = "https://acme.example.com/WBXService/xml40.10.0/XMLService"
TRAINING = (
    "<accessControl><listing>PUBLIC</listing></accessControl><schedule>"
    "<startDate>06/20/2030 09:00:00</startDate><timeZone>GMT-08:00, Pacific (San Jose)</timeZone></schedule>"
    "<metaData><confName>Talk</confName></metaData>"
)
SAID = "createTrainingSession/presenters/participants"

# what stands in the bodyContent, the operation, the path of the finding, what it says; None where it is valid
CASES = {
    "a number": (
        more('<timeZoneID xsi:nil="true"/>'),
        "user.CreateUser",
        "createUser/timeZoneID/@xsi:nil",
        "does not let it be nil",
    ),
    "a number with a value": (
        more('<timeZoneID xsi:nil="false">4</timeZoneID>'),
        "user.CreateUser",
        "createUser/timeZoneID/@xsi:nil",
        "does not let it be nil",
    ),
    "an empty number that is not nil": (
        more('<timeZoneID xsi:nil="false"/>'),
        "user.CreateUser",
        "createUser/timeZoneID/@xsi:nil",
        "does not let it be nil",
    ),
    "a required string": (
        JANE.replace("<webExId>jdoe</webExId>", '<webExId xsi:nil="1"/>'),
        "user.CreateUser",
        "createUser/webExId/@xsi:nil",
        "does not let it be nil",
    ),
    "a complex element": (
        f'{JANE}<phones xsi:nil="true"/>',
        "user.CreateUser",
        "createUser/phones/@xsi:nil",
        "does not let it be nil",
    ),
    "where the schema lets it": ('<participants xsi:nil="true"/>', "", None, ""),
    "where the schema lets it, not nil": ('<participants xsi:nil="0"/>', "", None, ""),
    "nil and not empty": (
        '<participants xsi:nil="true"><participant xsi:nil="false"><person><email>j@example.com</email>'
        "</person></participant></participants>",
        "",
        f"{SAID}/@xsi:nil",
        "said to be nil, and holds something",
    ),
    "neither true nor false": (
        '<participants xsi:nil="maybe"/>',
        "",
        f"{SAID}/@xsi:nil",
        "neither true nor false",
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_nil_is_judged_alike(
    case: tuple[str, str, str | None, str], inspector: Inspector, oracle: Oracle
) -> None:
    content, operation, path, words = case
    if not operation:
        content = f"{TRAINING}<presenters>{content}</presenters>"
    payload = Payload((), request(content, operation or "training.CreateTrainingSession"))
    judgement = inspector.judge_pair(Exchange(payload, url=URL, started=NOON))
    found = report(judgement)
    (said,) = explain(judgement, inspector.judge, Limits())

    assert [call.request_valid for call in found.calls] == [path is None]
    assert oracle.verdict(decode(payload), "40.10.0") == [path is None]
    assert (said.opinions == ()) is (path is None)
    slips = [f for f in found.findings if f.code.startswith(("SCH-", "ENV-07"))]
    assert [(f.code, f.path) for f in slips] == ([] if path is None else [("SCH-01", path)])
    assert all(words in f.message and f.instead and f.line for f in slips)


@pytest.mark.parametrize("frame", ["header", "body", "message"])
def test_nothing_of_the_frame_may_be_nil(frame: str, inspector: Inspector, oracle: Oracle) -> None:
    tag = b"<serv:message" if frame == "message" else f"<{frame}".encode()
    payload = Payload((), request(JANE).replace(tag, tag + b' xsi:nil="true"', 1))
    found = report(inspector.judge_pair(Exchange(payload, url=URL, started=NOON)))

    assert [(f.code, f.path) for f in found.findings] == [("SCH-01", f"{frame}/@xsi:nil")]
    assert [c.request_valid for c in found.calls] == oracle.verdict(decode(payload), "40.10.0") == [False]


def test_twin_a_walk_that_is_blind_to_nil_is_found_out(
    inspector: Inspector, oracle: Oracle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inspector.schema.walk.nil_fault", lambda *_: ("", ""))
    content, operation, path, _ = CASES["a number"]
    payload = Payload((), request(content + "<!-- another shape -->", operation))
    found = report(inspector.judge_pair(Exchange(payload, url=URL, started=NOON)))

    assert path not in {f.path for f in found.findings}
    assert [c.request_valid for c in found.calls] == oracle.verdict(decode(payload), "40.10.0") == [False]
