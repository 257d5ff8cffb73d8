from __future__ import annotations

import json
from pathlib import Path

import pytest

from inspector.privacy import Knowledge, PrivacyFileError, excerpt

PII = Path(__file__).parents[2] / "rules" / "pii.yaml"

AUTH, RESPONSE, MEETING = "user.AuthenticateUser", "response", "meeting_secret"

SECRETS = [
    ("header/securityContext/password", "request", None, "credential", "fixed"),
    ("header/securityContext/sessionTicket", "request", None, "credential", "pseudonym"),
    ("header/securityContext/webExAccessToken", "request", None, "credential", "pseudonym"),
    ("header/securityContext/clientSecret", "request", None, "credential", "pseudonym"),
    ("header/securityContext/clientID", "request", None, "credential", "pseudonym"),
    ("header/securityContext/partnerID", "request", None, "credential", "pseudonym"),
    ("authenticateUser/accessToken", "request", AUTH, "credential", "pseudonym"),
    ("authenticateUser/samlResponse", "request", AUTH, "credential", "pseudonym"),
    (
        "authenticateUserResponse/sessionTicket",
        RESPONSE,
        AUTH,
        "credential",
        "pseudonym",
    ),
    ("getLoginTicketResponse/ticket", RESPONSE, "user.GetLoginTicket", "credential", "pseudonym"),
    (
        "getloginurlUserResponse/userLoginURL",
        RESPONSE,
        "GetloginurlUser",
        "url_with_access",
        "pseudonym",
    ),
    ("createUser/password", "request", "user.CreateUser", "credential", "fixed"),
    ("setUser/password", "request", "user.SetUser", "credential", "fixed"),
    ("createUser/passwordHint", "request", "user.CreateUser", "credential", "fixed"),
    ("setUser/passwordHintAnswer", "request", "user.SetUser", "credential", "fixed"),
    ("lstUserResponse/user[2]/password", RESPONSE, "user.LstUser", "credential", "fixed"),
    (
        "createMeeting/accessControl/meetingPassword",
        "request",
        "CreateMeeting",
        MEETING,
        "fixed",
    ),
    ("createMeetingResponse/meetingPassword", RESPONSE, "CreateMeeting", MEETING, "fixed"),
    ("createEventResponse/eventPassword", RESPONSE, "event.CreateEvent", MEETING, "fixed"),
    ("createTrainingSession/accessControl/sessionPassword", "request", None, MEETING, "fixed"),
    ("getMeetingResponse/accessControl/audioPassword", RESPONSE, None, MEETING, "fixed"),
    ("createMeeting/attendeeOptions/registrationPWD", "request", None, MEETING, "fixed"),
    ("createEvent/panelists/panelistPassword", "request", None, MEETING, "fixed"),
    ("getjoinurlMeeting/meetingPW", "request", "meeting.GetjoinurlMeeting", MEETING, "fixed"),
    ("createEvent/enrollment/password", "request", None, "credential", "fixed"),
    ("lstRecordingResponse/recording/password", RESPONSE, "ep.LstRecording", "credential", "fixed"),
    ("setRecordingInfo/fileAccess/password", "request", None, "credential", "fixed"),
    ("getSiteResponse/siteInstance/meetingPlace/nbrProfilePassword", RESPONSE, None, "credential", "fixed"),
    (
        "getSiteResponse/siteInstance/telephonyConfig/subscribePassword",
        RESPONSE,
        None,
        "credential",
        "fixed",
    ),
    ("createUser/phones/PIN", "request", "user.CreateUser", "credential", "fixed"),
    ("setUser/personalMeetingRoom/hostPIN", "request", "user.SetUser", "credential", "fixed"),
    ("getMeetingResponse/hostKey", RESPONSE, "meeting.GetMeeting", MEETING, "fixed"),
    ("getUserCardResponse/personalMeetingRoom/accessCode", RESPONSE, None, MEETING, "fixed"),
    (
        "getUserResponse/personalTeleconf/account/subscriberAccessCode",
        RESPONSE,
        None,
        MEETING,
        "fixed",
    ),
    (
        "getUserResponse/tspAccount/tspAccount/participantAccessCode",
        RESPONSE,
        None,
        MEETING,
        "fixed",
    ),
    ("getMeetingResponse/telephony/participantFullAccessCode", RESPONSE, None, MEETING, "fixed"),
    (
        "getMeetingResponse/telephony/participantLimitedAccessCode",
        RESPONSE,
        None,
        MEETING,
        "fixed",
    ),
    ("getUserResponse/thirdPartyTeleconf/account/moderatorCode", RESPONSE, None, MEETING, "fixed"),
    ("createMeetingResponse/guestToken", RESPONSE, "CreateMeeting", "url_with_access", "pseudonym"),
]

PERSONAL = [
    ("createUser/firstName", "request", "name"),
    ("createMeetingAttendee/person/name", "request", "name"),
    ("lstsummarySessionResponse/session/hostLastName", "response", "name"),
    ("lstAccessAnywhereHistoryResponse/accessAnyWhereInfo/userName", "response", "name"),
    ("getUserCardResponse/personalMeetingRoom/title", "response", "name"),
    ("createUser/title", "request", "company_job"),
    ("createMeetingAttendee/person/company", "request", "company_job"),
    ("createUser/email", "request", "email"),
    ("lstsummarySessionResponse/session/hostEmail", "response", "email"),
    ("createUser/phones/phone", "request", "phone"),
    ("getEnrollmentInfoResponse/session/attendee/enrollFields/defaultFields/phoneNum", "response", "phone"),
    ("createUser/address/zipCode", "request", "postal_address"),
    ("getEnrollmentInfoResponse/session/attendee/ipAddress", "response", "ip_address"),
    ("lstAccessAnywhereHistoryResponse/accessAnyWhereInfo/clientIP", "response", "ip_address"),
    ("header/securityContext/webExID", "request", "login_id"),
    ("getUser/webExId", "request", "login_id"),
    ("setUser/videoSystems/videoCallback/address", "request", "login_id"),
    ("lstAccessAnywhereHistoryResponse/accessAnyWhereInfo/computerName", "response", "device"),
    ("getSessionInfo/sessionKey", "request", "join_identifier"),
    ("getSessionInfoResponse/meetingUUID", "response", "join_identifier"),
    ("createMeeting/metaData/confName", "request", "free_text"),
    ("createMeeting/tracking/trackingCode10", "request", "free_text"),
    ("header/response/reason", "response", "free_text"),
    ("header/response/subErrors/subError/value", "response", "free_text"),
    ("lstsummaryUserResponse/user/lastLoginTime", "response", "time_place"),
]

FALSE_FRIENDS = [
    "createUser/commOptions/email",
    "setSite/custCommunications/displayMethod/phone",
    "createUser/privilege/host",
    "createEvent/enrollmentForm/standardFields/city",
    "setEvent/registrationForm/standardFields/title",
    "createMeeting/accessControl/passwordReq",
    "createMeeting/accessControl/enforcePassword",
    "createMeeting/attendeeOptions/excludePassword",
    "getSiteResponse/siteInstance/securityOptions/passwordLifetime",
    "getSiteResponse/siteInstance/passwordCriteria",
    "getUserResponse/passwordDaysLeft",
    "getSiteResponse/siteInstance/telephonyConfig/subscriberAccessCodeLabel",
    "lstLibTestsResponse/libTest/title",
    "addProducts/product/name",
    "assignWebACDQueues/queue/name",
    "getOneClickSettingsResponse/metaData/sessionTemplate/name",
    "getUserResponse/trackingCodes/trackingCode/name",
    "getSessionInfoResponse/material/document/name",
    "getMeetingResponse/telephony/callInNum/globalNum/phoneNumber",
    "createUser/userX/active",
]


@pytest.mark.parametrize(("path", "direction", "operation", "category", "mask"), SECRETS)
def test_every_secret_is_known_where_it_stands(knowledge, path, direction, operation, category, mask):
    found = knowledge.classify(path, direction=direction, operation=operation, primitive="string")
    assert found is not None
    assert (found.category, found.secret, found.mask) == (category, True, mask)


@pytest.mark.parametrize("local", sorted({path.rpartition("/")[2] for path, *_ in SECRETS}))
def test_every_secret_is_known_by_name_alone_in_any_case(knowledge, local):
    for spelling in (local, local.upper(), local.lower()):
        found = knowledge.by_name(spelling)
        assert found is not None
        assert found.secret


@pytest.mark.parametrize(("path", "direction", "category"), PERSONAL)
def test_personal_data_has_its_category_and_is_no_secret(knowledge, path, direction, category):
    found = knowledge.classify(path, direction=direction, primitive="string")
    assert found is not None
    assert (found.category, found.secret) == (category, False)


@pytest.mark.parametrize("path", FALSE_FRIENDS)
def test_false_friends_are_nothing(knowledge, path):
    assert knowledge.classify(path, direction="response", primitive="string") is None


@pytest.mark.parametrize("path", ["createUser/password", "createUser/email", "x/hostKey", "x/newToken"])
def test_booleans_and_listed_values_are_nothing(knowledge, path):
    assert knowledge.classify(path, direction="request", primitive="boolean") is None
    assert knowledge.classify(path, direction="request", primitive="string", enumerated=True) is None
    assert knowledge.classify(path, direction="request", primitive="string") is not None


def test_a_place_says_what_a_name_alone_does_not(knowledge):
    url = knowledge.classify("createMeetingResponse/iCalendarURL/host", direction="response")
    assert (url.category, url.kind, url.secret) == ("url_with_access", "url", True)
    assert knowledge.classify("setUser/privilege/host", direction="request") is None
    assert knowledge.classify("x/reason", direction="request") is None
    assert knowledge.classify("x/reason", direction="response").category == "free_text"


@pytest.mark.parametrize(
    ("name", "mask"),
    [
        ("myPassword", "fixed"),
        ("Passwd2", "fixed"),
        ("wbxSecret", "fixed"),
        ("x-access-token", "pseudonym"),
        ("Meeting_Passcode", "fixed"),
        ("ssoTicket", "pseudonym"),
    ],
)
def test_unknown_names_that_say_they_are_secret(knowledge, name, mask):
    found = knowledge.by_name(name)
    assert found is not None
    assert (found.secret, found.mask) == (True, mask)


@pytest.mark.parametrize("name", ["confNameX", "ticketing", "secretary", "tokens", "description2", ""])
def test_unknown_names_that_are_nothing(knowledge, name):
    assert knowledge.by_name(name) is None


def test_all_categories_are_described(knowledge):
    assert list(knowledge.categories) == [
        "credential",
        "meeting_secret",
        "url_with_access",
        "name",
        "email",
        "phone",
        "postal_address",
        "payment_card",
        "person_number",
        "ip_address",
        "login_id",
        "company_job",
        "device",
        "join_identifier",
        "free_text",
        "time_place",
    ]


def _without(tmp_path: Path, old: str, new: str) -> Path:
    text = PII.read_text("utf-8")
    assert old in text
    path = tmp_path / "pii.yaml"
    path.write_text(text.replace(old, new), "utf-8")
    return path


def test_knowledge_is_data_an_entry_taken_out_is_known_no_more(tmp_path):
    path = _without(tmp_path, "hostFirstName, ", "")
    found = Knowledge.load(path).classify("x/session/hostFirstName", direction="response")
    assert found is None


def test_operations_limit_an_entry_by_name_or_path(tmp_path):
    path = _without(
        tmp_path,
        "  - category: device\n    names: [computerName]\n",
        "  - category: device\n    names: [computerName]\n    operations: [GetMe]\n",
    )
    limited = Knowledge.load(path)
    for operation, where, category in (
        ("user.GetMe", "getMeResponse/computerName", "device"),
        (None, "getMeResponse/computerName", "device"),
        ("user.GetUser", "getUserResponse/computerName", None),
        (None, "getUserResponse/computerName", None),
    ):
        found = limited.classify(where, direction="response", operation=operation)
        assert (found.category if found else None) == category


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("    mask: fixed\n    kind: code\n", "    mask: fixd\n    kind: code\n", "secrets.3.mask"),
        ("  - category: device\n", "  - category: gadget\n", "unknown category 'gadget'"),
        ("    names: [computerName]\n", "    names: []\n", "names"),
        ("    names: [computerName]\n", "    nmes: [computerName]\n", "nmes"),
    ],
)
def test_a_wrong_file_is_named_with_line(tmp_path, old, new, says):
    path = _without(tmp_path, old, new)
    line = path.read_text("utf-8")[: path.read_text("utf-8").index(new)].count("\n") + 1
    with pytest.raises(PrivacyFileError) as error:
        Knowledge.load(path)
    message = str(error.value)
    assert says in message
    assert message.startswith(f"{path}:")
    named = int(message.removeprefix(f"{path}:").partition(":")[0])
    assert named == line


def test_what_is_no_yaml_is_named_with_line(tmp_path):
    path = tmp_path / "pii.yaml"
    path.write_text("categories:\n  name: {handling: x\n", "utf-8")
    with pytest.raises(PrivacyFileError, match=r"pii\.yaml:3: not YAML"):
        Knowledge.load(path)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(PrivacyFileError, match=r"none\.yaml: cannot be read"):
        Knowledge.load(tmp_path / "none.yaml")


def test_excerpts_show_category_and_length_only():
    assert excerpt("email", "jane@example.com ") == "email, 16 characters"
    assert excerpt("meeting_secret", "x") == "meeting secret, 1 character"


WIRE_INDEX = Path(__file__).parents[3] / "shared" / "reference" / "wire-index.json"


@pytest.mark.skipif(not WIRE_INDEX.exists(), reason="the reference tables are not beside the repo")
def test_no_record_of_the_schema_looks_like_a_secret(knowledge):
    """A record with a secret's name would have all its content masked in broken bodies."""
    operations = json.loads(WIRE_INDEX.read_text("utf-8"))
    paths = {row["path"] for sides in operations.values() for rows in sides.values() for row in rows if row}
    records = {path.rpartition("/")[0].rpartition("/")[2] for path in paths} - {""}
    found = {name for name in records if (c := knowledge.by_name(name)) and c.secret and c.kind != "url"}
    assert found == set()
