"""Twice as large a message is twice the work, however hostile it is: counted, and what runs in C compared."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from counted_work import lines_run
from engine_traffic import NOON
from engine_work import Copied, slowdown

from inspector.engine import Inspector, record, report
from inspector.model.exchange import Exchange, Payload

MOST = 2.3
"""Twice the size is twice the work and some; where each meets each it is four times."""

CALL = '<bodyContent xsi:type="java:com.webex.service.binding.user.{}">'
TICKET = "<message><header><securityContext><sessionTicket>AB12cd34EF56gh78</sessionTicket></securityContext>"


def _message(operation: str, content: str) -> Exchange:
    body = f"{TICKET}</header><body>{CALL.format(operation)}{content}</bodyContent></body></message>"
    return Exchange(Payload((), body.encode()), started=NOON)


def _comments_and_secrets(number: int) -> Exchange:
    rows = (f"<!-- {n} --><password>Example-{n}</password>" for n in range(number))
    return _message("CreateUser", "".join(rows))


def _nested_calls(depth: int) -> Exchange:
    nested = CALL.format("GetUser") * depth + "<a>v</a>" * 20 * depth + "</bodyContent>" * depth
    return _message("GetUser", nested)


def _many_answers(number: int) -> Exchange:
    failed = "<response><result>FAILURE</result><gsbStatus>PRIMARY</gsbStatus></response>"
    body = f"<message><header>{failed * number}</header><body><bodyContent/></body></message>"
    return Exchange(response=Payload((), body.encode()), started=NOON)


def _echo_of_many(number: int) -> Exchange:
    sent = "".join(f"<email>jane{n}@example.com</email>" for n in range(number))
    words = "".join(f"<subError><value>jane {n}</value></subError>" for n in range(number))
    failed = (
        f"<response><result>FAILURE</result><reason>bad</reason><subErrors>{words}</subErrors></response>"
    )
    answer = f"<message><header>{failed}</header><body><bodyContent/></body></message>"
    return replace(_message("CreateUser", sent), response=Payload((), answer.encode()), status=200)


def _instruction(number: int) -> Exchange:
    plain = _message("GetUser", "").request
    assert plain is not None
    return Exchange(replace(plain, body=f"<?x {'<!--' * number}?>".encode() + plain.body), started=NOON)


def _long_name(number: int) -> Exchange:
    body = f"<!-- -->{TICKET}</header><body>{CALL.format('a' * number + '!')}</bodyContent></body></message>"
    return Exchange(Payload((), body.encode()), started=NOON)


def _phones_and_addresses(number: int) -> Exchange:
    return _message("CreateUser", f"<notes>{('call 650-479-3208 ' + 'x 10.2.3.4 ' * 9) * number}</notes>")


def _parts(number: int) -> Exchange:
    return _message("CreateUser", "<notes>" + "form-data; name=a\n" * number + "</notes>")


def _judging(inspector: Inspector, exchange: Exchange) -> int:
    return lines_run(lambda: report(inspector.judge_pair(exchange)))


def _recording(inspector: Inspector, exchange: Exchange) -> int:
    return lines_run(lambda: record(inspector.judge_pair(exchange)))


def _redacting(inspector: Inspector, exchange: Exchange) -> int:
    judged = inspector.judge_pair(exchange)
    side = judged.request
    assert side is not None
    return lines_run(lambda: judged.redactor.body(side.reading.body, side.shape, [], side.plan))


@pytest.mark.parametrize(
    ("work", "made", "size"),
    [
        (_redacting, _comments_and_secrets, 200),
        (_judging, _nested_calls, 50),
        (_judging, _many_answers, 800),
        (_judging, _echo_of_many, 500),
        (_recording, _phones_and_addresses, 150),
    ],
)
def test_work_grows_as_the_message_does(
    work: Callable[[Inspector, Exchange], int],
    made: Callable[[int], Exchange],
    size: int,
    inspector: Inspector,
) -> None:
    work(inspector, made(2))

    assert work(inspector, made(2 * size)) < MOST * work(inspector, made(size))


@pytest.mark.parametrize(("made", "size"), [(_instruction, 4_000), (_long_name, 3_000), (_parts, 800)])
def test_no_expression_reads_a_message_more_than_once(
    made: Callable[[int], Exchange], size: int, inspector: Inspector
) -> None:
    assert slowdown(lambda number: record(inspector.judge_pair(made(number))), size) < 8


def _copied(inspector: Inspector, number: int) -> tuple[int, int]:
    """Bytes copied while a message without slots is cut, and its length."""
    judged = inspector.judge_pair(_comments_and_secrets(number))
    side = judged.request
    assert side is not None
    assert side.shape.serial == 0
    tally = [0]
    side.shape.pieces = (Copied.of(side.shape.pieces[0], tally),)
    part = judged.redactor.body(side.reading.body, side.shape, [], side.plan)
    assert b"Example" not in part.body
    return tally[0], len(side.shape.pieces[0])


def test_cutting_secrets_out_copies_a_message_once(inspector: Inspector) -> None:
    copied, length = _copied(inspector, 200)

    assert length / 2 < copied < 3 * length


def test_what_stands_in_a_nested_call_is_named_by_that_call(inspector: Inspector) -> None:
    inner = CALL.format("SetUser") + "<odd><email>jane.doe@example.com</email></odd></bodyContent>"
    report = record(inspector.judge_pair(_message("GetUser", inner))).report

    found = [(row.category, row.path, row.call) for row in report.personal_data if row.category == "email"]
    assert found == [("email", "setUser/odd/email", 1)]


def test_a_secret_of_many_lines_keeps_them_all_at_one_pass(inspector: Inspector) -> None:
    exchange = _message("CreateUser", "<!-- x --><password>Example\r\n-7\n\n</password>\n<a>v</a>")
    part = record(inspector.judge_pair(exchange)).request

    assert part is not None
    assert b"<password>********\r\n\n\n</password>\n<a>v</a>" in part.body
