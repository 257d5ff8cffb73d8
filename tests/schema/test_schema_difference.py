"""What an integrator must know between two releases; an operation's tree at a release."""

from __future__ import annotations

import pytest

from inspector.model.exchange import Direction
from inspector.resources import data
from inspector.schema import Changes, Schemas
from inspector.schema.by_operation import ByOperation
from inspector.schema.difference import Differ, Difference
from inspector.schema.find import UnknownOperation, find_operation
from inspector.schema.outline import Outline, Outliner
from inspector.schema.views import Views


@pytest.fixture(scope="module")
def outliner(schemas: Schemas) -> Outliner:
    return Outliner(schemas.master, schemas.releases, ByOperation.load(data("schemas")))


@pytest.fixture(scope="module")
def differ(schemas: Schemas) -> Differ:
    views = Views(schemas, ByOperation.load(data("schemas")))
    return Differ(views, Changes.load(data("schemas") / "changes.yaml"))


def _steps(found: Difference, operation: str) -> list[tuple[str, str, str]]:
    for difference in found.operations:
        if difference.operation == operation:
            return [(s.kind, s.direction.value, s.path) for s in difference.steps]
    return []


def test_elements_of_one_release(differ: Differ) -> None:
    found = differ.between("40.9.0", "40.10.0")
    assert _steps(found, "meeting.CreateMeeting") == [
        ("element-added", "request", "createMeeting/schedule/deviceCanStartMeeting")
    ]
    assert _steps(found, "site.GetSite") == [
        (
            "element-added",
            "response",
            "getSiteResponse/siteInstance/securityOptions/EnableMobileScreenCapture",
        )
    ]
    assert ("element-added", "request", "delEvent/meetingUUID") in _steps(found, "event.DelEvent")
    assert _steps(found, "user.GetUserCard") == []


def test_what_is_no_longer_required_and_what_besides_the_schema(differ: Differ) -> None:
    found = differ.between("40.6.1", "40.8.0")
    assert {
        ("optional", "response", "getSessionInfoResponse/confID"),
        ("optional", "response", "getSessionInfoResponse/host"),
        ("optional", "response", "getSessionInfoResponse/schedule"),
        ("optional", "response", "getSessionInfoResponse/metaData/confName"),
        ("element-added", "response", "getSessionInfoResponse/isAllowJBH"),
    } <= set(_steps(found, "ep.GetSessionInfo"))
    session = next(d for d in found.operations if d.operation == "ep.GetSessionInfo")
    assert [change.kind for change in session.changes] == ["behaviour", "security"]
    attendee = next(d for d in found.operations if d.operation == "attendee.RegisterMeetingAttendee")
    assert [change.exception for change in attendee.changes] == ["040014", None]


def test_operations_come_with_a_release(differ: Differ) -> None:
    added = [d.operation for d in differ.between("39.11.0", "40.1.0").operations if d.state == "added"]
    assert added == ["history.LstAccessAnywhereHistory"]


def test_what_concerns_every_operation_is_said_once(differ: Differ) -> None:
    found = differ.between("40.4.3", "40.4.4")
    assert (found.operations, [change.exception for change in found.everywhere]) == ((), ["000053"])


def test_a_release_and_itself(differ: Differ) -> None:
    found = differ.between("40.6.1", "40.6.1")
    assert (found.operations, found.everywhere, found.backwards) == ((), (), False)


def test_backwards_what_was_added_is_removed(differ: Differ) -> None:
    found = differ.between("40.10.0", "40.9.0")
    assert found.backwards
    assert _steps(found, "meeting.CreateMeeting") == [
        ("element-removed", "request", "createMeeting/schedule/deviceCanStartMeeting")
    ]


def test_a_release_of_another_branch_takes_back_what_came_after_it(differ: Differ) -> None:
    """40.2.5 and 40.2.6 came after 40.4.0, 40.4.9 after 40.6.0: each on its branch."""

    def said(old: str, new: str) -> tuple[list[str | None], list[str | None], set[str], set[str]]:
        found = differ.between(old, new)
        named = {o.operation for o in found.operations for c in o.changes if c.http == 403}
        gone = {o.operation for o in found.operations for c in o.undone if c.http == 403}
        everywhere = [c.exception for c in found.everywhere]
        return everywhere, [c.exception for c in found.undone_everywhere], named, gone

    asked = {"ep.GetSessionInfo", "user.GetUserCard"}
    assert said("40.2.6", "40.4.0") == ([], ["000053"], set(), asked)
    assert said("40.4.0", "40.2.6") == (["000053"], [], asked, set())
    undone = {c.exception for c in differ.between("40.4.9", "40.6.0").undone}
    assert undone == {"110063"}
    assert {c.exception for c in differ.between("40.6.0", "40.4.9").changes} == {"110063"}


def _node(outline: Outline | None, path: str) -> Outline | None:
    assert outline is not None
    return next((node for node in outline.walk() if node.path == path), None)


def test_the_tree_of_an_operation(schemas: Schemas, outliner: Outliner) -> None:
    operation = find_operation(schemas.master, "createmeeting")
    request = outliner.operation(operation, Direction.REQUEST, "40.9.0")
    lobby = _node(request, "createMeeting/attendeeOptions/externalAttendeeSecurity")
    assert lobby is not None
    assert [value for value, _ in lobby.values] == ["AllowJoin", "AllowJoinWithLobby", "BlockFromJoin"]
    assert (lobby.minimum, lobby.maximum, lobby.window.since) == (0, 1, ("40.9.0",))
    assert lobby.meaning
    assert lobby.source == "release notes 40.9.0"
    before = outliner.operation(operation, Direction.REQUEST, "40.8.0")
    assert _node(before, "createMeeting/attendeeOptions/externalAttendeeSecurity") is None
    agenda = _node(request, "createMeeting/metaData/agenda")
    assert agenda is not None
    assert (agenda.type, agenda.facets) == ("string", {"maxLength": "2500"})


def test_required_goes_by_the_release(schemas: Schemas, outliner: Outliner) -> None:
    operation = find_operation(schemas.master, "ep.GetSessionInfo")
    least = {}
    for release in ("40.6.1", "40.8.0", None):
        response = outliner.operation(operation, Direction.RESPONSE, release)
        node = _node(response, "getSessionInfoResponse/confID")
        assert node is not None
        least[release] = (node.minimum, node.required_until)
    assert least == {"40.6.1": (1, ()), "40.8.0": (0, ()), None: (0, ("40.6.1",))}


@pytest.mark.parametrize(
    "name",
    ["GetSessionInfo", "getsessioninfo", "ep.GetSessionInfo", "EP.GETSESSIONINFO", " ep.getSessionInfo "],
)
def test_operations_are_found_in_any_case_with_or_without_package(name: str, schemas: Schemas) -> None:
    assert find_operation(schemas.master, name).name == "ep.GetSessionInfo"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("GetSesssionInfo", "did you mean ep.GetSessionInfo"),
        ("user.GetSessionInfo", "did you mean ep.GetSessionInfo"),
        ("zzzz", "no name is near; names are as meeting.CreateMeeting, packages attendee"),
        ("", "no name is near"),
    ],
)
def test_unknown_operations_offer_the_nearest(name: str, words: str, schemas: Schemas) -> None:
    with pytest.raises(UnknownOperation, match=words):
        find_operation(schemas.master, name)
