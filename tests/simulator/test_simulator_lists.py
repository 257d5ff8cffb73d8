"""Lists: filters, order, pages."""

from __future__ import annotations

from functools import partial

import pytest

PEOPLE = (
    ("anna", "Anna", "Roe", "anna@example.com"),
    ("ben", "Ben", "Doe", "ben@example.com"),
    ("cleo", "Cleo", "Roe", "cleo@example.net"),
    ("dan", "Dan", "Poe", "dan@example.net"),
)


# One of them calls, since who calls is a user of the site, too.
ANNA = "<siteName>acme</siteName><webExID>anna</webExID><password>Pw-1</password>"


@pytest.fixture
def people(opened):
    ask = opened()
    for name, first, last, email in PEOPLE:
        ask(
            "user.CreateUser",
            f"<webExId>{name}</webExId><firstName>{first}</firstName><lastName>{last}</lastName><email>{email}</email>",
            context=ANNA,
        )
        ask.clock.now += 86400
    return partial(ask, context=ANNA)


def names(reply):
    return reply.all("user/webExId")


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ("", "anna ben cleo dan"),
        ("<lastName>roe</lastName>", "anna cleo"),
        ("<lastName>roe</lastName><email>example.net</email>", "cleo"),
        ("<lastName>roe</lastName><email>example.net</email>"
         "<listControl><listMethod>OR</listMethod></listControl>",
         "anna cleo dan"),
        ("<dataScope><regDateStart>06/16/2021 00:00:00</regDateStart>"
         "<regDateEnd>06/17/2021 23:00:00</regDateEnd></dataScope>", "ben cleo"),
        ("<modifiedDateStart>06/18/2021 00:00:00</modifiedDateStart>", "dan"),
        ("<modifiedDateEnd>06/16/2021 00:00:00</modifiedDateEnd>", "anna"),
        ("<order><orderBy>LASTNAME</orderBy><orderAD>DESC</orderAD><orderBy>WEBEXID</orderBy><orderAD>ASC</orderAD>"
         "</order>", "anna cleo dan ben"),
        ("<order><orderBy>REGDATE</orderBy><orderAD>DESC</orderAD></order>", "dan cleo ben anna"),
        ("<listControl><startFrom>2</startFrom><maximumNum>2</maximumNum></listControl>", "ben cleo"),
        ("<listControl><startFrom>4</startFrom></listControl>", "dan"),
    ],
)  # fmt: skip
def test_users(people, inside, expected):
    assert names(people("user.LstsummaryUser", inside)) == expected.split()


def test_matching_records_count_all_not_only_the_page(people):
    control = "<listControl><startFrom>2</startFrom><maximumNum>2</maximumNum></listControl>"
    reply = people("user.LstsummaryUser", control)
    found = [reply.one(f"matchingRecords/{name}") for name in ("total", "returned", "startFrom")]
    assert found == ["4", "2", "2"]


@pytest.mark.parametrize(
    ("inside", "exception"),
    [
        ("<listControl><startFrom>5</startFrom></listControl>", "000015"),
        ("<firstName>nobody</firstName>", "000015"),
        ("<modifiedDateStart>soon</modifiedDateStart>", "999999"),
        # 90 days and a little more.
        ("<modifiedDateStart>03/15/2021 00:00:00</modifiedDateStart>", "999999"),
    ],
)
def test_users_that_are_not_found(people, inside, exception):
    assert people("user.LstsummaryUser", inside).exception == exception


def test_fifty_rows_unless_asked_and_five_hundred_at_most(opened):
    ask = opened(body_contents=1000)
    ask.many(*[("user.CreateUser", f"<webExId>u{n:03}</webExId>") for n in range(501)])
    assert len(names(ask("user.LstsummaryUser"))) == 50
    many = "<listControl><maximumNum>9999</maximumNum></listControl>"
    assert len(names(ask("user.LstsummaryUser", many))) == 500


@pytest.fixture
def sessions(opened):
    ask = opened()
    for name, day, zone, kind in (("Alpha", 16, 21, 3), ("Beta", 17, 45, 3), ("Gamma", 18, 4, 13)):
        ask(
            "meeting.CreateMeeting",
            f"<metaData><confName>{name}</confName><meetingType>{kind}</meetingType></metaData>"
            f"<schedule><startDate>06/{day}/2021 04:00:00</startDate><timeZoneID>{zone}</timeZoneID>"
            "<duration>60</duration></schedule>",
        )
    return ask


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ("", "Alpha Beta Gamma"),
        ("<confName>ETA</confName>", "Beta"),
        ("<hostWebExID>HOST1</hostWebExID>", "Alpha Beta Gamma"),
        ("<sessionTypes><sessionType>13</sessionType></sessionTypes>", "Gamma"),
        ("<serviceTypes><serviceType>MeetingCenter</serviceType></serviceTypes>", "Alpha Beta Gamma"),
        # Beta starts on the 17th at 04:00 in Beijing, which is the 16th at 20:00 UTC.
        ("<dateScope><startDateStart>6/16/2021 19:59:0</startDateStart>"
         "<startDateEnd>6/16/2021 20:01:0</startDateEnd><timeZoneID>21</timeZoneID></dateScope>", "Beta"),
        ("<dateScope><endDateEnd>6/16/2021 05:00:00</endDateEnd><timeZoneID>21</timeZoneID></dateScope>",
         "Alpha"),
        ("<order><orderBy>CONFNAME</orderBy><orderAD>DESC</orderAD></order>", "Gamma Beta Alpha"),
        ("<order><orderBy>STARTTIME</orderBy><orderAD>DESC</orderAD></order>", "Gamma Beta Alpha"),
        ("<listControl><maximumNum>1</maximumNum></listControl>", "Alpha"),
    ],
)  # fmt: skip
def test_sessions(sessions, inside, expected):
    assert sessions("ep.LstsummarySession", inside).all("session/confName") == expected.split()


def test_sessions_by_key_and_uuid(sessions):
    every = sessions("ep.LstsummarySession")
    key, uuid = every.all("session/sessionKey")[1], every.all("session/meetingUUID")[2]
    assert (
        sessions("ep.LstsummarySession", f"<sessionKey>{key}</sessionKey>").one("session/confName") == "Beta"
    )
    assert (
        sessions("ep.LstsummarySession", f"<meetingUUID>{uuid}</meetingUUID>").one("session/confName")
        == "Gamma"
    )
