"""Calls of an exchange: who calls, and which answer belongs to which call."""

from __future__ import annotations

from collections.abc import Sequence

from inspector.engine.shape import CallShape
from inspector.model.report import Caller
from inspector.wire.credentials import Credentials, caller

Result = tuple[str | None, str | None]
NO_RESULT: Result = (None, None)


def caller_of(call: CallShape, shown: Credentials, *, jwt: bool) -> Caller:
    """How far the caller of one call has shown who it is (decision 6)."""
    return caller(shown, call.operation, jwt=jwt, body_token=call.body_token)


def outcome_at(results: tuple[Result, ...], position: int) -> Result:
    """The outcome of the call at `position`; a lone failure stands for all calls of its request."""
    if position < len(results):
        return results[position]
    lone_failure = len(results) == 1 and results[0][0] == "FAILURE"
    return results[0] if lone_failure else NO_RESULT


def contents_at(results: tuple[Result, ...], contents: Sequence[int]) -> tuple[int | None, ...]:
    """Which bodyContent of an answer stands at each position; a failure may come without one.

    Args:
        results: Outcomes of the answer, one a call.
        contents: Indexes of its calls, nested ones left out.
    """
    failed = [result == "FAILURE" for result, _ in results]
    lacking = len(results) - len(contents)
    if lacking > 0 and sum(failed) == lacking:
        left = iter(contents)
        return tuple(None if fails else next(left) for fails in failed)
    return (*contents, *(None for _ in range(lacking)))
