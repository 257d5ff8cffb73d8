"""What a plan needs and its caller does not give."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from inspector.privacy.classification import Classification
from inspector.privacy.mask import Masker
from inspector.replay.credentials import Credentials, Values
from inspector.replay.errors import ReplayError
from inspector.replay.plan import Plan
from inspector.schema.releases import Releases

_IN_HEADER = re.compile(r"[!-~]+")
_NOT_IN_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LOGIN = Classification("login_id", secret=False, mask="pseudonym", kind="login")


@dataclass(frozen=True, slots=True)
class Lack:
    """Something that is missing.

    Attributes:
        kind: "secret" of the caller, "identity" where the recording names the caller by a pseudonym, "value"
            for a secret in the body of calls that nobody can make up.
        name: "password", "ticket", "token" or "jwt"; "" for an identity; the element's name for a value.
        count: How many calls need it.
        operation: Which calls, for a value.
    """

    kind: Literal["secret", "identity", "value"]
    name: str
    count: int
    operation: str = ""


def missing(plan: Plan, caller: Credentials, releases: Releases, masker: Masker) -> tuple[Lack, ...]:
    """What is missing.

    Args:
        plan: What is to be sent.
        caller: Who sends it.
        releases: For the values that can be made up.
        masker: Knows the recording's pseudonyms.
    """
    return (*_secrets(plan, caller), *_identities(plan, caller, masker), *_values(plan, caller, releases))


def check_jwt(plan: Plan, caller: Credentials) -> None:
    """See that a JWT that is needed can be sent: it goes in a header.

    Raises:
        ReplayError: It cannot.
    """
    needed = any(step.request.jwt for step in plan.steps)
    if needed and not _IN_HEADER.fullmatch(caller.jwt):
        raise ReplayError(
            "the JWT has a character that no JWT has, so that no header can hold it: a space, the end of a "
            "line, a letter beyond a to z; set WEBEX_JWT, or the profile's, to the JWT alone"
        )


def check_texts(plan: Plan, caller: Credentials) -> None:
    """See that what goes into the messages can stand in XML.

    Raises:
        ReplayError: Something holds a character that XML has no way to write.
    """
    wanted = {slot.what for step in plan.steps for slot in step.request.all_slots()}
    texts = {
        "password": (caller.password, {"password", "ticket"}),
        "session ticket": (caller.ticket, {"ticket"}),
        "access token": (caller.token, {"token", "ticket"}),
        "identity": (caller.identity, {"identity"}),
        "site": (caller.site, {"site"}),
    }
    for name, (text, places) in texts.items():
        strange = _NOT_IN_XML.search(text) if places & wanted else None
        if strange is not None:
            raise ReplayError(
                f"the {name} holds a character that XML cannot hold (U+{ord(strange[0]):04X}), so it "
                "cannot be sent; look at how it was set, a line or a key too many may have been pasted"
            )


def _secrets(plan: Plan, caller: Credentials) -> Iterator[Lack]:
    counts = Counter(need for step in plan.steps for need in step.request.needs())
    for need, count in sorted(counts.items()):
        if not caller.has(need):
            yield Lack("secret", need, count)


def _identities(plan: Plan, caller: Credentials, masker: Masker) -> Iterator[Lack]:
    """A recording that was redacted in full does not say who called."""
    hidden = 0
    for step in () if caller.identity else plan.steps:
        names = (slot.original for slot in step.request.all_slots() if slot.what == "identity")
        hidden += any(masker.is_replaced(name, _LOGIN) for name in names)
    if hidden:
        yield Lack("identity", "", hidden)


def _values(plan: Plan, caller: Credentials, releases: Releases) -> Iterator[Lack]:
    values = Values(caller, releases)
    lacking: Counter[tuple[str, str]] = Counter()
    for step in plan.steps:
        for slot in step.request.all_slots():
            wanted = slot.found if slot.what == "value" else None
            if wanted is not None and values.of(slot.name, wanted, slot.type) is None:
                lacking[step.name, slot.name] += 1
    for (operation, name), count in lacking.items():
        yield Lack("value", name, count, operation)
