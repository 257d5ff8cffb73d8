"""What a site says of its release counts for the whole recording, however it is written and packed."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from inspector.assemble import inspector
from inspector.engine import Inspector
from inspector.inspection import Inspection
from inspector.wire import Limits

XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
SERVICE = "http://www.webex.com/schemas/2002/06/service"
ASKED = (
    f"<message {XSI}><header><securityContext><siteName>acme</siteName></securityContext></header>"
    '<body><bodyContent xsi:type="java:com.webex.service.binding.{}"/></body></message>'
)
ANSWER = (
    f'<serv:message xmlns:serv="{SERVICE}" xmlns:ep="{SERVICE}/ep" {XSI}><serv:header><serv:response>'
    "<serv:result>SUCCESS</serv:result></serv:response></serv:header><serv:body><serv:bodyContent "
    'xsi:type="ep:getAPIVersionResponse"><ep:apiVer>40.6.0</ep:apiVer></serv:bodyContent></serv:body></serv:message>'
)
VERSION = ASKED.format("ep.GetAPIVersion")


def _pair(folder: Path, asked: bytes, answered: bytes) -> list[Path]:
    paths = [folder / "b-request.xml", folder / "b-response.xml"]
    for path, body in zip(paths, (asked, answered), strict=True):
        path.write_bytes(body)
    return paths


def _plain(folder: Path) -> list[Path]:
    return _pair(folder, VERSION.encode(), ANSWER.encode())


def _in_lower_case(folder: Path) -> list[Path]:
    return _pair(folder, VERSION.replace("ep.GetAPIVersion", "EP.getApiVersion").encode(), ANSWER.encode())


def _wide(folder: Path) -> list[Path]:
    return _pair(folder, VERSION.encode("utf-16"), ANSWER.encode("utf-16"))


def _lines(folder: Path, halves: dict[str, object]) -> list[Path]:
    line = {
        "format": "xmlinspect-exchange-1",
        "url": "https://acme.example.com/WBXService/XMLService",
        **halves,
    }
    path = folder / "b.jsonl"
    path.write_text(json.dumps(line, separators=(",", ":")) + "\n", "utf-8")
    return [path]


def _packed_lines(folder: Path) -> list[Path]:
    packed = {
        name: {
            "headers": [["Content-Encoding", "gzip"]],
            "base64": base64.b64encode(gzip.compress(body)).decode(),
        }
        for name, body in (("request", VERSION.encode()), ("response", ANSWER.encode()))
    }
    return _lines(folder, {**packed})


def _wide_lines(folder: Path) -> list[Path]:
    """UTF-16 without a byte order mark is UTF-8 as well, so such a body is text with NULs in it."""
    wide = {"request": VERSION, "response": ANSWER}
    return _lines(folder, {name: {"body": "".join(f"{c}\0" for c in body)} for name, body in wide.items()})


FORMS = [_plain, _in_lower_case, _wide, _packed_lines, _wide_lines]


@pytest.fixture(scope="module")
def core() -> Inspector:
    return inspector()


def _releases(core: Inspector, paths: list[Path]) -> list[tuple[str, str]]:
    errors: list[str] = []
    inspection = Inspection(core, errors.append, lambda *_: None, Limits())
    found = [(report.release.name, report.release.source) for report in inspection.reports(paths)]
    assert errors == []
    return found


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
@pytest.mark.parametrize("whole", [True, False], ids=["folder", "files"])
def test_it_counts_for_what_came_before(
    form: Callable[[Path], list[Path]], whole: bool, core: Inspector, tmp_path: Path
) -> None:
    (tmp_path / "a.xml").write_text(ASKED.format("meeting.DelMeeting"), "utf-8")
    paths = [tmp_path / "a.xml", *form(tmp_path)]

    assert _releases(core, [tmp_path] if whole else paths) == [("40.6.0", "api-version")] * 2


def test_a_recording_that_names_nothing_is_read_once(
    core: Inspector, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    noted: list[str] = []
    monkeypatch.setattr(core, "note", lambda exchange, _: noted.append(exchange.source))
    (tmp_path / "a.xml").write_text(ASKED.format("meeting.DelMeeting"), "utf-8")

    _releases(core, [tmp_path])
    assert noted == []
    _plain(tmp_path)
    _releases(core, [tmp_path])
    assert noted == [str(tmp_path / "b-request.xml")]
