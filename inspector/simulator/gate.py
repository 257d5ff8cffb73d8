"""What the site counts: calls of a group a minute, and guarded calls and their not-found answers an hour."""

from __future__ import annotations

from dataclasses import dataclass, field

from inspector.schema.content import Operation
from inspector.simulator.world import World

_MINUTE, _HOUR = 60.0, 3600.0
# Vendor release notes 40.8.0: the lock-out lasts two hours.
_LOCKED = 2 * _HOUR

Place = tuple[str, str]


@dataclass(slots=True)
class Gate:
    """Counts by caller (lower-case identity; "" for all anonymous callers together).

    Attributes:
        calls: Moments of recent calls, by caller and group.
        closed: Until when a group answers a caller with 000045.
        used: Moments of recent guarded calls, by caller.
        misses: Moments of recent not-found answers, by caller.
        locked: Until when a caller is locked out.
    """

    calls: dict[Place, list[float]] = field(default_factory=dict)
    closed: dict[Place, float] = field(default_factory=dict)
    used: dict[str, list[float]] = field(default_factory=dict)
    misses: dict[str, list[float]] = field(default_factory=dict)
    locked: dict[str, float] = field(default_factory=dict)

    def forbids(self, world: World, caller: str, operation: Operation) -> bool:
        """Whether a guarded call is answered with HTTP 403: the caller is locked out, or called too often."""
        if operation.name not in world.knowledge.limits.guarded:
            return False
        now, most = world.clock(), world.settings.usage_limit
        if now < self.locked.get(caller, 0.0):
            return True
        if not most or not world.changed("usage-limited"):
            return False
        recent = self.used[caller] = _recent(self.used.get(caller, []), now - _HOUR)
        if len(recent) >= most:
            return True
        recent.append(now)
        return False

    def missed(self, world: World, caller: str, operation: Operation, failure: str) -> bool:
        """Count a failure of a guarded call where it says that nothing was found.

        Returns:
            Whether the caller is locked out from now on.
        """
        limits, most = world.knowledge.limits, world.settings.lockout_after
        if operation.name not in limits.guarded or failure not in limits.missed or not most:
            return False
        if not world.changed("not-found-locks-out"):
            return False
        now = world.clock()
        recent = self.misses[caller] = [*_recent(self.misses.get(caller, []), now - _HOUR), now]
        if len(recent) < most:
            return False
        self.locked[caller] = now + _LOCKED
        del self.misses[caller]
        return True

    def limited(self, world: World, caller: str, operation: Operation) -> bool:
        """Whether a call is one too many of its group in this minute (000045); counts it where it is not."""
        most, now = world.settings.rate_limit, world.clock()
        verb = operation.name.rpartition(".")[2]
        for group in world.knowledge.limits.groups if most else ():
            if operation.binding not in group.bindings or not verb.startswith(group.verbs):
                continue
            place = (caller, group.name)
            if now < self.closed.get(place, 0.0):
                return True
            recent = self.calls[place] = [*_recent(self.calls.get(place, []), now - _MINUTE), now]
            if len(recent) > most:
                self.closed[place] = now + _MINUTE
                self.calls[place] = []
                return True
        return False


def _recent(moments: list[float], since: float) -> list[float]:
    return [moment for moment in moments if moment > since]
