"""Exported releases load in other tools, and hold what a site of that release answers."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from lxml import etree

from inspector.model.exchange import Payload
from inspector.resources import data
from inspector.schema import Releases, Schemas
from inspector.schema.export import ExportError, exported, write
from inspector.simulator import Site

HOST = "<siteName>acme</siteName><webExID>jdoe</webExID><password>First-Pw1</password>"
NAMES = [release.name for release in Releases.load(data("schemas") / "releases.yaml").all]
CALLS = (
    ("ep.GetAPIVersion", ""),
    ("user.AuthenticateUser", ""),
    (
        "user.CreateUser",
        "<firstName>Ann</firstName><lastName>Doe</lastName><webExId>ann</webExId><email>ann@example.com</email>"
        "<password>Second-Pw2</password><privilege><host>true</host></privilege><active>ACTIVATED</active>",
    ),
    ("user.GetUser", "<webExId>ann</webExId>"),
    ("user.LstsummaryUser", ""),
    (
        "meeting.CreateMeeting",
        "<metaData><confName>Talk</confName></metaData>"
        "<schedule><startDate>06/16/2031 10:00:00</startDate><duration>30</duration></schedule>",
    ),
    ("ep.LstsummarySession", ""),
    ("site.GetSite", ""),
    ("user.GetUser", "<webExId>nobody</webExId>"),
)


def _answers(schemas: Schemas, release: str, folder: Path) -> list[Path]:
    site = Site(schemas.master, schemas.releases, release=release)
    found = []
    for number, (operation, inside) in enumerate(CALLS):
        body = (
            '<serv:message xmlns:serv="http://www.webex.com/schemas/2002/06/service" '
            'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
            f"<header><securityContext>{HOST}</securityContext></header><body>"
            f'<bodyContent xsi:type="java:com.webex.service.binding.{operation}">{inside}</bodyContent>'
            "</body></serv:message>"
        )
        answer = site.answer(Payload((), body.encode()), "/WBXService/XMLService")
        path = folder / f"{number}-{operation}.xml"
        path.write_bytes(answer.body)
        found.append(path)
    return found


def _xmllint(entry: Path, *messages: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["xmllint", "--noout", "--nonet", "--schema", str(entry), *map(str, messages)],
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.skipif(shutil.which("xmllint") is None, reason="xmllint is not installed")
@pytest.mark.parametrize("release", NAMES)
def test_xmllint_takes_the_answers_of_the_release(release: str, schemas: Schemas, tmp_path: Path) -> None:
    write(schemas, schemas.releases.get(release), tmp_path / "xsd")
    answers = _answers(schemas, release, tmp_path)

    done = _xmllint(tmp_path / "xsd" / "serv.xsd", *answers)

    assert done.returncode == 0, done.stderr
    assert done.stderr.count(" validates") == len(CALLS)


@pytest.mark.skipif(shutil.which("xmllint") is None, reason="xmllint is not installed")
def test_twin_xmllint_refuses_an_answer_of_a_later_release(schemas: Schemas, tmp_path: Path) -> None:
    write(schemas, schemas.releases.get("40.1.0"), tmp_path / "xsd")
    create = next(path for path in _answers(schemas, "40.6.0", tmp_path) if "CreateMeeting" in path.name)
    assert b"meetingUUID" in create.read_bytes()

    done = _xmllint(tmp_path / "xsd" / "serv.xsd", create)

    assert (done.returncode, "meetingUUID" in done.stderr) == (3, True)


@pytest.mark.parametrize("release", ["5.8", "40.4.9", "42.11.1"])
def test_exported_files_are_plain(release: str, schemas: Schemas) -> None:
    files = exported(schemas, schemas.releases.get(release))

    assert len(files) == 17
    for content in files.values():
        root = etree.fromstring(content)
        assert b"urn:xmlservice-inspector" not in content
        locations = [node.get("schemaLocation") for node in root.iter("{*}import")]
        assert set(locations) <= set(files)
    entry = etree.fromstring(files["serv.xsd"])
    assert len({node.get("namespace") for node in entry.iter("{*}import")}) == 16


def test_a_folder_that_is_in_use_is_left_alone(schemas: Schemas, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("x")
    with pytest.raises(ExportError, match="is not empty"):
        write(schemas, schemas.releases.newest, tmp_path)
    with pytest.raises(ExportError, match=r"mine\.txt: is a file"):
        write(schemas, schemas.releases.newest, tmp_path / "mine.txt")
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
