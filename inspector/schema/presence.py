"""What of a call a release has, and what it asks for: by the marks of the master, and by the operation."""

from __future__ import annotations

from collections.abc import Iterator

from inspector.model.message import Fault, FaultKind, Node
from inspector.schema.by_operation import MEETING_UUID, ByOperation
from inspector.schema.content import NEVER, ComplexType, Particle, Window
from inspector.schema.mapped import Mapped, MappedCall
from inspector.schema.releases import Releases


class Presence:
    """Looks at mapped calls release by release."""

    def __init__(self, releases: Releases, table: ByOperation) -> None:
        self._releases = releases
        self._table = table

    def known(self, call: MappedCall, release: str) -> bool:
        """Whether `release` has the operation, as far as it is known."""
        return call.operation is None or self._releases.has(release, call.operation.window)

    def faults(self, call: MappedCall, release: str) -> list[Fault]:
        """What `release` has not of `call`, and what it asks for that others do not."""
        if not self.known(call, release):
            return [_later_operation(call, release)]
        if call.content is None:
            return list(self._in_unknown_content(call, release))
        return list(self._below(call.content, call, release))

    def windows(self, call: MappedCall) -> set[Window]:
        """The windows of all that `call` uses."""
        found = {call.operation.window} if call.operation else set()
        if call.content is None:
            return found | {window for _, _, _, window in self._named(call)}
        particles = (mapped.particle for mapped in call.content.walk())
        return found | {self.window(call, particle) for particle in particles if particle is not None}

    def required(self, call: MappedCall) -> set[tuple[str, ...]]:
        """Until when releases ask for what `call` lacks and others do not ask for."""
        if call.content is None:
            return set()
        return {until for parent in call.content.walk() for _, until in self._lacking(parent, call)}

    def _below(self, parent: Mapped, call: MappedCall, release: str) -> Iterator[Fault]:
        early: list[str] = []
        for child in parent.children:
            assert child.particle is not None
            window = self.window(call, child.particle)
            if not self._releases.has(release, window):
                # The key that a meetingUUID stands for is for rule REL-02 to leave out.
                early += window.since if child.particle.name != MEETING_UUID else ()
                yield self._not_had(call, child.particle.name, window, release, child.path, child.node)
            elif isinstance(child.type, ComplexType):
                yield from self._below(child, call, release)
        for particle, until in self._lacking(parent, call):
            # What came with the release that asks for it no more stands in for it: one slip, one finding.
            stood_in = any(self._ends(until, since) for since in early)
            if self._releases.required(release, until) and not stood_in:
                yield _missing_then(parent, particle, until, call)

    def _ends(self, until: tuple[str, ...], since: str) -> bool:
        """Whether `since` is the first release that does not ask for what is required up to `until`."""
        before = self._releases.before(since)
        required = self._releases.required
        return before is not None and required(before, until) and not required(since, until)

    def _lacking(self, parent: Mapped, call: MappedCall) -> Iterator[tuple[Particle, tuple[str, ...]]]:
        """Elements that `parent` lacks and some releases ask for, with the last ones that do."""
        if not isinstance(parent.type, ComplexType) or parent.type.wildcard:
            return
        present = {child.particle.position for child in parent.children if child.particle}
        for particle in parent.type.particles:
            if particle.required_until and particle.position not in present:
                yield particle, self._table.required_until(self._releases, _operation(call), particle)

    def window(self, call: MappedCall, particle: Particle) -> Window:
        """The releases that have `particle` in `call`."""
        return self._table.window(_operation(call), particle)

    def _in_unknown_content(self, call: MappedCall, release: str) -> Iterator[Fault]:
        for node, path, name, window in self._named(call):
            if not self._releases.has(release, window):
                yield self._not_had(call, name, window, release, path, node)

    def _named(self, call: MappedCall) -> Iterator[tuple[Node, str, str, Window]]:
        """Elements, at any depth of content that is not known, of which the tables tell."""
        if call.operation is None:
            return
        stack = [(stray.node, stray.path) for stray in reversed(call.strays)]
        while stack:
            node, path = stack.pop()
            found = self._table.named(call.operation.name, node.local)
            if found is not None:
                yield node, path, *found
            elif node.local.lower() != "bodycontent":  # another call, told by wire
                stack += ((child, f"{path}/{child.local}") for child in reversed(node.children))

    def _not_had(
        self, call: MappedCall, name: str, window: Window, release: str, path: str, node: Node
    ) -> Fault:
        uuid = name == MEETING_UUID
        instead = "leave it out"
        if window == NEVER:
            kind, others = FaultKind.ELEMENT_ELSEWHERE, ", ".join(sorted(self._table.windows[name]))
            message = f"{_operation(call)} has no {name} in any release; it is given to {others} alone"
        elif window.since and not window.until:
            kind = FaultKind.LATER_MEETING_UUID if uuid else FaultKind.LATER_ELEMENT
            first = self._releases.first(release, window.since)
            others = " or ".join(since for since in window.since if since != first)
            branches = f" ({others} on another branch)" if others else ""
            message = f"{name} came with release {first}{branches}; {release} has it not"
            instead = "send the meeting or session key instead" if uuid else f"leave it out before {first}"
        else:
            kind = FaultKind.GONE_ELEMENT
            message = f"{name} went with release {' and '.join(window.until)}; {release} has it not"
        return Fault(kind, message, instead=instead, call=call.index, path=path, ordinal=node.ordinal)


def _operation(call: MappedCall) -> str:
    return call.operation.name if call.operation else ""


def _later_operation(call: MappedCall, release: str) -> Fault:
    window = call.operation.window if call.operation else Window()
    since = " and ".join(window.since)
    return Fault(
        FaultKind.UNKNOWN_OPERATION,
        f"{call.name} is not in release {release}; it came with {since}",
        instead=f"call it on {since} or newer",
        call=call.index,
        path="bodyContent",
        ordinal=call.call.node.ordinal if call.call.node else None,
    )


def _missing_then(parent: Mapped, particle: Particle, until: tuple[str, ...], call: MappedCall) -> Fault:
    path = f"{parent.path}/{particle.name}"
    return Fault(
        FaultKind.MISSING_ELEMENT,
        f"required element {path} is missing (required up to {' and '.join(until)})",
        instead=f"add {particle.name}",
        call=call.index,
        path=path,
        ordinal=parent.node.ordinal,
    )
