from __future__ import annotations

import pytest

from inspector.schema import ComplexType, Master, MasterError, Particle, SimpleType

BASE = "http://www.webex.com/schemas/2002/06/"
USER = BASE + "service/user"
MEETING = BASE + "service/meeting"


def complex_type(master: Master, name: str) -> ComplexType:
    found = master.type(name)
    assert isinstance(found, ComplexType)
    return found


def at(master: Master, name: str, path: str) -> Particle:
    """The particle at `path` below the named type."""
    owner: ComplexType | SimpleType = master.type(name)
    for step in path.split("/"):
        assert isinstance(owner, ComplexType)
        found = owner.find(step)
        assert found is not None, f"{path}: no {step}"
        assert found.name == step
        owner = found.type
    return found


def test_seventeen_namespaces_and_their_usual_prefixes(master: Master) -> None:
    assert len(set(master.prefixes.values())) == 17
    for prefix, path in [
        ("com", "common"),
        ("serv", "service"),
        ("use", "service/user"),
        ("meet", "service/meeting"),
        ("meeting", "service/meeting"),
        ("auo", "service/meeting/auo"),
        ("train", "service/trainingsession"),
        ("trainingsession", "service/trainingsession"),
        ("qti", "service/trainingsessionqti"),
        ("sc", "service/supportsession"),
    ]:
        assert master.prefixes[prefix] == BASE + path


def test_all_operations_are_there(master: Master) -> None:
    # 124 of the reference tables, six that only release notes name, two that a real client sends
    assert len(master.operations) == 132
    counts: dict[str, int] = {}
    for operation in master.operations.values():
        counts[operation.binding] = counts.get(operation.binding, 0) + 1
    assert counts == COUNTS
    assert {op.name for op in master.operations.values() if op.response is None} == set()


COUNTS = {
    "attendee": 6,
    "ep": 25,
    "event": 9,
    "history": 18,
    "meeting": 8,
    "meeting.auo": 3,
    "meetingtype": 2,
    "sales": 14,
    "site": 5,
    "supportsession": 1,
    "training": 23,
    "user": 18,
}


@pytest.mark.parametrize(
    ("package", "name", "namespace", "operation"),
    [
        ("ep", "LstsummarySession", None, "ep.LstsummarySession"),
        ("ep", "LstSummarySession", None, "ep.LstsummarySession"),
        ("ep", "lstsummarysession", BASE + "service/ep", "ep.LstsummarySession"),
        ("meeting", "CreateMeeting", None, "meeting.CreateMeeting"),
        ("meet", "createMeeting", MEETING, "meeting.CreateMeeting"),
        ("meeting", "createMeeting", MEETING, "meeting.CreateMeeting"),
        ("meeting.auo", "CreateTeleconferenceSession", None, "meeting.auo.CreateTeleconferenceSession"),
        ("teleconferenceonly", "getTeleconferenceSession", None, "meeting.auo.GetTeleconferenceSession"),
        ("training", "CreateTrainingSession", None, "training.CreateTrainingSession"),
        ("trainingsession", "delTrainingSession", None, "training.DelTrainingSession"),
        ("attendee", "RegisterMeetingAttendee", None, "attendee.RegisterMeetingAttendee"),
        ("user", "GetloginTicket", None, "user.GetLoginTicket"),
        ("use", "lstUser", BASE + "service/use", "user.LstUser"),
        ("user", "AssignWebACDQueues", None, "user.AssignWebACDQueues"),
        ("site", "GetWebACDQueues", None, "site.GetWebACDQueues"),
        ("", "LstTimeZone", None, "site.LstTimeZone"),
        ("anything", "getMeeting", MEETING, "meeting.GetMeeting"),
        ("ep", "CreateContact", None, "ep.CreateContacts"),
        ("ep", "SetContacts", None, "ep.SetContact"),
        ("support", "CreateSupportSession", None, "supportsession.CreateSupportSession"),
        ("supportsession", "CreateSupportSession", None, "supportsession.CreateSupportSession"),
        ("history", "LsteventsessionPreliminaryHistory", None, "history.LstEventSessionPreliminaryHistory"),
        ("history", "LstAccessAnywhereHistory", None, "history.LstAccessAnywhereHistory"),
        ("user", "GetMe", None, "user.GetMe"),
        ("trainingsession", "delLab", None, "training.DelLab"),
    ],
)
def test_an_operation_is_found_as_clients_write_it(
    master: Master, package: str, name: str, namespace: str | None, operation: str
) -> None:
    resolution = master.resolve(package, name, namespace)
    assert resolution.operation is not None
    assert resolution.operation.name == operation
    assert not resolution.wrong_package


@pytest.mark.parametrize(
    ("package", "name", "namespace", "operation"),
    [
        ("user", "GetSite", None, "site.GetSite"),
        ("meeting", "CreateTeleconferenceSession", None, "meeting.auo.CreateTeleconferenceSession"),
        ("meet", "getUser", MEETING, "user.GetUser"),
        ("nowhere", "GetUser", None, "user.GetUser"),
    ],
)
def test_an_operation_in_a_wrong_package_is_found_by_its_name(
    master: Master, package: str, name: str, namespace: str | None, operation: str
) -> None:
    resolution = master.resolve(package, name, namespace)
    assert resolution.operation is not None
    assert (resolution.operation.name, resolution.wrong_package) == (operation, True)


def test_an_unknown_operation_offers_the_nearest(master: Master) -> None:
    resolution = master.resolve("ep", "LstsumarySession")
    assert resolution.operation is None
    assert resolution.nearest[0] == "ep.LstsummarySession"
    assert master.resolve("user", "Qqq").nearest == ()


def test_operation_names_stand_in_one_namespace_only(master: Master) -> None:
    names = [name.rpartition(".")[2].lower() for name in master.operations]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("prefix", "name", "namespace", "operation"),
    [
        ("use", "getUserResponse", USER, "user.GetUser"),
        ("ns1", "getSiteResponse", BASE + "service/site", "site.GetSite"),
        ("history", "LstAccessAnywhereHistoryResponse", None, "history.LstAccessAnywhereHistory"),
        ("ep", "DelSessionResponse", None, "ep.DelSession"),
        ("site", "getWebACDQueuesResponse", None, "site.GetWebACDQueues"),
    ],
)
def test_an_answer_leads_to_its_operation(
    master: Master, prefix: str, name: str, namespace: str | None, operation: str
) -> None:
    found = master.response_operation(prefix, name, namespace)
    assert found is not None
    assert found.name == operation


def test_a_request_type_is_no_answer(master: Master) -> None:
    assert master.response_operation("use", "getUser", USER) is None


@pytest.mark.parametrize(
    ("operation", "access", "retired"),
    [
        ("user.CreateUser", "write", None),
        ("user.AuthenticateUser", "read", None),
        ("user.GetLoginTicket", "read", "2024-03-31"),
        ("user.GetloginurlUser", "read", "2024-03-31"),
        ("user.GetlogouturlUser", "read", None),
        ("site.GetSite", "read", None),
        ("site.SetSite", "write", None),
        ("ep.GetAPIVersion", "read", None),
        ("ep.GetSessionInfo", "read", "2024-03-31"),
        ("meeting.CreateMeeting", "write", "2024-03-31"),
        ("history.LstAccessAnywhereHistory", "read", "2024-03-31"),
        ("ep.RecoverRecordingFromRecycleBin", "write", "2024-03-31"),
    ],
)
def test_access_and_retirement(master: Master, operation: str, access: str, retired: str | None) -> None:
    found = master.operations[operation]
    assert (found.access, found.retired) == (access, retired)


def test_content_that_is_not_known_is_open(master: Master) -> None:
    lax = {name for name, op in master.operations.items() if op.request.lax}
    assert lax == LAX
    for name in lax:
        assert master.operations[name].request.wildcard
    assert complex_type(master, "ep:flushWebCacheResponse").lax
    assert not complex_type(master, "use:getUserCardResponse").lax


LAX = {
    "ep.DelRecordingFromRecycleBin",
    "ep.DetectSessionByCallback",
    "ep.LstCalendarSession",
    "ep.LstRecordingInRecycleBin",
    "ep.SetContact",
    "ep.SetOneClickSettings",
    "history.LstEventAttendeePreliminaryHistory",
    "history.LstEventSessionPreliminaryHistory",
    "history.LstTrainingPollResultsHistory",
    "history.LstmeetingattendeePreliminaryHistory",
    "history.LstmeetingusagePreliminaryHistory",
    "training.DelLab",
    "training.GetSetupComputerURL",
    "training.ReserveLab",
    "user.GetMe",
}


@pytest.mark.parametrize(
    ("type_name", "path", "namespace"),
    [
        ("serv:messageType", "header/securityContext/webExID", "common"),
        ("serv:messageType", "header/response/result", "service"),
        ("ep:lstsummarySession", "listControl/startFrom", "service"),
        ("ep:lstRecording", "listControl/startFrom", "service/ep"),
        ("meet:createMeeting", "accessControl/meetingPassword", "service/meeting"),
        ("meet:createMeeting", "participants/attendees/attendee/person/email", "common"),
        ("train:createTrainingSession", "accessControl/sessionPassword", "service/session"),
        ("train:createTrainingSession", "metaData/confName", "service/session"),
        ("train:createTrainingSession", "enableOptions/javaClient", "service/session"),
        ("use:createUser", "phones/phone", "common"),
        ("use:createUser", "phones/phone2", "service/user"),
        ("use:createUser", "address/city", "common"),
        ("meet:createMeetingResponse", "iCalendarURL/host", "service"),
        ("ep:getSessionInfoResponse", "accessControl/listStatus", "service/ep"),
        ("att:createMeetingAttendee", "person/email", "common"),
    ],
)
def test_a_child_is_in_the_namespace_that_declares_it(
    master: Master, type_name: str, path: str, namespace: str
) -> None:
    assert at(master, type_name, path).namespace == BASE + namespace


def test_a_base_stands_before_its_heir(master: Master) -> None:
    particles = complex_type(master, "meet:setMeeting").particles
    names = [p.name for p in particles]
    assert names[:3] == ["accessControl", "metaData", "participants"]
    assert names[names.index("meetingkey") :] == [
        "meetingkey",
        "meetingUUID",
        "status",
        "hostJoined",
        "participantsJoined",
        "telePresence",
        "validateFormat",
        "registrationForm",
    ]
    assert [p.position for p in particles] == list(range(len(particles)))


def test_an_exact_name_wins_over_one_in_another_letter_case(master: Master) -> None:
    request = complex_type(master, "ep:getSessionInfo")
    for name in ("meetingUUID", "meetingUuid"):
        found = request.find(name)
        assert found is not None
        assert found.name == name
    slip = request.find("SESSIONKEY")
    assert slip is not None
    assert slip.name == "sessionKey"


def test_order_of_the_answers_that_samples_show(master: Master) -> None:
    session = [p.name for p in complex_type(master, "ep:sessionSummaryInstanceType").particles]
    assert session[:3] == ["sessionKey", "meetingUUID", "confName"]
    assert session[session.index("isAudioOnly") :][:9] == [
        "isAudioOnly",
        "isTCSingleRecurrence",
        "isAllowJBH",
        "isCETMeeting",
        "isException",
        "isNextUpcomingInstance",
        "seriesMeetingKey",
        "recurrenceId",
        "isScheduledPMR",
    ]
    made = [p.name for p in complex_type(master, "meet:createMeetingResponse").particles]
    assert made == ["meetingkey", "meetingUUID", "meetingPassword", "iCalendarURL", "guestToken"]
    version = [p.name for p in complex_type(master, "ep:getAPIVersionResponse").particles]
    assert version == ["apiVersion", "release", "apiVer", "trainReleaseVersion", "trainReleaseOrder"]
    form = at(master, "meet:getMeetingResponse", "registrationForm").type
    assert isinstance(form, ComplexType)
    assert " ".join(p.name for p in form.particles) == (
        "phone title company address1 address2 city state postalCode country fax"
    )


def test_values_facets_and_defaults(master: Master) -> None:
    security = at(master, "meet:createMeeting", "attendeeOptions/externalAttendeeSecurity").type
    assert isinstance(security, SimpleType)
    assert [value for value, _ in security.enumeration] == [
        "AllowJoin",
        "AllowJoinWithLobby",
        "BlockFromJoin",
    ]
    wait = at(master, "meet:createMeeting", "attendeeOptions/autoLockWaitTime").type
    assert isinstance(wait, SimpleType)
    assert wait.primitive == "integer"
    assert [value for value, _ in wait.enumeration] == ["0", "5", "10", "15", "20"]
    password = at(master, "meet:createMeeting", "accessControl/meetingPassword").type
    assert isinstance(password, SimpleType)
    assert (password.primitive, password.facets) == ("string", {"maxLength": "16"})
    email = at(master, "ep:getSessionInfoResponse", "host/email").type
    assert isinstance(email, SimpleType)
    assert (email.primitive, email.facets) == ("string", {"maxLength": "64"})
    assert at(master, "meet:createMeeting", "accessControl/enforcePassword").default == "true"
    assert at(master, "meet:createMeeting", "accessControl/isPublic").default is None


def test_occurrence_and_repeated_groups(master: Master) -> None:
    content = at(master, "serv:messageType", "body/bodyContent")
    assert (content.minimum, content.maximum) == (1, None)
    tabs = at(master, "use:createUser", "supportCenter/orderTabs/tab")
    assert (tabs.minimum, tabs.maximum) == (4, 4)
    # additionalInfo holds a sequence that may repeat, so each of its elements may
    token = at(master, "train:createTrainingSessionResponse", "additionalInfo/guestToken")
    assert (token.minimum, token.maximum) == (0, None)


def test_choices_are_numbered(master: Master) -> None:
    activate = complex_type(master, "use:activateUser")
    assert activate.choices == ((1, 1),)
    assert [(p.name, p.choices, p.choice_branch) for p in activate.particles] == [
        ("userID", (0,), (0,)),
        ("webexID", (0,), (1,)),
    ]
    assert complex_type(master, "meet:createMeeting").choices == ()


def test_wildcards_attributes_and_mixed_content_are_seen(master: Master) -> None:
    extension = complex_type(master, "qtiasi:assessproc_extensionType")
    assert (extension.wildcard, extension.mixed, extension.lax) == (True, True, False)
    assert complex_type(master, "qtiasi:assessmentType").attributes
    meeting = complex_type(master, "meet:createMeeting")
    assert (meeting.wildcard, meeting.mixed, meeting.attributes, meeting.lax) == (False, False, False, False)


def test_required_until_says_when_an_element_became_optional(master: Master) -> None:
    answer = "ep:getSessionInfoResponse"
    for path in (
        "confID",
        "host",
        "schedule",
        "metaData/confName",
        "metaData/sessionType",
        "metaData/isRecurring",
    ):
        particle = at(master, answer, path)
        assert (particle.minimum, particle.required_until) == (0, ("40.6.1",))
    assert at(master, answer, "sessionkey").required_until == ("40.4.9",)
    assert at(master, "event:delEvent", "sessionKey").required_until == ("40.9.0",)
    assert at(master, "ep:getSessionInfo", "sessionKey").required_until == ("39.11.0",)
    assert at(master, "use:authenticateUser", "samlResponse").required_until == ()


def test_what_is_not_of_the_first_schema_set_names_its_source(master: Master) -> None:
    assert at(master, "com:securityType", "webExAccessToken").source
    assert at(master, "use:getUserCardResponse", "avatar").window.since == ()
    assert master.operations["history.LstAccessAnywhereHistory"].source == "release notes 40.1.0"
    marked = [
        p for t in master.types.values() if isinstance(t, ComplexType) for p in t.particles if p.window.since
    ]
    assert len(marked) > 100
    assert [p.name for p in marked if not p.source] == []


HEAD = (
    '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:t="urn:t" targetNamespace="urn:t" '
    'xmlns:x="urn:xmlservice-inspector:marks">'
)


A = "<xs:complexType name='a'"
END = "</xs:schema>"
ELEMENT = A + "><xs:sequence>\n<xs:element name='b'{}/></xs:sequence></xs:complexType>" + END
BROKEN = [
    (HEAD + "\n" + A + ">\n" + END, "broken.xsd:3: not well-formed"),
    ("<!DOCTYPE a [<!ENTITY e 'x'>]>\n" + HEAD + END, "DOCTYPE"),
    ("<nothing/>", "is no XSD"),
    (HEAD + ELEMENT.format(" type='t:c'"), "broken.xsd:2: type 't:c' is not declared"),
    (HEAD + ELEMENT.format(""), "broken.xsd:2: .*no type"),
    (HEAD + "\n" + A + "/>\n" + A + "/>" + END, "broken.xsd:3: .*twice"),
    (HEAD + "\n" + A + " x:operation='t' x:response='t:none'/>" + END, "broken.xsd:2: response"),
    (HEAD + END, "messageType"),
]


@pytest.mark.parametrize(("content", "said"), BROKEN)
def test_a_broken_file_is_named_with_its_line(tmp_path, content: str, said: str) -> None:
    (tmp_path / "broken.xsd").write_text(content)
    with pytest.raises(MasterError, match=said):
        Master.load(tmp_path)


def test_a_folder_without_schemas_is_named(tmp_path) -> None:
    with pytest.raises(MasterError, match="holds no"):
        Master.load(tmp_path)
