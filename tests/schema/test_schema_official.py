"""Official schema files of a user: checked, kept, preferred; whatever is wrong with them changes nothing."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from inspector.resources import data
from inspector.schema import OfficialError, OfficialFiles, Schemas
from inspector.schema.export import exported

SERVICE = "http://www.webex.com/schemas/2002/06/service"
MESSAGE = (
    f'<serv:message xmlns:serv="{SERVICE}" xmlns:meet="{SERVICE}/meeting" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><serv:header/><serv:body>'
    '<serv:bodyContent xsi:type="meet:createMeeting"><meet:attendeeOptions>'
    "<meet:autoLock>true</meet:autoLock>"
    "</meet:attendeeOptions></serv:bodyContent></serv:body></serv:message>"
)


@pytest.fixture(scope="module")
def vendor(schemas: Schemas) -> dict[str, bytes]:
    """A set of files as a vendor may have it: each in a folder of its own, one of them in two parts."""
    files = {}
    for name, content in exported(schemas, schemas.releases.get("40.9.0")).items():
        stem = name.removesuffix(".xsd")
        text = content.decode()
        for other in ("serv", "com", "sess", "att", "use", "meet", "ep", "event", "train", "history"):
            text = text.replace(f'schemaLocation="{other}.xsd"', f'schemaLocation="../{other}/{other}.xsd"')
        for other in ("site", "auo", "sc", "sales", "mtgtype", "qti", "qtiasi"):
            text = text.replace(f'schemaLocation="{other}.xsd"', f'schemaLocation="../{other}/{other}.xsd"')
        files[f"{stem}/{name}"] = text.encode()
    part = f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="{SERVICE}/site"/>'
    files["site/part.xsd"] = part.encode()
    files["site/site.xsd"] = files["site/site.xsd"].replace(
        b"<xs:import", b'<xs:include schemaLocation="part.xsd"/><xs:import', 1
    )
    return files


@pytest.fixture
def official(schemas: Schemas, tmp_path: Path) -> OfficialFiles:
    return OfficialFiles(tmp_path / "kept", schemas.master)


def _folder(tmp_path: Path, files: dict[str, bytes]) -> Path:
    folder = tmp_path / "vendor"
    for name, content in files.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return folder


def _zip(tmp_path: Path, files: dict[str, bytes]) -> Path:
    path = tmp_path / "vendor.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def _valid(schemas: Schemas, release: str) -> bool:
    return schemas.validator(release).validate(etree.fromstring(MESSAGE))


@pytest.mark.parametrize("form", [_folder, _zip])
def test_official_files_are_preferred_until_they_are_removed(form, vendor, official, tmp_path: Path) -> None:
    # The files say what 40.9.0 has, and are filed under 40.8.0, where autoLock is not known yet.
    kept = official.add("40.8.0", [form(tmp_path, vendor)])

    assert len(kept.files) == 18
    assert official.releases() == ("40.8.0",)
    ours = Schemas(data("schemas"))
    theirs = Schemas(data("schemas"), ours.releases, ours.master, official.folder)
    assert (_valid(ours, "40.8.0"), _valid(theirs, "40.8.0")) == (False, True)
    assert theirs.xmlschema("40.8.0").is_valid(MESSAGE)
    assert (theirs.is_official("40.8.0"), theirs.is_official("40.7.0")) == (True, False)
    assert not _valid(theirs, "40.7.0")
    official.remove("40.8.0")
    again = Schemas(data("schemas"), ours.releases, ours.master, official.folder)
    assert not _valid(again, "40.8.0")
    assert list(official.folder.iterdir()) == []


def test_single_files_can_be_named(schemas: Schemas, official: OfficialFiles, tmp_path: Path) -> None:
    flat = exported(schemas, schemas.releases.get("40.9.0"))
    folder = _folder(tmp_path, flat)

    assert len(official.add("40.9.0", sorted(folder.iterdir())).files) == 17


def test_what_is_added_again_replaces_what_was_there(vendor, official, tmp_path: Path) -> None:
    official.add("40.9.0", [_folder(tmp_path, vendor)])
    more = {**vendor, "site/more.xsd": vendor["site/part.xsd"]}

    assert len(official.add("40.9.0", [_zip(tmp_path, more)]).files) == 19
    assert sorted(path.name for path in official.folder.iterdir()) == ["40.9.0"]


def _without(vendor: dict[str, bytes], name: str) -> dict[str, bytes]:
    return {key: value for key, value in vendor.items() if key != name}


def _changed(vendor: dict[str, bytes], name: str, old: bytes, new: bytes) -> dict[str, bytes]:
    assert old in vendor[name]
    return {**vendor, name: vendor[name].replace(old, new, 1)}


CIRCLE = b'><xs:include schemaLocation="site.xsd"/></xs:schema>'
OTHER = b'<s:schema xmlns:s="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:a"/>'
BROKEN = {
    "not well-formed": (
        lambda v: _changed(v, "use/use.xsd", b"</xs:schema>", b""),
        r"use/use\.xsd:\d+: not well-formed",
    ),
    "includes an address": (
        lambda v: _changed(v, "site/site.xsd", b'"part.xsd"', b'"http://192.0.2.1/part.xsd"'),
        r"site/site\.xsd:\d+: includes the address 'http://192\.0\.2\.1/part\.xsd'",
    ),
    "imports an address": (
        lambda v: _changed(v, "use/use.xsd", b'"../com/com.xsd"', b'"https://example.com/com.xsd"'),
        r"use/use\.xsd:\d+: imports the address",
    ),
    "imports a file of the system": (
        lambda v: _changed(v, "use/use.xsd", b'"../com/com.xsd"', b'"../../../../../../etc/passwd"'),
        r"use/use\.xsd:\d+: imports .* not among the files",
    ),
    "circular includes": (
        lambda v: _changed(v, "site/part.xsd", b"/>", CIRCLE),
        r"site/\w+\.xsd:\d+: includes go in a circle: site/\w+\.xsd -> site/\w+\.xsd -> site/\w+\.xsd",
    ),
    "a missing file": (
        lambda v: _without(v, "com/com.xsd"),
        r"/\w+\.xsd:\d+: imports '\.\./com/com\.xsd', which is not among the files",
    ),
    "a wrong type": (
        lambda v: _changed(v, "use/use.xsd", b'type="xs:string"', b'type="use:noSuchType"'),
        r"use/use\.xsd:\d+: .*noSuchType",
    ),
    "a DOCTYPE": (
        lambda v: _changed(v, "use/use.xsd", b"<xs:schema", b'<!DOCTYPE x SYSTEM "file:///etc/passwd">\n<xs:schema'),
        r"use/use\.xsd:1: has a DOCTYPE",
    ),
    "bytes of another encoding": (
        lambda v: _changed(v, "use/use.xsd", b"<xs:import", b"<!-- caf\xe9 -->\n<xs:import"),
        r"\Ause/use\.xsd:\d+: not well-formed: .*encoding",
    ),
    "a type that two files declare": (
        lambda v: {**v, "use/old.xsd": v["use/use.xsd"]},
        r"use/use\.xsd:\d+: declares the type \w+, which use/old\.xsd:\d+ declares too",
    ),
    "no XSD": (lambda v: {**v, "x.xsd": b"<html/>"}, r"x\.xsd:1: is no XSD"),
    "another API": (
        lambda _: {"a.xsd": OTHER},
        "is not the schema of the XML API",
    ),
    "half of the API": (
        lambda v: {"serv.xsd": v["serv/serv.xsd"].split(b"<xs:import")[0] + b'<xs:element name="message" type="xs:string"/></xs:schema>'},  # noqa: E501
        "no file has the targetNamespace http://www.webex.com/schemas/2002/06/common",
    ),
    "nothing": (lambda _: {"readme.txt": b"hello"}, r"there is no \.xsd file in it"),
}  # fmt: skip


@pytest.mark.parametrize("form", [_folder, _zip])
@pytest.mark.parametrize(("spoil", "words"), BROKEN.values(), ids=BROKEN.keys())
def test_broken_files_are_refused_with_file_and_line_and_nothing_changes(
    form, spoil, words: str, vendor, official, tmp_path: Path
) -> None:
    official.folder.mkdir()
    (official.folder / "40.9.0").mkdir()
    (official.folder / "40.9.0" / "xmlinspect-entry.xsd").write_text("as it was")

    with pytest.raises(OfficialError, match=words):
        official.add("40.9.0", [form(tmp_path, spoil(vendor))])

    assert [path.name for path in official.folder.iterdir()] == ["40.9.0"]
    assert official.entry("40.9.0").read_text() == "as it was"


def test_what_a_mac_leaves_beside_the_files_is_none_of_them(vendor, official, tmp_path: Path) -> None:
    more = {"__MACOSX/use/._use.xsd": b"\x00\x05\x16", ".hidden/x.xsd": b"", "use/._use.xsd": b"\x00"}

    for form in (_folder, _zip):
        kept = official.add("40.9.0", [form(tmp_path, {**vendor, **more})])

        assert (len(kept.files), kept.left_out) == (18, {})


def test_a_schema_of_something_else_beside_them_is_left_out_and_named(vendor, official, tmp_path) -> None:
    kept = official.add("40.9.0", [_zip(tmp_path, {**vendor, "calendar/calendar.xsd": OTHER})])

    assert (len(kept.files), kept.left_out) == (18, {"calendar/calendar.xsd": "urn:a"})
    assert not (official.folder / "40.9.0" / "calendar" / "calendar.xsd").exists()


@pytest.mark.parametrize("folder", ["with blank", "a#b", "100%", "a%41", "für uns", "a&'b"])
@pytest.mark.parametrize("form", [_folder, _zip])
def test_folders_may_have_any_name(form, folder: str, vendor, official, tmp_path: Path) -> None:
    official.add("40.9.0", [form(tmp_path, {f"{folder}/{name}": file for name, file in vendor.items()})])

    assert _valid(Schemas(data("schemas"), official=official.folder), "40.9.0")


def test_a_reference_may_be_written_as_a_uri_or_as_a_path(vendor, official, tmp_path: Path) -> None:
    moved = {name.replace("com/", "the com/"): file for name, file in vendor.items()}
    uri = {name: file.replace(b"../com/", b"../the%20com/") for name, file in moved.items()}
    official.add("40.9.0", [_folder(tmp_path, uri)])
    plain = {name: file.replace(b"../com/", b"../the com/") for name, file in moved.items()}
    official.add("40.8.0", [_zip(tmp_path, plain)])

    schemas = Schemas(data("schemas"), official=official.folder)
    assert (_valid(schemas, "40.9.0"), _valid(schemas, "40.8.0")) == (True, True)


def test_an_import_that_libxml2_passes_over_is_told(vendor, official, tmp_path: Path) -> None:
    official.add("40.9.0", [_folder(tmp_path, vendor)])
    (official.folder / "40.9.0" / "history" / "history.xsd").unlink()

    with pytest.raises(OfficialError, match=r"\Afailed to load .*history/history\.xsd"):
        official.validator("40.9.0")


def test_files_that_declare_no_message_are_told(vendor, official, tmp_path: Path) -> None:
    official.add("40.9.0", [_folder(tmp_path, vendor)])
    schemas = Schemas(data("schemas"), official=official.folder)
    official.entry("40.9.0").write_text('<s:schema xmlns:s="http://www.w3.org/2001/XMLSchema"/>')

    with pytest.raises(OfficialError, match="do not declare the element message in http"):
        schemas.validator("40.9.0")


def _chain(length: int) -> dict[str, bytes]:
    head = f'<s:schema xmlns:s="http://www.w3.org/2001/XMLSchema" targetNamespace="{SERVICE}/site">'
    return {
        f"site/z{n:04}.xsd": (
            head
            + (f'<s:include schemaLocation="z{n + 1:04}.xsd"/>' if n + 1 < length else "")
            + "</s:schema>"
        ).encode()
        for n in range(length)
    }


def test_includes_go_only_so_deep(vendor, official, tmp_path: Path) -> None:
    official.add("40.9.0", [_zip(tmp_path, {**vendor, **_chain(100)})])

    words = r"site/z0100\.xsd:1: includes go more than 100 files deep"
    with pytest.raises(OfficialError, match=words):
        official.add("40.8.0", [_zip(tmp_path, {**vendor, **_chain(1_500)})])


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (
            ("a.xsd", "a.xsd/b.xsd"),
            r"vendor\.zip: a\.xsd/b\.xsd: one name is that of a file and of a folder\Z",
        ),
        (("a.xsd/b.xsd", "a.xsd"), r"vendor\.zip: a\.xsd: one name is that of a file and of a folder\Z"),
        (("n" * 296 + ".xsd",), r"vendor\.zip: n{60}\.\.\.: the name is too long for a file\Z"),
    ],
)
def test_members_that_can_be_no_files_are_named(names, words: str, official, tmp_path: Path) -> None:
    with pytest.raises(OfficialError, match=words):
        official.add("40.9.0", [_zip(tmp_path, dict.fromkeys(names, OTHER))])


def test_imports_may_go_in_circles(vendor, official, tmp_path: Path) -> None:
    assert b"../use/use.xsd" in vendor["serv/serv.xsd"]
    assert b"../serv/serv.xsd" in vendor["use/use.xsd"]
    official.add("40.9.0", [_folder(tmp_path, vendor)])


def test_archives_that_are_none_or_lie_are_refused(vendor, official: OfficialFiles, tmp_path: Path) -> None:
    whole = _zip(tmp_path, vendor).read_bytes()
    spoilt = bytearray(whole)
    spoilt[60:400] = b"\x55" * 340
    outside = io.BytesIO()
    with zipfile.ZipFile(outside, "w") as archive:
        archive.writestr("../../serv.xsd", "x")
    cases = {
        "cut.zip": (whole[:2000], "the archive is broken"),
        "spoilt.zip": (bytes(spoilt), "the archive is broken"),
        "outside.zip": (outside.getvalue(), "would lie outside its folder"),
    }
    for name, (content, words) in cases.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(OfficialError, match=words):
            official.add("40.9.0", [tmp_path / name])
    with pytest.raises(OfficialError, match="is not there"):
        official.add("40.9.0", [tmp_path / "missing.zip"])
    assert official.releases() == ()


def test_files_that_were_spoilt_later_are_said_with_the_way_out(vendor, official, tmp_path: Path) -> None:
    official.add("40.9.0", [_folder(tmp_path, vendor)])
    (official.folder / "40.9.0" / "use" / "use.xsd").write_text("<")
    schemas = Schemas(data("schemas"), official=official.folder)

    with pytest.raises(OfficialError, match=r"use\.xsd:\d+.*`xmlinspect schemas remove 40\.9\.0`"):
        schemas.validator("40.9.0")


def test_what_is_not_there_cannot_be_removed(official: OfficialFiles) -> None:
    with pytest.raises(OfficialError, match=r"release 40\.9\.0 has no official files"):
        official.remove("40.9.0")
