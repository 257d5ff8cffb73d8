"""WebACD: agents and managers of queues."""

from __future__ import annotations

from inspector.simulator.data import Data, sections, text
from inspector.simulator.knowledge import RefusedError
from inspector.simulator.rows import listed, same
from inspector.simulator.users import known_user
from inspector.simulator.world import Answering, Request, World


def assign_queues(world: World, request: Request) -> Data:
    """Put a user into queues, or take him out; a queue is there once it is named."""
    asked, records = request.data, world.state.records
    user = known_user(world, text(asked, "webExId")).name.lower()
    for entry in sections(asked, "queue"):
        name = text(entry, "name")
        queue = records.queues.setdefault(name, {})
        if text(entry, "action") == "UNASSIGN":
            queue.pop(user, None)
        else:
            queue[user] = text(entry, "type") or "AGENT"
        records.changed[name] = world.clock()
    return {}


def assign_agents(world: World, request: Request) -> Data:
    """Put agents under a manager, or take them away; all of them must be users."""
    asked = request.data
    manager = known_user(world, text(asked, "manager")).name.lower()
    entries = sections(asked, "webACDUser")
    names = [known_user(world, text(entry, "webExId")).name.lower() for entry in entries]
    agents = world.state.records.agents.setdefault(manager, set())
    for entry, name in zip(entries, names, strict=True):
        (agents.discard if text(entry, "action") == "UNASSIGN" else agents.add)(name)
    return {}


def get_queues(world: World, request: Request) -> Data:
    """Queues, all or those of a user, by the user's part in them.

    Raises:
        RefusedError: There is no such user (030001), or no such queue (000015).
    """
    asked, records = request.data, world.state.records
    name = text(asked, "webExId")
    user = known_user(world, name).name.lower() if name else ""
    rows: list[Data] = []
    for queue, members in records.queues.items():
        if user and user not in members:
            continue
        changed = world.zones.date(records.changed[queue], world.settings.time_zone)
        row: Data = {"name": queue, "numUsers": str(len(members)), "modDate": changed}
        rows.append({**row, "type": members[user]} if user else row)
    if user and text(asked, "type") not in ("", "ALL"):
        rows = [row for row in rows if same(asked, "type")[0](row) or text(row, "type") == "ALL"]
    if not rows:
        raise RefusedError("no-record")
    return listed("queue", rows, (), {}, asked)


HANDLERS = {
    "user.AssignWebACDQueues": Answering(assign_queues),
    "user.AssignWebACDAgents": Answering(assign_agents),
    "site.GetWebACDQueues": Answering(get_queues),
}
