"""Who calls, and user.AuthenticateUser."""

from __future__ import annotations

from inspector.simulator.data import Data, text
from inspector.simulator.knowledge import RefusedError
from inspector.simulator.state import Ticket
from inspector.simulator.users import admit
from inspector.simulator.world import Answering, Request, Visitor, World, anyone


def visitor_of(world: World, security: Data, *, jwt: bool) -> Visitor:
    """Who calls, by the children of securityContext and the HTTP header JWTToken.

    Without accounts every caller with an identity and a secret is let in; a ticket that the site gave is held
    against its end and its owner all the same.
    """
    identity = text(security, "webExID") or text(security, "email")
    password, ticket = text(security, "password"), text(security, "sessionTicket")
    token = text(security, "webExAccessToken")
    secret = bool(password or ticket or token)
    if not secret or not identity:
        return Visitor(identity=identity, jwt=jwt, secret=secret)
    refusal = _refusal(world, identity, password, ticket)
    return Visitor(identity, authenticated=not refusal, jwt=jwt, refusal=refusal, secret=True)


def _refusal(world: World, identity: str, password: str, ticket: str) -> str:
    if ticket:
        return "" if _good_ticket(world, identity, ticket) else "bad-ticket"
    if world.accounts is None:
        return ""
    known = _password(world, identity)
    if known is None or (password and password != known):
        return "wrong-password"
    return ""


def _good_ticket(world: World, identity: str, value: str) -> bool:
    ticket = world.state.tickets.get(value)
    if ticket is None:
        return world.accounts is None
    user = world.state.user(identity)
    mine = ticket.identity in (identity.lower(), user.name.lower() if user else "")
    return mine and world.clock() < ticket.expires


def _password(world: World, identity: str) -> str | None:
    """The password of an account or of a stored user, None where there is neither."""
    user = world.state.user(identity)
    if user is not None and text(user.data, "password"):
        return text(user.data, "password")
    accounts = world.accounts or {}
    return next((word for name, word in accounts.items() if name.lower() == identity.lower()), None)


def authenticate_user(world: World, request: Request) -> Data:
    """A session ticket, for a secret in the header, or a token or an assertion in the body."""
    caller = request.visitor
    in_body = text(request.data, "accessToken") or text(request.data, "samlResponse")
    if not caller.identity or not (caller.authenticated or in_body):
        raise RefusedError("no-ticket")
    if in_body and world.accounts is not None and _password(world, caller.identity) is None:
        raise RefusedError("no-ticket")
    admit(world, caller.identity)
    now, life = world.clock(), world.settings.ticket_life
    value = new_ticket(world, caller.identity)
    return {"sessionTicket": value, "createTime": str(int(now * 1000)), "timeToLive": str(life)}


def new_ticket(world: World, identity: str) -> str:
    """A fresh session ticket for a user."""
    value = world.state.ids.hex(64)
    user = world.state.user(identity)
    owner = user.name.lower() if user else identity.lower()
    world.state.tickets[value] = Ticket(owner, world.clock() + world.settings.ticket_life)
    return value


HANDLERS = {"user.AuthenticateUser": Answering(authenticate_user, anyone)}
