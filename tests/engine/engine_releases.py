"""The smallest messages that hold what a release brought or asks for, and what is said of them."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape

from inspector.engine import Inspector, report
from inspector.model.exchange import Exchange, Payload
from inspector.model.report import ExchangeReport
from inspector.schema import ComplexType, Particle, Schemas, SimpleType
from inspector.schema.values import placeholder


class Samples:
    """Makes the smallest message of an operation that holds one path."""

    def __init__(self, schemas: Schemas) -> None:
        self._schemas = schemas
        self._releases = schemas.releases

    def of(self, operation: str, path: str, release: str) -> Exchange:
        """A message that is valid at `release`, but for what `path` brings in."""
        known = self._schemas.master.operations[operation]
        type_name, *steps = path.split("/")
        response = known.response is not None and known.response.name is not None
        if response and known.response.name[1] == type_name:
            head = "<serv:response><serv:result>SUCCESS</serv:result></serv:response>"
            inside = "".join(self._children(known.response, steps, release))
            body = self._message(known.response, head, inside)
            return Exchange(None, response=Payload((), body.encode()))
        assert known.request.name is not None
        assert known.request.name[1] == type_name
        head = "<serv:securityContext><com:siteName>acme</com:siteName></serv:securityContext>"
        return Exchange(
            Payload(
                (),
                self._message(
                    known.request, head, "".join(self._children(known.request, steps, release))
                ).encode(),
            )
        )

    def _message(self, type_: ComplexType, head: str, inside: str) -> str:
        prefixes = self._schemas.master.prefixes
        spaces = " ".join(f'xmlns:{prefix}="{name}"' for prefix, name in prefixes.items())
        assert type_.name is not None
        prefix = next(p for p, name in prefixes.items() if name == type_.name[0])
        return (
            f'<serv:message {spaces} xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
            f"<serv:header>{head}</serv:header><serv:body>"
            f'<serv:bodyContent xsi:type="{prefix}:{type_.name[1]}">{inside}</serv:bodyContent>'
            "</serv:body></serv:message>"
        )

    def _children(self, type_: ComplexType, steps: list[str], release: str) -> Iterator[str]:
        wanted = type_.find(steps[0]) if steps else None
        assert wanted is not None or not steps, steps
        chosen = {number: 0 for number, (least, _) in enumerate(type_.choices) if least}
        if wanted is not None:
            chosen |= dict(zip(wanted.choices, wanted.choice_branch, strict=True))
        for particle in type_.particles:
            needed = particle.minimum or self._releases.required(release, particle.required_until)
            branches = zip(particle.choices, particle.choice_branch, strict=True)
            taken = all(chosen.get(number) == branch for number, branch in branches)
            if particle is wanted:
                yield self._element(particle, steps[1:], release)
            elif needed and taken and self._releases.has(release, particle.window):
                for _ in range(particle.minimum or 1):
                    yield self._element(particle, [], release)

    def _element(self, particle: Particle, steps: list[str], release: str) -> str:
        prefix = next(p for p, name in self._schemas.master.prefixes.items() if name == particle.namespace)
        tag = f"{prefix}:{particle.name}"
        if isinstance(particle.type, SimpleType):
            value = escape(placeholder(particle.type, self._releases, self._schemas.releases.newest.name))
            return f"<{tag}>{value}</{tag}>"
        return f"<{tag}>{''.join(self._children(particle.type, steps, release))}</{tag}>"


def said(inspector: Inspector, exchange: Exchange, release: str) -> ExchangeReport:
    """What is said of a message that a client of `release` sends or gets."""
    host = f"https://acme.example.com/WBXService/xml{release}/XMLService"
    return report(inspector.judge_pair(Exchange(exchange.request, exchange.response, url=host)))


def valid(found: ExchangeReport) -> bool | None:
    """Whether the side that was sent is valid."""
    call = found.calls[0]
    return call.response_valid if call.request_valid is None else call.request_valid
