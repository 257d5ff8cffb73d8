"""A recorded call with everything put in that it needs to be sent."""

from __future__ import annotations

from inspector.model.exchange import Payload
from inspector.replay.credentials import Credentials, Values
from inspector.replay.journal_lines import Carried
from inspector.replay.plan import Step
from inspector.replay.request import Slot
from inspector.replay.tickets import Tickets
from inspector.replay.transport import Transport


class Filling:
    """Fills the calls of one run.

    Args:
        credentials: Who calls.
        values: For secrets in bodies.
        tickets: Gives session tickets.
        transport: For getting one.
        carried: Keys made so far, by the recorded one that each stands for; grows while the run goes.
    """

    def __init__(
        self,
        credentials: Credentials,
        values: Values,
        tickets: Tickets,
        transport: Transport,
        carried: Carried,
    ) -> None:
        self._credentials = credentials
        self._values = values
        self._tickets = tickets
        self._transport = transport
        self._carried = carried
        self._used: dict[int, str] = {}

    async def request(self, step: Step, *, fresh: bool = False, renew: bool = False) -> Payload:
        """The call as it is sent.

        Args:
            step: Which.
            fresh: With a ticket that lasts for a while.
            renew: With another ticket than the last time.

        Raises:
            StoppedError: There is no ticket.
            TransportError: No answer to the question for one.
        """
        prepared, credentials = step.request, self._credentials
        ticket = ""
        if "ticket" in prepared.needs():
            refused = self._used.get(step.seq, "") if renew else ""
            site, identity = credentials.site or prepared.site, credentials.identity or prepared.identity
            ticket = await self._tickets.get(self._transport, site, identity, fresh=fresh, not_this=refused)
            self._used[step.seq] = ticket
        return prepared.fill(lambda slot: self._value(slot, ticket), credentials.jwt)

    def _value(self, slot: Slot, ticket: str) -> str:
        credentials = self._credentials
        if slot.what == "carry":
            own = credentials.identity if slot.own else ""
            return self._carried.get((slot.kind, slot.original)) or own or slot.original
        if slot.what == "value" and slot.found is not None:
            return self._values.of(slot.name, slot.found, slot.type) or slot.original
        given = {
            "password": credentials.password,
            "ticket": ticket,
            "token": credentials.token,
            "identity": credentials.identity,
            "own": credentials.identity,
            "site": credentials.site,
        }
        return given.get(slot.what) or slot.original
