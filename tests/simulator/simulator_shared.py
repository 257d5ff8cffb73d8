"""Data for the elements that a request and an answer share, and what of it an answer does not show."""

from __future__ import annotations

from xml.sax.saxutils import escape

from hypothesis import strategies as st
from lxml import etree

from inspector.resources import data
from inspector.schema.by_operation import ByOperation
from inspector.schema.content import ComplexType

# Elements with a meaning of their own, which the tests set themselves: keys, what must be unique or ahead.
KEYS = ("meetingkey", "meetingKey", "sessionkey", "sessionKey", "meetingUUID")
TABLE = ByOperation.load(data("schemas"))
OWN = frozenset(("webExId", "email", "startDate", "hostWebExID", *KEYS))

TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co")), min_size=1, max_size=12
).map(lambda text: text.strip() or "x")


def bounds(simple):
    """Least and greatest whole number of a type."""
    least, most = simple.facets.get("minInclusive", "0"), simple.facets.get("maxInclusive", str(2**31 - 1))
    return int(least), int(most)


class Shared:
    """Data for the elements that a request type and a response type share at a release.

    `operations` are those of the two types, where these are shared with operations that have less of them.
    """

    def __init__(self, releases, release, operations=("", "")):
        self.releases, self.release, self.operations = releases, release, operations

    def has(self, operation, particle):
        window = TABLE.window(operation, particle) if operation else particle.window
        return self.releases.has(self.release, window)

    def particles(self, request, response):
        for particle in request.particles:
            other = next((p for p in response.particles if p.name == particle.name), None)
            if other is None or particle.name in OWN:
                continue
            if isinstance(particle.type, ComplexType) is not isinstance(other.type, ComplexType):
                continue
            if all(map(self.has, self.operations, (particle, other))):
                yield particle, other

    def data(self, request, response, value, wanted):
        """Nested dictionaries; `value(simple)` gives leaves, `wanted()` whether an optional one is there."""
        made = {}
        for particle, other in self.particles(request, response):
            least, most = particle.minimum, particle.maximum or 2
            if not least and not wanted():
                continue
            made[particle.name] = [
                self.data(particle.type, other.type, value, wanted)
                if isinstance(particle.type, ComplexType)
                else value(particle.type)
                for _ in range(max(least, min(most, 2)))
            ]
        return made

    def fixed(self, simple):
        allowed = [text for text, window in simple.enumeration if self.releases.has(self.release, window)]
        if allowed:
            return allowed[-1]
        return {"boolean": "true", "string": "T&<1>é"}.get(simple.primitive, str(bounds(simple)[1] % 8))

    def drawn(self, draw):
        def value(simple):
            allowed = [text for text, window in simple.enumeration if self.releases.has(self.release, window)]
            if allowed:
                return draw(st.sampled_from(allowed))
            if simple.primitive == "boolean":
                return draw(st.sampled_from(("true", "false")))
            if simple.primitive == "string":
                return draw(TEXT)[: int(simple.facets.get("maxLength", "99"))]
            return str(draw(st.integers(*bounds(simple))))

        return value


def to_xml(data):
    return "".join(
        f"<{name}>{to_xml(item) if isinstance(item, dict) else escape(item)}</{name}>"
        for name, found in data.items()
        for item in found
    )


def missing(data, element, path=""):
    """Paths of `data` whose values `element` does not show, and how many leaves there were."""
    lost, leaves = [], 0
    for name, found in data.items():
        shown = [child for child in element if etree.QName(child).localname == name]
        if len(shown) != len(found):
            lost.append((f"{path}{name}", len(found), len(shown)))
            continue
        for item, child in zip(found, shown, strict=True):
            if isinstance(item, dict):
                below, count = missing(item, child, f"{path}{name}/")
                lost, leaves = lost + below, leaves + count
            else:
                leaves += 1
                if item != (child.text or ""):
                    lost.append((f"{path}{name}", item, child.text))
    return lost, leaves


def create(ask, operation="meeting.CreateMeeting", inside=""):
    reply = ask(operation, inside)
    assert reply.exception is None, reply.heads("reason")
    return next(
        e.text
        for e in reply.contents[0].iter()
        if e.tag.rpartition("}")[2].lower() in ("meetingkey", "sessionkey")
    )


def el(path, inside):
    """`inside` within the elements of a path."""
    for name in reversed(path.split("/")):
        inside = f"<{name}>{inside}</{name}>"
    return inside


def session(key):
    return f"<sessionKey>{key}</sessionKey>"
