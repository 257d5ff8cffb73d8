"""What took place: histories, recordings and who watched them, labs in use, and what was changed when."""

from __future__ import annotations

from simulator_shared import create, el, session


def test_what_took_place_is_in_the_histories(opened):
    ask = opened(history_delay=3600)
    ask(
        "user.CreateUser",
        el("webExId", "host1")
        + el("firstName", "Max")
        + el("lastName", "Host")
        + el("email", "m@example.com"),
    )
    key = create(ask, inside="<metaData><confName>Planning</confName></metaData>")
    happen = ask.site.happenings
    happen.join(key, host=True)
    ask.clock.now += 600
    happen.join(key, host=False, name="Jane Doe", email="jane@example.com")
    ask.clock.now += 1200
    happen.leave(key, host=False)
    ask.clock.now += 600
    happen.leave(key, host=True)
    assert ask("history.LstmeetingusageHistory").exception == "000015"
    ask.clock.now += 3600
    usage = ask("history.LstmeetingusageHistory")
    row = "meetingUsageHistory/"
    for name, value in (
        ("sessionKey", key),
        ("confName", "Planning"),
        ("meetingStartTime", "06/15/2021 12:00:00"),
        ("meetingEndTime", "06/15/2021 12:40:00"),
        ("duration", "40"),
        ("timezone", "GMT+00:00, GMT (London)"),
        ("hostName", "Max Host"),
        ("hostEmail", "m@example.com"),
        ("totalPeopleMinutes", "60"),
        ("totalParticipants", "2"),
        ("peakAttendee", "2"),
    ):
        assert usage.one(row + name) == value
    people = ask("history.LstmeetingattendeeHistory", f"<meetingKey>{key}</meetingKey>")
    row = "meetingAttendeeHistory/"
    assert people.all(row + "name") == ["host1", "Jane Doe"]
    assert people.all(row + "participantType") == ["HOST", "ATTENDEE"]
    assert people.all(row + "joinTime") == ["06/15/2021 12:00:00", "06/15/2021 12:10:00"]
    assert people.all(row + "duration") == ["40", "20"]
    late = el("sessionStartTimeStart", "06/15/2021 12:00:01") + el("sessionStartTimeEnd", "06/16/2021 0:0:0")
    assert ask("history.LstmeetingusageHistory", el("startTimeScope", late)).exception == "000015"
    assert ask("history.LsteventsessionHistory").exception == "000015"
    # The session stays scheduled, and can be deleted without touching the past.
    ask("meeting.DelMeeting", f"<meetingKey>{key}</meetingKey>")
    assert ask("history.LstmeetingusageHistory").one("meetingUsageHistory/confName") == "Planning"


def test_a_session_that_is_deleted_while_it_runs_took_place(opened):
    ask = opened()
    key = create(ask, "training.CreateTrainingSession")
    ask.site.happenings.join(key, host=True)
    ask.clock.now += 300
    ask("training.DelTrainingSession", session(key))
    past = ask("history.LsttrainingsessionHistory")
    assert (past.one("trainingSessionHistory/duration"), past.one("trainingSessionHistory/timezone")) == (
        "5",
        "21",
    )


def test_recordings_are_listed_four_weeks_binned_recovered_and_purged(opened):
    ask = opened()
    key = create(ask, inside="<enableOptions><autoRecord>true</autoRecord></enableOptions>")
    ask.site.happenings.join(key, host=True)
    ask.clock.now += 90
    ask.site.happenings.end(key)
    shown = ask("ep.LstRecording", session(key))
    number = shown.one("recording/recordingID")
    named = f"<recordingID>{number}</recordingID>"
    assert (shown.one("recording/duration"), shown.one("recording/createTime")) == (
        "90",
        "06/15/2021 12:01:30",
    )
    ask.clock.now += 28 * 24 * 3600 + 1
    assert ask("ep.LstRecording").exception == "000015"
    scope = el("createTimeStart", "06/15/2021 0:0:0") + el("createTimeEnd", "06/16/2021 0:0:0")
    scope = el("createTimeScope", scope)
    assert ask("ep.LstRecording", scope).one("recording/recordingID") == number
    assert ask("ep.RecoverRecordingFromRecycleBin", named).exception == "000015"
    assert ask("ep.DelRecording", named).one("recordingID") == number
    for operation in ("ep.LstRecording", "ep.GetRecordingInfo", "ep.DelRecording"):
        assert ask(operation, named if operation != "ep.LstRecording" else scope).exception == "000015"
    ask("ep.RecoverRecordingFromRecycleBin", named)
    assert ask("ep.GetRecordingInfo", named).one("basic/presenter") == "host1"
    ask("ep.DelRecording", named)
    ask("ep.DelRecordingFromRecycleBin", named)
    assert ask("ep.RecoverRecordingFromRecycleBin", named).exception == "000015"


def test_views_of_a_recording(opened):
    ask = opened()
    number = ask.site.happenings.record(create(ask), seconds=30, name="Take one")
    for downloaded in (False, True):
        ask.site.happenings.view(number, name="Jane Doe", email="jane@example.com", downloaded=downloaded)
    row = ask("history.LstrecordaccessHistory", "<recordName>take</recordName>")
    counts = [row.one(f"recordAccessHistory/{name}") for name in ("viewed", "downloaded", "registered")]
    assert counts == ["2", "1", "0"]
    views = ask("history.LstrecordaccessDetailHistory", f"<recordID>{number}</recordID>")
    assert views.all("recordDetail/downloaded") == ["false", "true"]
    assert views.all("recordDetail/participantEmail") == ["jane@example.com"] * 2


def test_labs_are_full_at_ten_computers(opened):
    ask = opened()
    lab = el("reserveHOL", "true") + el("labName", "Lab 1") + el("numComputers", "8")
    create(
        ask,
        "training.CreateTrainingSession",
        el("schedule/startDate", "06/16/2021 10:00:00") + el("handsOnLab", lab),
    )
    times = (
        el("labName", "Lab 1")
        + el("timeZoneID", "21")
        + el("sessionStartTime", "{}")
        + el("sessionEndTime", "{}")
    )
    during = times.format("06/16/2021 10:30:00", "06/16/2021 12:00:00")
    after = times.format("06/16/2021 11:00:00", "06/16/2021 12:00:00")
    answers = [
        ask("training.CheckLabAvailability", f"{when}<numComputers>{count}</numComputers>").one(
            "availabilityLabs/status"
        )
        for when, count in ((during, 2), (during, 3), (after, 10), (after, 11))
    ]
    assert answers == ["AVAILABLE", "UNAVAILABLE", "AVAILABLE", "UNAVAILABLE"]
    assert ask("training.GetLabSchedule", during).one("scheduledLabs/numComputers") == "8"
    assert ask("training.GetLabSchedule", after).exception == "000015"
    assert ask("training.GetLabInfo", "<labName>Lab 9</labName>").exception == "000015"


def test_sessions_by_when_they_were_changed_within_two_weeks(opened):
    ask = opened()
    key = create(ask)
    ask.clock.now += 20 * 24 * 3600
    create(ask, inside="<metaData><confName>Later</confName></metaData>")

    def changed(start, end=""):
        scope = el("modifiedDateStart", start) + (el("modifiedDateEnd", end) if end else "")
        return ask("ep.LstsummarySession", el("dateScope", scope))

    assert changed("06/15/2021 0:0:0", "06/16/2021 0:0:0").one("session/sessionKey") == key
    assert changed("06/15/2021 0:0:0", "07/15/2021 0:0:0").one("session/sessionKey") == key
    assert changed("07/01/2021 0:0:0").one("session/confName") == "Later"
    assert changed("06/17/2021 0:0:0", "06/18/2021 0:0:0").exception == "000015"
    ask("meeting.SetMeeting", f"<meetingkey>{key}</meetingkey>")
    assert len(changed("07/01/2021 0:0:0").all("session/sessionKey")) == 2
    assert changed("soon").exception == "999999"


def test_access_histories_look_back_ninety_days(opened):
    ask = opened()
    ask.site.happenings.record(create(ask))
    ask.clock.now += 90 * 24 * 3600
    assert ask("history.LstrecordaccessHistory").exception is None
    ask.clock.now += 1
    assert ask("history.LstrecordaccessHistory").exception == "000015"
    scope = el("creationTimeStart", "06/15/2021 0:0:0") + el("creationTimeEnd", "06/16/2021 0:0:0")
    assert ask("history.LstrecordaccessHistory", el("creationTimeScope", scope)).exception is None
