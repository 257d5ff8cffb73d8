"""What a plan needs and its caller does not give, in sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from inspector.cli.profiles import VARIABLES
from inspector.privacy.classification import Classification
from inspector.replay.credentials import Credentials, Values

if TYPE_CHECKING:
    from inspector.cli.recorded import Recording
    from inspector.replay import Plan

_LOGIN = Classification("login_id", secret=False, mask="pseudonym", kind="login")
_NOUNS = {
    "password": "a password",
    "ticket": "a session ticket, or a password to get one by",
    "token": "an access token",
    "jwt": "a JWT",
}


def missing(plan: Plan, caller: Credentials, opened: Recording) -> list[str]:
    """What is missing: secrets of the caller, its name where that is a pseudonym, secrets in bodies."""
    return [*_secrets(plan, caller), *_identities(plan, caller, opened), *_values(plan, caller, opened)]


def _secrets(plan: Plan, caller: Credentials) -> Iterator[str]:
    counts = Counter(need for step in plan.steps for need in step.request.needs())
    for need, count in sorted(counts.items()):
        if not caller.has(need):
            where = f"{VARIABLES[need]}" + (f" or {VARIABLES['password']}" if need == "ticket" else "")
            yield (
                f"{_calls(count)} {_NOUNS[need]}, which the recording does not hold; set {where}, or name a "
                "profile with --as"
            )


def _identities(plan: Plan, caller: Credentials, opened: Recording) -> Iterator[str]:
    """A recording that was redacted in full does not say who called."""
    from inspector.privacy import Masker

    masker = Masker(opened.key, opened.knowledge)
    hidden = 0
    for step in plan.steps:
        identity = step.request.identity
        hidden += bool(identity) and not caller.identity and masker.is_replaced(identity, _LOGIN)
    if hidden:
        yield (
            f"{_calls(hidden)} a caller, whom the recording names by a pseudonym; name a profile with an "
            "identity with --as"
        )


def _values(plan: Plan, caller: Credentials, opened: Recording) -> Iterator[str]:
    values = Values(caller, opened.core.judge.releases)
    lacking: Counter[tuple[str, str]] = Counter()
    for step in plan.steps:
        for slot in step.request.all_slots():
            wanted = slot.found if slot.what == "value" else None
            if wanted is not None and values.of(slot.name, wanted, slot.type) is None:
                lacking[step.name, slot.name] += 1
    for (operation, name), count in lacking.items():
        yield (
            f"{operation}: {_calls(count)} a value for {name}, which the recording does not hold and nobody "
            f"can make up; set WEBEX_VALUE_{name.upper()}, or leave it out with --filter '-op:{operation}'"
        )


def _calls(count: int) -> str:
    return "1 call needs" if count == 1 else f"{count:,} calls need"
