from __future__ import annotations

import pytest

from inspector import assemble
from inspector.compare import Noise, Reader, compare
from inspector.model.exchange import Payload
from inspector.privacy import Masker
from inspector.resources import data

SERV = "http://www.webex.com/schemas/2002/06/service"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
KEY = b"k" * 32


@pytest.fixture(scope="session")
def schemas():
    return assemble.schemas()


@pytest.fixture(scope="session")
def noise():
    return Noise.load(data("rules") / "noise.yaml")


@pytest.fixture(scope="session")
def knowledge():
    return assemble.knowledge()


@pytest.fixture(scope="session")
def reader(schemas, noise, knowledge):
    return Reader(schemas.master, knowledge, noise, Masker(KEY, knowledge))


@pytest.fixture(scope="session")
def request_of(reader):
    """A request as a tree: operation, inside of its bodyContent, security context."""

    def read(
        operation, inside="", context="<webExID>jdoe</webExID><password>a</password>", root="serv:message"
    ):
        prefix = root.partition(":")[0]
        text = (
            f'<{root} xmlns:{prefix}="{SERV}" xmlns:xsi="{XSI}"><header><securityContext>{context}'
            f"</securityContext></header><body>"
            f'<bodyContent xsi:type="java:com.webex.service.binding.{operation}">{inside}'
            f"</bodyContent></body></{root}>"
        )
        return reader.read(Payload(body=text.encode()))

    return read


@pytest.fixture(scope="session")
def answer_of(reader):
    """Answers as a tree: each call's type with its inside, or an exceptionID for a failure."""

    def read(*calls, prefix="use", namespace="user", reason="no"):
        heads, bodies = "", ""
        for call in calls:
            if isinstance(call, str):
                heads += (
                    f"<serv:response><serv:result>FAILURE</serv:result><serv:reason>{reason}</serv:reason>"
                    f"<serv:exceptionID>{call}</serv:exceptionID></serv:response>"
                )
                bodies += "<serv:bodyContent/>"
            else:
                heads += "<serv:response><serv:result>SUCCESS</serv:result></serv:response>"
                bodies += f'<serv:bodyContent xsi:type="{prefix}:{call[0]}">{call[1]}</serv:bodyContent>'
        text = (
            f'<serv:message xmlns:serv="{SERV}" xmlns:{prefix}="{SERV}/{namespace}" '
            f'xmlns:xsi="{XSI}"><serv:header>{heads}</serv:header><serv:body>{bodies}</serv:body></serv:message>'
        )
        return reader.read(Payload(body=text.encode()))

    return read


@pytest.fixture(scope="session")
def differences(noise):
    """What differs, as (kind, path, before, after)."""

    def found(before, after, **more):
        comparison = compare(before, after, noise, **more)
        return [(d.kind, d.path, d.before, d.after) for d in comparison.differences]

    return found
