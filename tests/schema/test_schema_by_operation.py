"""What single operations have of types that they share, by the release notes: tables, trees, differences."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from ruamel.yaml import YAML

from inspector.model.exchange import Direction
from inspector.resources import data
from inspector.schema import Changes, ComplexType, Master, Particle, Schemas
from inspector.schema.by_operation import ByOperation
from inspector.schema.difference import Differ, Step
from inspector.schema.find import find_operation
from inspector.schema.outline import Outliner
from inspector.schema.views import Views

USERS = {"user.CreateUser", "user.SetUser", "user.GetUser"}
MEETINGS = {"meeting.CreateMeeting", "meeting.SetMeeting", "meeting.GetMeeting"}
AUDIO = {
    "meeting.GetMeeting",
    "training.GetTrainingSession",
    "event.GetEvent",
    "meeting.auo.GetTeleconferenceSession",
}
SESSIONS = {"ep.GetSessionInfo", "ep.LstsummarySession"}
CREATED = {"training.CreateTrainingSession", "meeting.auo.CreateTeleconferenceSession"}

# Every element that a release brought, meetingUUID apart, and the operations that the notes or samples name.
GIVEN = {
    "modifiedDateStart": {"ep.LstsummarySession", "user.LstsummaryUser"},
    "modifiedDateEnd": {"ep.LstsummarySession", "user.LstsummaryUser"},
    "lastModifiedTime": {"user.LstsummaryUser"},
    "lastLoginTime": {"user.LstsummaryUser"},
    "pmrUrl": {"ep.GetSessionInfo"},
    "sipUrl": {"ep.GetSessionInfo"},
    "meetingLink": {"ep.GetSessionInfo"},
    "meetingUuid": {"ep.GetSessionInfo"},
    "meetingPassword": {"meeting.CreateMeeting"},
    "eventPassword": {"event.CreateEvent"},
    "sessionPassword": CREATED,
    "isHTMLEmail": {"user.CreateUser"},
    "audioPassword": AUDIO,
    "isEnforceAudioPassword": AUDIO,
    "isEnforceAudioLogin": AUDIO,
    "umSiteAdmin": {"user.CreateUser", "user.SetUser", "user.LstsummaryUser"},
    "privilege": {"user.LstsummaryUser"},
    "returnScheduledPMR": {"ep.LstsummarySession"},
    "isScheduledPMR": {"ep.LstsummarySession"},
    "SupportXMLAPIReturnScheduledPMR": {"site.GetSite"},
    "isLocked": {"ep.GetSessionInfo"},
    "registrationForm": MEETINGS,
    "isAllowJBH": {"ep.GetSessionInfo"},
    "isCETMeeting": {"ep.GetSessionInfo"},
    "isPersonalMeetingRoom": {"ep.GetSessionInfo"},
    "externalAttendeeSecurity": MEETINGS,
    "autoLock": MEETINGS,
    "autoLockWaitTime": MEETINGS,
    "hasHostInMeeting": {"ep.GetSessionInfo"},
    "hasAttendeeInMeeting": {"ep.GetSessionInfo"},
    "EnableMobileScreenCapture": {"site.GetSite"},
    "deviceCanStartMyPMR": USERS,
    "deviceCanStartMeeting": MEETINGS,
    "displayName": USERS,
    "cmrHybridVoip": USERS,
    "isPrivateMeeting": {*SESSIONS, "meeting.GetMeeting"},
    "supportE2E": {"ep.GetSessionInfo"},
    "isNextUpcomingInstance": {"ep.GetSessionInfo"},
    "SupportPrivateMeeting": {"meetingtype.GetMeetingType", "meetingtype.LstMeetingType"},
    "enableEvent": SESSIONS,
    "enableWebniar": SESSIONS,
    "registrationShortURL": {"ep.GetSessionInfo"},
    "recordingUUID": {"ep.LstRecording"},
    "password": {"ep.LstRecording"},
    "shareToMe": {"ep.LstRecording"},
}


@pytest.fixture(scope="module")
def table() -> ByOperation:
    return ByOperation.load(data("schemas"))


@pytest.fixture(scope="module")
def outliner(schemas: Schemas, table: ByOperation) -> Outliner:
    return Outliner(schemas.master, schemas.releases, table)


@pytest.fixture(scope="module")
def differ(schemas: Schemas, table: ByOperation) -> Differ:
    return Differ(Views(schemas, table), Changes.load(data("schemas") / "changes.yaml"))


def _marked(master: Master, operation: str) -> Iterator[tuple[str, Particle]]:
    """Paths of the elements that came with a release, in both types of an operation."""
    sides = (master.operations[operation].request, master.operations[operation].response)
    for side in sides:
        if side is not None and side.name is not None:
            yield from _below(side, side.name[1], ())


def _below(owner: ComplexType, path: str, above: tuple[int, ...]) -> Iterator[tuple[str, Particle]]:
    for particle in owner.particles:
        here = f"{path}/{particle.name}"
        if particle.window.since:
            yield here, particle
        if isinstance(particle.type, ComplexType) and id(particle.type) not in above:
            yield from _below(particle.type, here, (*above, id(particle.type)))


def test_no_operation_has_an_element_that_no_source_gives_it(
    master: Master, schemas: Schemas, table: ByOperation
) -> None:
    found: dict[str, set[str]] = {}
    for operation in master.operations:
        for _, particle in _marked(master, operation):
            if schemas.releases.has("42.11.1", table.window(operation, particle)):
                found.setdefault(particle.name, set()).add(operation)
    del found["meetingUUID"]
    assert found == GIVEN


def test_each_row_of_the_table_stands_in_the_master_at_its_release(master: Master) -> None:
    rows = YAML(typ="safe", pure=True).load(data("schemas") / "shared-elements.yaml")["elements"]
    assert len(rows) == 7
    for row in rows:
        for operation, parents in row["operations"].items():
            places = dict(_marked(master, operation))
            for path in (f"{parent}/{name}" for parent in parents for name in row["names"]):
                assert places[path].window.since == tuple(row["since"].split()), path
                assert places[path].source == row["source"], path
            if not parents:
                assert master.operations[operation].request.lax, operation


def _paths(outliner: Outliner, schemas: Schemas, name: str, release: str | None) -> set[str]:
    operation = find_operation(schemas.master, name)
    sides = [outliner.operation(operation, side, release) for side in Direction]
    return {node.path for side in sides if side is not None for node in side.walk()}


@pytest.mark.parametrize("release", ["40.4.8", "42.11.1", None])
def test_a_tree_shows_what_the_operation_itself_has(
    outliner: Outliner, schemas: Schemas, release: str | None
) -> None:
    shown = _paths(outliner, schemas, "event.GetEvent", release)
    assert "getEventResponse/accessControl/audioPassword" in shown
    shown = _paths(outliner, schemas, "event.SetEvent", release)
    assert "setEvent/accessControl/sessionPassword" in shown
    assert "setEvent/accessControl/audioPassword" not in shown


def _steps(differ: Differ, old: str, new: str) -> dict[str, list[Step]]:
    return {found.operation: list(found.steps) for found in differ.between(old, new).operations}


def test_a_difference_tells_elements_of_the_operations_that_got_them(differ: Differ) -> None:
    steps = _steps(differ, "40.4.5", "40.4.8")
    assert steps.keys() == AUDIO
    assert [(s.kind, s.direction.value, s.path) for s in steps["event.GetEvent"]] == [
        ("element-added", "response", "getEventResponse/accessControl/audioPassword"),
        ("element-added", "response", "getEventResponse/accessControl/isEnforceAudioPassword"),
        ("element-added", "response", "getEventResponse/accessControl/isEnforceAudioLogin"),
    ]
    users = {"user.CreateUser", "user.SetUser", "user.GetUser"}
    assert {name for name in _steps(differ, "40.9.0", "40.10.0") if name.startswith("user.")} == users


def test_a_key_is_optional_from_the_release_on_in_which_the_operation_takes_a_uuid(differ: Differ) -> None:
    key, uuid = "setTrainingSession/sessionKey", "setTrainingSession/meetingUUID"
    assert "training.SetTrainingSession" not in _steps(differ, "40.6.1", "40.7.0")
    assert [(s.kind, s.path) for s in _steps(differ, "40.9.0", "40.10.0")["training.SetTrainingSession"]] == [
        ("optional", key),
        ("element-added", uuid),
    ]
    assert [(s.kind, s.path) for s in _steps(differ, "40.10.0", "40.9.0")["training.SetTrainingSession"]] == [
        ("element-removed", uuid),
        ("required", key),
    ]


def test_a_tree_of_all_releases_says_until_when_the_operation_asks_for_its_key(
    outliner: Outliner, schemas: Schemas
) -> None:
    until = {}
    for name in ("training.GetTrainingSession", "training.LstTrainingSession"):
        response = outliner.operation(find_operation(schemas.master, name), Direction.RESPONSE)
        assert response is not None
        until[name] = [node.required_until for node in response.walk() if node.name == "sessionKey"]
    assert until == {
        "training.GetTrainingSession": [("40.9.0",)],
        "training.LstTrainingSession": [("40.6.1",)],
    }


def test_what_40_7_0_hides_is_not_told_by_any_source_and_so_not_asked_for(
    outliner: Outliner, schemas: Schemas, differ: Differ
) -> None:
    # Required until 40.6.1, optional from 40.8.0: between them a demand might be a false error.
    operation = find_operation(schemas.master, "ep.GetSessionInfo")
    least = {}
    for release in ("40.6.1", "40.7.0", "40.8.0"):
        response = outliner.operation(operation, Direction.RESPONSE, release)
        assert response is not None
        least[release] = {node.minimum for node in response.walk() if node.name in ("confID", "schedule")}
    assert least == {"40.6.1": {1}, "40.7.0": {0}, "40.8.0": {0}}
    told = {s.path: s.source for s in _steps(differ, "40.6.1", "40.7.0")["ep.GetSessionInfo"]}
    assert "of 40.7.0 no source tells" in told["getSessionInfoResponse/confID"]
