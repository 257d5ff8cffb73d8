"""What traffic may do at a release whose official files say more or less of an element than others do."""

from __future__ import annotations

from pathlib import Path

from inspector.assemble import judge, news
from inspector.resources import data
from inspector.schema import Schemas
from inspector.schema.export import exported
from inspector.traffic.news import News

UUID = b'<xs:element name="meetingUUID" type="xs:string" minOccurs="0"'
PATH = "delMeeting/meetingUUID"


def _official(folder: Path, edited: bytes) -> Schemas:
    """Releases of which 40.8.0 has official files: ours, but for meetingUUID of DelMeeting."""
    schemas = Schemas(data("schemas"))
    source = folder / "vendor"
    source.mkdir()
    for name, content in exported(schemas, schemas.releases.get("40.8.0")).items():
        head, start, rest = content.partition(b'<xs:complexType name="delMeeting"')
        (source / name).write_bytes(head + start + rest.replace(UUID, edited, 1) if start else content)
    kept = folder / "kept"
    official = Schemas(data("schemas"), official=kept).official
    assert official is not None
    official.add("40.8.0", [source])
    return Schemas(data("schemas"), official=kept)


def _steps(found: News) -> list[tuple[str, str, str]]:
    return [
        (step.kind, step.path, step.summary)
        for operation in found.difference.operations
        if operation.operation == "meeting.DelMeeting"
        for step in operation.steps
    ]


def test_how_often_and_of_what_type_goes_by_official_files(tmp_path: Path) -> None:
    known = judge(_official(tmp_path, UUID.replace(b"string", b"long") + b' maxOccurs="2"'))

    found = news(known, "40.7.0", "40.8.0")
    assert _steps(found) == [
        ("more", PATH, "at most 2, was 1"),
        ("type", PATH, "is long, was string"),
    ]
    assert [(e.kind, e.path, e.message) for e in found.possible("meeting.DelMeeting")] == [
        ("occurrence", PATH, "at most 2, was 1")
    ]

    found = news(known, "40.8.0", "40.9.0")
    assert _steps(found) == [
        ("fewer", PATH, "at most 1, was 2"),
        ("type", PATH, "is string, was long"),
    ]
    # What may stand there less often is nothing that becomes possible.
    assert list(found.possible("meeting.DelMeeting")) == []
