"""From a judgement to plain records: the report of an exchange, and what may leave memory of it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

from inspector.engine.calls import NO_RESULT, caller_of, contents_at, outcome_at
from inspector.engine.exchanges import credentials_of
from inspector.engine.judgement import Judgement, Side
from inspector.engine.positions import Positions
from inspector.engine.shape import CallShape, Leaf
from inspector.engine.template import is_unfit
from inspector.model.exchange import Direction, Exchange, Payload
from inspector.model.report import (
    CallReport,
    ExchangeReport,
    Fact,
    Part,
    PersonalData,
    Record,
    ReleaseReport,
    Size,
)
from inspector.privacy.mask import Masker
from inspector.wire.envelope import type_name

# A token of HTTP, and the slash of "HTTP/2.0": what a recording says behind it may be anything.
_WORD = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z/-]{1,32}")


def report(judgement: Judgement) -> ExchangeReport:
    """Everything that is said of an exchange; holds no value of a message."""
    exchange = judgement.exchange
    ours = judgement.service == "xmlservice"
    return ExchangeReport(
        id=identify(exchange, judgement.masker),
        source=judgement.masker.url(exchange.source),
        time=_iso(exchange.started),
        site=None if judgement.site is None else judgement.masker.fact("site", judgement.site),
        client=client_of(judgement),
        url=judgement.masker.url(exchange.url),
        http=None if exchange.http is None else _word(exchange.http),
        status=exchange.status,
        duration_ms=exchange.duration_ms,
        size=Size(_length(exchange.request), _length(exchange.response)),
        release=ReleaseReport(
            judgement.chosen.name, judgement.chosen.source, *(_fits(judgement) if ours else ((), ""))
        ),
        calls=tuple(_discreet(call, judgement.masker) for call in _calls_alive(judgement)) if ours else (),
        findings=judgement.findings,
        personal_data=_personal(judgement, ours=ours),
        service=judgement.service,
    )


def record(judgement: Judgement) -> Record:
    """What may leave memory of an exchange: its report and its redacted form."""
    exchange, masker = judgement.exchange, judgement.masker
    request, response = exchange.request, exchange.response
    if judgement.request is None and request is not None and response is None:
        request, response = None, request  # a lone answer that was filed as a request
    return Record(
        report=report(judgement),
        request=_part(judgement, judgement.request),
        response=_part(judgement, judgement.response),
        request_headers=masker.headers(request.headers)[0] if request else (),
        response_headers=masker.headers(response.headers)[0] if response else (),
        method=_word(exchange.method),
        started=exchange.started,
        facts=tuple(fact for side in judgement.sides for fact in _facts(judgement, side)),
    )


def identify(exchange: Exchange, masker: Masker) -> str:
    """Keyed hash of start time, URL and both bodies as sent (decision 5).

    Without the key, whoever has the redacted bodies could try passwords until the hash is the same.
    """
    pieces = [f"{exchange.started}\n{exchange.url}\n".encode("utf-8", "surrogatepass")]
    for payload in (exchange.request, exchange.response):
        pieces += (b"\0",) if payload is None else (b"%d\n" % len(payload.body), payload.body)
    return masker.digest(b"exchange", pieces)[:32]


def _iso(started: float | None) -> str | None:
    if started is None:
        return None
    return datetime.fromtimestamp(started, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _word(text: str) -> str:
    """Method or version of HTTP, as far as it is one."""
    found = _WORD.match(text)
    return found[0] if found else ""


def _length(payload: Payload | None) -> int:
    return len(payload.body) if payload is not None else 0


def client_of(judgement: Judgement) -> str:
    """Whose call it is: client address, User-Agent, clientInfo, as far as they are known (decision 5)."""
    request = judgement.request
    payload = judgement.exchange.request
    agent = payload.header("user-agent") if payload is not None else None
    info = request.reading.value(request.shape.client_info) if request is not None else None
    parts = (judgement.exchange.client, agent, info)
    return judgement.masker.fact("client", ", ".join(part.strip() for part in parts if part and part.strip()))


def _fits(judgement: Judgement) -> tuple[tuple[str, ...], str]:
    """The releases that every call fits; where there are none, the one that comes nearest.

    Of several, it is the one that was judged by, else the newest.
    """
    fits: set[str] | None = None
    near: Counter[str] = Counter()
    for side in judgement.sides:
        if side.shape.direction is None:
            return (), ""
        for call, nearest in zip(side.template.fits, side.template.near, strict=True):
            fits = set(call) if fits is None else fits & call
            near.update(call or nearest)
    order = [release.name for release in judgement.releases.all]
    if fits or not near:
        return tuple(name for name in order if name in (fits or ())), ""
    judged = judgement.chosen.name
    return (), max(order, key=lambda name: (near[name], name == judged, order.index(name)))


def fits_of(judgement: Judgement) -> tuple[frozenset[str], ...]:
    """Names of the releases that have everything a call uses, for each call of the request (else answer)."""
    side = judgement.request or judgement.response
    return side.template.fits if side is not None else ()


def place_of(judgement: Judgement, index: int) -> tuple[int, int] | None:
    """Line and column of the call at `index` of the request (else answer), None where it has none."""
    side = judgement.request or judgement.response
    if side is None or index >= len(side.shape.calls):
        return None
    ordinal = side.shape.calls[index].ordinals.get("")
    place = side.shape.places.get(ordinal) if ordinal is not None else None
    if place is None:
        return None
    return Positions(side.reading.body, side.shape.pieces, side.reading.values).of(place)


def calls_of(judgement: Judgement) -> tuple[CallReport, ...]:
    """What is said of each call of an exchange."""
    request, response = judgement.request, judgement.response
    if request is not None and request.shape.direction is not None:
        return tuple(_paired(judgement, request, response))
    results = response.results() if response is not None else ()
    if request is not None:
        recovered = request.shape.message.recovered_operations
        return tuple(
            _recovered(judgement, name, outcome_at(results, position))
            for position, name in enumerate(recovered)
        )
    if response is None:
        return ()
    if response.shape.direction is None:
        names = response.shape.message.recovered_operations
        return tuple(_recovered(judgement, name, NO_RESULT, answer=True) for name in names)
    return tuple(
        _call_report(call, None, None, response.valid(index), outcome_at(results, index))
        for index, call in enumerate(response.shape.calls)
    )


def _paired(judgement: Judgement, request: Side, response: Side | None) -> list[CallReport]:
    payload = judgement.exchange.request
    jwt = bool(payload is not None and (payload.header("jwttoken") or "").strip())
    shown = credentials_of(request.shape, request.reading.body.form, judgement.site)
    # A server that echoes the request has given no answer.
    is_answer = response is not None and response.shape.direction is Direction.RESPONSE
    readable = response if is_answer else None
    results = readable.results() if readable else ()
    contents = [i for i, call in enumerate(readable.shape.calls) if not call.nested] if readable else []
    answers = contents_at(results, contents)
    reports = []
    position = 0
    for index, call in enumerate(request.shape.calls):
        caller = caller_of(call, shown, jwt=jwt)
        if call.nested:
            reports.append(_call_report(call, caller, None, None, NO_RESULT))
            continue
        answer = answers[position] if position < len(answers) else None
        valid = readable.valid(answer) if readable and answer is not None else None
        outcome = outcome_at(results, position)
        reports.append(_call_report(call, caller, request.valid(index), valid, outcome))
        position += 1
    return reports


def _call_report(
    call: CallShape,
    caller: object,
    request_valid: bool | None,
    response_valid: bool | None,
    outcome: tuple[str | None, str | None],
) -> CallReport:
    return CallReport(
        operation=call.operation,
        known=call.known,
        caller=caller,  # type: ignore[arg-type]
        shape=call.shape,
        request_valid=request_valid,
        response_valid=response_valid,
        result=outcome[0],
        exception=outcome[1],
        retired=call.retired,
    )


def _calls_alive(judgement: Judgement) -> tuple[CallReport, ...]:
    """The calls; on a site of the user's own nothing was retired."""
    calls = calls_of(judgement)
    if "on-premises" not in judgement.facts.kinds:
        return calls
    return tuple(replace(call, retired=None) for call in calls)


def _discreet(call: CallReport, masker: Masker) -> CallReport:
    """The call with what came over the wire in free form as free text."""
    result, exception = (word and masker.text(word) for word in (call.result, call.exception))
    if result == call.result and exception == call.exception:
        return call
    return replace(call, result=result, exception=exception)


def _recovered(
    judgement: Judgement, xsi_type: str, outcome: tuple[str | None, str | None], *, answer: bool = False
) -> CallReport:
    package, name, _ = type_name(xsi_type)
    if answer or name.lower().endswith("response"):
        operation = judgement.master.response_operation(package, name, None)
    else:
        operation = judgement.master.resolve(package, name, None).operation
    sent = f"{package}.{name[:1].upper()}{name[1:]}" if package else name
    return CallReport(
        operation=operation.name if operation else sent,
        known=operation is not None,
        result=outcome[0],
        exception=outcome[1],
        retired=operation.retired if operation else None,
        recovered=True,
    )


def _personal(judgement: Judgement, *, ours: bool) -> tuple[PersonalData, ...]:
    """The inventory; of what is no XMLService traffic, only of messages that can be read."""
    rows: list[PersonalData] = []
    detector = judgement.detector
    for side in judgement.sides:
        body, shape = side.reading.body, side.shape
        if shape.direction is not None:
            rows += side.plan.inventory(
                shape.direction,
                side.reading.values,
                shape.codec,
                body.lead_lines,
                detector,
                quiet=side.quiet,
            )
        elif ours:
            direction = Direction.REQUEST if side is judgement.request else Direction.RESPONSE
            rows += detector.unreadable(body, direction)
    if not ours:
        return tuple(rows)
    request = judgement.request
    form = request.reading.body.form if request is not None else ()
    return (*rows, *detector.in_http(judgement.exchange, form))


def _part(judgement: Judgement, side: Side | None) -> Part | None:
    if side is None:
        return None
    reading = side.reading
    return judgement.redactor.body(reading.body, side.shape, reading.values, side.plan, _unfit(side))


def _unfit(side: Side) -> list[Leaf]:
    """Leaves whose values are not of their types."""
    return [leaf for leaf, fault in side.failed if is_unfit(fault)] + list(side.template.unfit)


def _facts(judgement: Judgement, side: Side) -> tuple[Fact, ...]:
    reading = side.reading
    return judgement.redactor.facts(
        reading.shape, reading.values, side.plan, judgement.releases, judgement.chosen.name
    )
