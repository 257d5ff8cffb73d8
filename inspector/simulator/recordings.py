"""The operations on recordings; nothing in the API makes one (see happenings)."""

from __future__ import annotations

from inspector.simulator.data import Data, merge, section, text, texts
from inspector.simulator.knowledge import RefusedError
from inspector.simulator.records import Recording
from inspector.simulator.rows import among, holding, listed, same, within
from inspector.simulator.world import Answering, Request, World

_SCOPE = (("createTimeStart", "createTime", True), ("createTimeEnd", "createTime", False))
# Vendor release notes 11.0.0 SP7: without a time range LstRecording looks four weeks back.
_WEEKS = 28 * 24 * 3600.0
# Vendor release notes 11.0.0 SP8: LstrecordaccessHistory looks back 90 days.
_QUARTER = 90 * 24 * 3600.0
_SHOWN = ("basic", "playback", "fileAccess")


def row(world: World, recording: Recording) -> Data:
    """A recording as listings show it."""
    data, zone = recording.data, world.settings.time_zone
    page = f"{world.address}/{world.name}/lsr.php?RCID={recording.number}"
    secret = text(data, "fileAccess", "password")
    own: Data = {
        "recordingID": recording.number,
        "hostWebExID": recording.host,
        "name": text(data, "basic", "topic"),
        "description": text(data, "basic", "description"),
        "createTime": world.zones.date(recording.created, zone),
        "timeZoneID": str(zone),
        "streamURL": page,
        "fileURL": page,
        "recordingType": "0",
        "author": text(data, "basic", "presenter"),
        "listing": text(data, "basic", "listing"),
        "format": "MP4",
        "passwordReq": str(bool(secret)).lower(),
        "registerReq": text(data, "fileAccess", "registration") or "false",
        "shareToMe": "false",
    }
    return {**data, **own, "password": secret} if secret else {**data, **own}


def list_recordings(world: World, request: Request) -> Data:
    """Recordings that match: of four weeks where no time is asked for."""
    asked, now = request.data, world.clock()
    every = [r for r in world.state.records.recordings.values() if not r.binned]
    if not section(asked, "createTimeScope"):
        every = [recording for recording in every if now - recording.created <= _WEEKS]
    tests = [
        *same(asked, "hostWebExID", "sessionKey", "meetingUUID"),
        *among(asked, "serviceType", "serviceTypes", "serviceType"),
        *within(world, asked, "createTimeScope", _SCOPE),
    ]
    named = text(asked, "recordName")
    tests.extend(holding({"name": named}, "name"))
    return listed("recording", [row(world, recording) for recording in every], tests, {}, asked)


def _find(world: World, number: str, *, binned: bool = False) -> Recording:
    recording = world.state.records.recordings.get(number)
    if recording is None or recording.binned is not binned:
        raise RefusedError("no-record")
    return recording


def get_recording(world: World, request: Request) -> Data:
    """What is known of a recording."""
    data = _find(world, text(request.data, "recordingID")).data
    own: Data = {
        "playback": {"chat": "true", "video": "true", "range": "FULL"},
        "fileAccess": {"registration": "false", "attendeeView": "true", "attendeeDownload": "false"},
    }
    return merge(own, {name: data[name] for name in _SHOWN if name in data})


def set_recording(world: World, request: Request) -> Data:
    """Lay what the request says over what is kept; description and password stand apart in the request."""
    asked = request.data
    given = section(asked, "recording")
    recording = _find(world, text(given, "recordingID"))
    new: Data = {name: asked[name] for name in _SHOWN if name in asked}
    for name, place in (("description", "basic"), ("password", "fileAccess")):
        if text(given, name):
            new = merge(new, {place: {name: text(given, name)}})
    recording.data = merge(recording.data, new)
    return {"recordingID": recording.number}


def delete_recording(world: World, request: Request) -> Data:
    """Put a recording into the recycle bin."""
    recording = _find(world, text(request.data, "recordingID"))
    recording.binned = True
    return {"recordingID": recording.number}


def recover(world: World, request: Request) -> Data:
    """Take recordings out of the recycle bin."""
    for recording in _binned(world, request):
        recording.binned = False
    return {}


def purge(world: World, request: Request) -> Data:
    """Forget recordings in the recycle bin."""
    for recording in _binned(world, request):
        del world.state.records.recordings[recording.number]
    return {}


def _binned(world: World, request: Request) -> list[Recording]:
    wanted = texts(request.data, "recordingID")
    if not wanted:
        raise RefusedError("element-wanted", element="recordingID")
    return [_find(world, number, binned=True) for number in wanted]


def list_access(world: World, request: Request) -> Data:
    """How often recordings were watched and downloaded."""
    asked = request.data
    rows: list[Data] = []
    since = 0.0 if section(asked, "creationTimeScope") else world.clock() - _QUARTER
    for recording in world.state.records.recordings.values():
        if recording.created < since:
            continue
        shown = row(world, recording)
        downloads = sum(view.downloaded for view in recording.views)
        counts: Data = {"viewed": str(len(recording.views)), "downloaded": str(downloads), "registered": "0"}
        names: Data = {"recordID": recording.number, "recordName": text(shown, "name")}
        rows.append({**shown, **counts, **names, "creationTime": text(shown, "createTime")})
    bounds = (("creationTimeStart", "createTime", True), ("creationTimeEnd", "createTime", False))
    tests = [*same(asked, "hostWebExID"), *holding(asked, "recordName")]
    tests.extend(within(world, asked, "creationTimeScope", bounds))
    return listed("recordAccessHistory", rows, tests, {}, asked)


def list_views(world: World, request: Request) -> Data:
    """Who watched a recording, and when."""
    recording = _find(world, text(request.data, "recordID"))
    zone = world.settings.time_zone
    rows: list[Data] = [
        {
            "viewID": view.number,
            "participantName": view.name,
            "participantEmail": view.email,
            "accessTime": world.zones.date(view.at, zone),
            "registered": "false",
            "downloaded": str(view.downloaded).lower(),
            "viewed": "true",
            "timeZoneID": str(zone),
        }
        for view in recording.views
    ]
    return listed("recordDetail", rows, (), {}, request.data)


HANDLERS = {
    "ep.LstRecording": Answering(list_recordings),
    "ep.GetRecordingInfo": Answering(get_recording),
    "ep.SetRecordingInfo": Answering(set_recording),
    "ep.DelRecording": Answering(delete_recording),
    "ep.RecoverRecordingFromRecycleBin": Answering(recover),
    "ep.DelRecordingFromRecycleBin": Answering(purge),
    "history.LstrecordaccessHistory": Answering(list_access),
    "history.LstrecordaccessDetailHistory": Answering(list_views),
}
