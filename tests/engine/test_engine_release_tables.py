"""What operations have of shared types and of content that is not known, by the release notes' own lists.

Of content that is not known only the elements are judged that the notes name for the operation, wherever they
stand. An element in a shared type that the notes give to other operations alone is found at every release.
"""

from __future__ import annotations

import re

import pytest
from engine_releases import Samples, said, valid
from test_engine_release_elements import FOUND

from inspector.engine import Inspector
from inspector.model.exchange import Exchange, Payload
from inspector.schema import Schemas

# Their content is not known: nothing is said but of these, wherever they stand.
IN_UNKNOWN_CONTENT = [
    ("ep.LstCalendarSession", "ep:lstCalendarSessionResponse", "meetingUUID", "40.6.0", "40.4.9"),
    ("ep.LstCalendarSession", "ep:lstCalendarSessionResponse", "isPrivateMeeting", "40.12.0", "40.11.0"),
    *(
        (
            f"history.{name}",
            f"history:{name[:1].lower()}{name[1:]}Response",
            "meetingUUID",
            "40.9.0",
            "40.8.0",
        )
        for name in (
            "LstEventAttendeePreliminaryHistory",
            "LstEventSessionPreliminaryHistory",
            "LstTrainingPollResultsHistory",
            "LstmeetingattendeePreliminaryHistory",
            "LstmeetingusagePreliminaryHistory",
        )
    ),
    ("user.GetMe", "use:getMeResponse", "umSiteAdmin", "40.6.0", "40.4.9"),
]
VALUES = {
    "meetingUUID": "0123456789abcdef0123456789abcdef",
    "isPrivateMeeting": "true",
    "umSiteAdmin": "true",
}

AUDIO = ("audioPassword", "isEnforceAudioPassword", "isEnforceAudioLogin")
# operation, path: the type is shared, the release notes give the element to other operations alone
ELSEWHERE = [
    *(
        (operation, f"{path}/accessControl/{name}")
        for operation, path in (
            ("event.CreateEvent", "createEvent"),
            ("event.SetEvent", "setEvent"),
            ("meeting.CreateMeeting", "createMeeting"),
            ("meeting.LstMeeting", "lstMeetingResponse/meeting"),
            ("meeting.SetMeeting", "setMeeting"),
            ("meeting.auo.CreateTeleconferenceSession", "createTeleconferenceSession"),
            ("meeting.auo.SetTeleconferenceSession", "setTeleconferenceSession"),
            ("training.CreateTrainingSession", "createTrainingSession"),
            ("training.LstTrainingSession", "lstTrainingSessionResponse/trainingSession"),
            ("training.SetTrainingSession", "setTrainingSession"),
        )
        for name in AUDIO
    ),
    ("meeting.LstMeeting", "lstMeetingResponse/meeting/attendeeOptions/externalAttendeeSecurity"),
    ("meeting.LstMeeting", "lstMeetingResponse/meeting/attendeeOptions/autoLock"),
    ("meeting.LstMeeting", "lstMeetingResponse/meeting/attendeeOptions/autoLockWaitTime"),
    ("meeting.LstMeeting", "lstMeetingResponse/meeting/schedule/deviceCanStartMeeting"),
    ("user.GetUser", "getUserResponse/privilege/umSiteAdmin"),
    ("user.LstUser", "lstUserResponse/user/privilege/umSiteAdmin"),
    ("user.LstUser", "lstUserResponse/user/personalMeetingRoom/deviceCanStartMyPMR"),
    ("user.LstUser", "lstUserResponse/user/displayName"),
    ("user.LstUser", "lstUserResponse/user/cmrHybridVoip"),
]


def _unknown(schemas: Schemas, xsi_type: str, path: list[str]) -> Exchange:
    """A message whose content is not known, with an element at `path`."""
    inside = VALUES[path[-1]]
    for name in reversed(path):
        inside = f"<{name}>{inside}</{name}>" if name else inside
    spaces = " ".join(f'xmlns:{prefix}="{name}"' for prefix, name in schemas.master.prefixes.items())
    head = "<serv:response><serv:result>SUCCESS</serv:result></serv:response>"
    answering = xsi_type.endswith("Response")
    if not answering:
        head = "<serv:securityContext><com:siteName>acme</com:siteName></serv:securityContext>"
    body = (
        f'<serv:message {spaces} xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<serv:header>{head}</serv:header><serv:body>"
        f'<serv:bodyContent xsi:type="{xsi_type}">{inside}</serv:bodyContent>'
        "</serv:body></serv:message>"
    ).encode()
    return Exchange(None, response=Payload((), body)) if answering else Exchange(Payload((), body))


@pytest.mark.parametrize("below", ["", "list/row"])
@pytest.mark.parametrize(("operation", "answer", "name", "since", "before"), IN_UNKNOWN_CONTENT)
def test_in_content_that_is_not_known(
    operation: str,
    answer: str,
    name: str,
    since: str,
    before: str,
    below: str,
    schemas: Schemas,
    inspector: Inspector,
) -> None:
    for xsi_type in (f"java:com.webex.service.binding.{operation}", answer):
        exchange = _unknown(schemas, xsi_type, [*below.split("/"), name])
        early = said(inspector, exchange, before)
        told = [f for f in early.findings if f.code in FOUND]
        root = re.split(r"[.:]", xsi_type)[-1]
        code = "REL-02" if name == "meetingUUID" else "REL-01"
        assert [f.code for f in told] == [code]
        assert told[0].path.lower() == "/".join(filter(None, (root, below, name))).lower()
        assert told[0].line == 1
        assert before not in early.release.fits

        late = said(inspector, exchange, since)
        assert not FOUND & {f.code for f in late.findings}
        assert since in late.release.fits
        for found in (early, late):
            assert valid(found) is None
            assert "SCH-09" in {f.code for f in found.findings}


@pytest.mark.parametrize(("operation", "path"), ELSEWHERE)
def test_an_element_that_is_given_to_other_operations_is_found_at_every_release(
    operation: str, path: str, schemas: Schemas, inspector: Inspector
) -> None:
    for release in ("40.4.8", "42.11.1"):
        found = said(inspector, Samples(schemas).of(operation, path, release), release)
        told = [f for f in found.findings if f.code in FOUND or f.code.startswith("SCH-")]
        assert [(f.code, f.severity.name, f.path) for f in told] == [("REL-01", "WARNING", path)]
        name = path.rpartition("/")[2]
        assert told[0].message.startswith(f"{operation} has no {name} in any release; it is given to ")
        assert operation not in told[0].message.partition("given to")[2]
        assert valid(found) is False
        assert found.release.fits == ()
