"""Two answers of 700 lines are read, their rows paired, and what differs is found in less than 50 ms."""

from __future__ import annotations

from timeit import Timer

from inspector.assemble import knowledge, schemas
from inspector.compare import Noise, Reader, compare
from inspector.model.exchange import Payload
from inspector.resources import data

LIMIT_MS = 50
SERV = "http://www.webex.com/schemas/2002/06/service"
ROW = """<ep:session>
<ep:sessionKey>{key}</ep:sessionKey>
<ep:confName>Weekly review {n}</ep:confName>
<ep:sessionType>9</ep:sessionType>
<ep:serviceType>MeetingCenter</ep:serviceType>
<ep:hostWebExID>jdoe{n}</ep:hostWebExID>
<ep:hostFirstName>Jane</ep:hostFirstName>
<ep:hostLastName>Doe</ep:hostLastName>
<ep:timeZoneID>23</ep:timeZoneID>
<ep:status>{status}</ep:status>
<ep:startTime>03/20/2034 10:00:00</ep:startTime>
<ep:duration>60</ep:duration>
<ep:listStatus>PUBLIC</ep:listStatus>
<ep:hostEmail>jane.doe{n}@example.com</ep:hostEmail>
<ep:confID>{key}</ep:confID>
<ep:isRecurring>false</ep:isRecurring>
</ep:session>
"""


def _answer(first: int, rows: int, shift: int) -> Payload:
    """Rows from `first`; every seventh has another status, keys are moved by `shift`."""
    inside = "".join(
        ROW.format(
            n=n, key=100_000 + n + shift, status="INPROGRESS" if shift and n % 7 == 0 else "NOT_INPROGRESS"
        )
        for n in range(first, first + rows)
    )
    text = (
        f'<serv:message xmlns:serv="{SERV}" xmlns:ep="{SERV}/ep" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><serv:header><serv:response>'
        "<serv:result>SUCCESS</serv:result></serv:response></serv:header><serv:body>"
        f'<serv:bodyContent xsi:type="ep:lstsummarySessionResponse">{inside}</serv:bodyContent></serv:body>'
        "</serv:message>"
    )
    return Payload(body=text.encode())


def test_a_pair_of_700_lines_takes_less_than_50_ms(table):
    known = knowledge()
    noise = Noise.load(data("rules") / "noise.yaml")
    reader = Reader(schemas().master, known, noise)
    before, after = _answer(0, 41, 0), _answer(2, 41, 7)
    assert before.body.count(b"\n") >= 690
    found = compare(reader.read(before), reader.read(after), noise)
    # Two rows gone, two new, five of the others with another status.
    assert [d.kind for d in found.differences].count("missing") == 2
    assert [d.kind for d in found.differences].count("added") == 2
    assert [d.kind for d in found.differences].count("changed") == 5
    timer = Timer(lambda: compare(reader.read(before), reader.read(after), noise))
    milliseconds = 1000 * min(timer.repeat(7, 3)) / 3
    table.append(f"compare: two answers of 700 lines in {milliseconds:.1f} ms (limit {LIMIT_MS} ms)")
    assert milliseconds < LIMIT_MS
