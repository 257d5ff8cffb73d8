"""The table of meetingUUID by operation: each path exists, each operation of the release notes is there."""

from __future__ import annotations

import pytest
from ruamel.yaml import YAML

from inspector.resources import data
from inspector.schema import ComplexType, Master, Schemas

FIRST = {
    "40.6.0": [
        "LstRecording",
        "LstsummarySession",
        "GetSessionInfo",
        "GethosturlMeeting",
        "GetjoinurlMeeting",
        "LstMeetingAttendee",
        "CreateMeeting",
        "SetMeeting",
        "GetMeeting",
        "DelMeeting",
        "LstCalendarSession",
    ],
    "40.7.0": [
        "LstmeetingattendeeHistory",
        "LsttrainingattendeeHistory",
        "LsteventattendeeHistory",
        "LstsupportattendeeHistory",
    ],
    "40.8.0": [
        "LstOpenSession",
        "GetEnrollmentInfo",
        "LstsummaryMeeting",
        "LstScheduledTests",
        "GetEvent",
        "LstsummaryEvent",
        "LstmeetingusageHistory",
        "LsttrainingsessionHistory",
        "LsteventsessionHistory",
        "LstsupportsessionHistory",
        "DelSession",
    ],
    "40.9.0": [
        "LstsummaryTrainingSession",
        "AddScheduledTest",
        "SetScheduledTest",
        "DelScheduledTest",
        "GetTestInformation",
        "UploadEventImage",
        "SendInvitationEmail",
        "CreateSupportSession",
        "LstmeetingusagePreliminaryHistory",
        "LstmeetingattendeePreliminaryHistory",
        "LstEventSessionPreliminaryHistory",
        "LstEventAttendeePreliminaryHistory",
        "LstTrainingPollResultsHistory",
    ],
    "40.10.0": [
        "CreateMeetingAttendee",
        "DelMeetingAttendee",
        "RegisterMeetingAttendee",
        "CreateTeleconferenceSession",
        "SetTeleconferenceSession",
        "GetTeleconferenceSession",
        "CreateTrainingSession",
        "SetTrainingSession",
        "GetTrainingSession",
        "DelTrainingSession",
        "CreateEvent",
        "SetEvent",
        "DelEvent",
    ],
}
DERIVED = [
    "GetJoinSessionInfo",
    "LstMeeting",
    "LstTrainingSession",
    "LstsalesSessionHistory",
    "LstsalesAttendeeHistory",
    "CreateSalesSession",
    "SetSalesSession",
    "GetSalesSession",
    "DelSalesSession",
    "LstsummarySalesSession",
]


@pytest.fixture(scope="module")
def rows() -> dict[str, dict[str, object]]:
    table = YAML(typ="safe", pure=True).load(data("schemas") / "meeting-uuid.yaml")["operations"]
    return {row["operation"].rpartition(".")[2]: row for row in table}


def test_the_52_operations_of_the_release_notes(rows) -> None:
    listed = {name: row["since"] for name, row in rows.items() if row["source"] != "derived"}
    assert listed == {name: release for release, names in FIRST.items() for name in names}
    assert len(listed) == 52


def test_the_operations_that_are_listed_nowhere(rows) -> None:
    derived = {name: row["since"] for name, row in rows.items() if row["source"] == "derived"}
    assert derived == dict.fromkeys(DERIVED, "40.7.0")


@pytest.mark.parametrize(
    ("operation", "side", "paths"),
    [
        ("GetSessionInfo", "both", ["getSessionInfo/meetingUUID", "getSessionInfoResponse/meetingUUID"]),
        ("LstOpenSession", "response", ["lstOpenSessionResponse/services/sessions/meetingUUID"]),
        ("DelMeeting", "request", ["delMeeting/meetingUUID"]),
        ("DelMeetingAttendee", "request", ["delMeetingAttendee/attendeeEmail/meetingUUID"]),
        (
            "CreateMeeting",
            "both",
            [
                "createMeeting/participants/attendees/attendee/meetingUUID",
                "createMeetingResponse/meetingUUID",
            ],
        ),
        ("CreateEvent", "response", ["createEventResponse/meetingUUID"]),
        ("LstCalendarSession", "unknown", []),
    ],
)
def test_side_and_paths(rows, operation: str, side: str, paths: list[str]) -> None:
    assert (rows[operation]["side"], rows[operation]["paths"]) == (side, paths)


def test_every_path_exists_and_every_meeting_uuid_has_one(master: Master, rows) -> None:
    for row in rows.values():
        operation = master.operations[row["operation"]]
        sides = [side for side in (operation.request, operation.response) if side is not None]
        found = {path for side in sides for path in _uuids(side, side.name[1] if side.name else "", ())}
        assert found == set(row["paths"]), row["operation"]
    for name, operation in master.operations.items():
        if name.rpartition(".")[2] not in rows:
            sides = [side for side in (operation.request, operation.response) if side is not None]
            assert not [path for side in sides for path in _uuids(side, name, ())], name


def test_a_particle_is_no_later_than_any_operation_that_has_it(schemas: Schemas, rows) -> None:
    master = schemas.master
    for row in rows.values():
        operation = master.operations[row["operation"]]
        for path in row["paths"]:
            root, *steps = path.split("/")
            owner: object = next(
                s for s in (operation.request, operation.response) if s and s.name and s.name[1] == root
            )
            for step in steps:
                assert isinstance(owner, ComplexType)
                particle = owner.find(step)
                assert particle is not None
                owner = particle.type
            assert schemas.releases.has(row["since"], particle.window), path


def _uuids(owner: ComplexType, path: str, above: tuple[int, ...]) -> list[str]:
    """The paths below `owner` at which a meetingUUID may stand."""
    found: list[str] = []
    for particle in owner.particles:
        here = f"{path}/{particle.name}"
        if particle.name == "meetingUUID":
            found.append(here)
        elif isinstance(particle.type, ComplexType) and id(particle.type) not in above:
            found += _uuids(particle.type, here, (*above, id(particle.type)))
    return found
