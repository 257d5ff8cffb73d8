"""A session of one release, sent to another: what differs is what the vendor's release notes say."""

from __future__ import annotations

import pytest
from replay_session import Recorder, mixed, serving

from inspector.simulator import Site

# Every difference between 40.6.0 and 40.10.0 in the answers of the session, by operation, kind and place.
# The session sends no registration form, no attendee, no e-mail address with white space (40.6.1, 40.8.0).
DOCUMENTED = {
    # the site's release itself
    ("ep.GetAPIVersion", "changed", "getAPIVersionResponse/release"),
    ("ep.GetAPIVersion", "changed", "getAPIVersionResponse/apiVer"),
    # 40.8.0: these three are in its sample answer for the first time
    ("ep.GetSessionInfo", "added", "getSessionInfoResponse/isAllowJBH"),
    ("ep.GetSessionInfo", "added", "getSessionInfoResponse/isCETMeeting"),
    ("ep.GetSessionInfo", "added", "getSessionInfoResponse/isPersonalMeetingRoom"),
    # 40.8.0: who is neither host nor invited gets no details
    ("ep.GetSessionInfo", "missing", "getSessionInfoResponse/isLocked"),
    ("ep.GetSessionInfo", "missing", "getSessionInfoResponse/meetingUUID"),
    ("ep.GetSessionInfo", "missing", "getSessionInfoResponse/confID"),
    ("ep.GetSessionInfo", "missing", "getSessionInfoResponse/metaData/confName"),
    ("ep.GetSessionInfo", "missing", "getSessionInfoResponse/metaData/sessionType"),
    ("ep.GetSessionInfo", "missing", "getSessionInfoResponse/metaData/agenda"),
    ("ep.GetSessionInfo", "missing", "getSessionInfoResponse/metaData/isRecurring"),
    ("ep.GetSessionInfo", "missing", "getSessionInfoResponse/telephony"),
    ("ep.GetSessionInfo", "missing", "getSessionInfoResponse/host"),
    ("ep.GetSessionInfo", "missing", "getSessionInfoResponse/schedule"),
    ("ep.GetSessionInfo", "missing", "getSessionInfoResponse/isAudioOnly"),
    ("ep.GetSessionInfo", "missing", "getSessionInfoResponse/meetingLink"),
    ("ep.GetSessionInfo", "missing", "getSessionInfoResponse/sipURL"),
    ("ep.GetSessionInfo", "missing", "getSessionInfoResponse/displayMeetingUrl"),
    # 40.9.0: locked lobby
    ("meeting.GetMeeting", "added", "getMeetingResponse/attendeeOptions/externalAttendeeSecurity"),
    ("meeting.GetMeeting", "added", "getMeetingResponse/attendeeOptions/autoLock"),
    ("meeting.GetMeeting", "added", "getMeetingResponse/attendeeOptions/autoLockWaitTime"),
    # 40.9.0: GetUserCard does not answer who is not authorised
    ("user.GetUserCard", "changed", "header/response/result"),
    ("user.GetUserCard", "added", "header/response/reason"),
    ("user.GetUserCard", "added", "header/response/exceptionID"),
    ("user.GetUserCard", "missing", "getUserCardResponse"),
    # 40.10.0: devices may start meetings and rooms; screen capture
    ("meeting.GetMeeting", "added", "getMeetingResponse/schedule/deviceCanStartMeeting"),
    ("user.GetUser", "added", "getUserResponse/personalMeetingRoom/deviceCanStartMyPMR"),
    ("site.GetSite", "added", "getSiteResponse/siteInstance/securityOptions/EnableMobileScreenCapture"),
}


@pytest.fixture
def recording(schemas, tmp_path):
    recorder = Recorder(schemas, tmp_path / "old.sqlite", "40.6.0")
    assert mixed(recorder) == 200
    return recorder.save()


def test_what_differs_between_two_releases_is_what_their_notes_say(recording, schemas, command):
    site = Site(schemas.master, schemas.releases, release="40.10.0", seed=7)
    with serving(site) as server:
        code, said, _ = command("replay", recording, "--to", server.url, "--allow-writes", "--rate", "0")
    assert code == 1
    assert (said["calls"], said["sent"], said["withheld"]) == (200, 200, [])
    assert {(d["operation"], d["kind"], d["place"]) for d in said["differences"]} == DOCUMENTED
    # Cards and sessions are shown as before to who may see them: one of two differs in each round.
    cards = [d for d in said["differences"] if d["place"] == "getUserCardResponse"]
    assert [d["count"] for d in cards] == [12]


def test_the_same_release_differs_in_nothing(recording, schemas, command):
    site = Site(schemas.master, schemas.releases, release="40.6.0", seed=8)
    with serving(site) as server:
        code, said, _ = command(
            "replay", recording, "--to", server.url, "--allow-writes", "--rate", "0", "--parallel", "4"
        )
    assert said["differences"] == []
    assert (code, said["sent"], said["differing"]) == (0, 200, 0)
    # The two sites gave other keys, tickets and passwords: it was noise, and was counted.
    assert said["ignored"]["a key that the site gives itself"] > 100
