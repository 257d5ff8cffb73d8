from __future__ import annotations

import pytest
from lxml import etree

from inspector.resources import data
from inspector.schema import MasterError, Releases, Schemas, UnknownRelease

SERV = "http://www.webex.com/schemas/2002/06/service"
XS = "{http://www.w3.org/2001/XMLSchema}"
RELEASES = [release.name for release in Releases.load(data("schemas") / "releases.yaml").all]

MESSAGE = """<serv:message xmlns:serv="{service}" xmlns:ep="{service}/ep" xmlns:meet="{service}/meeting"
    xmlns:use="{service}/user" xmlns:com="http://www.webex.com/schemas/2002/06/common"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <serv:header><serv:response><serv:result>SUCCESS</serv:result></serv:response></serv:header>
  <serv:body><serv:bodyContent xsi:type="{type}">{content}</serv:bodyContent></serv:body>
</serv:message>"""


def message(type_: str, content: str) -> etree._Element:
    return etree.fromstring(MESSAGE.format(service=SERV, type=type_, content=content))


@pytest.mark.parametrize("release", RELEASES)
def test_each_release_loads_and_accepts_a_plain_answer(schemas: Schemas, release: str) -> None:
    validator = schemas.validator(release)
    answer = message("ep:getAPIVersionResponse", "<ep:apiVersion>WebEx XML API V11.0.0</ep:apiVersion>")
    assert validator.validate(answer)
    assert not validator.validate(message("ep:getAPIVersionResponse", "<ep:other>1</ep:other>"))


SESSION = (
    "<ep:status>INPROGRESS</ep:status>{first}<ep:sessionkey>1</ep:sessionkey>{middle}<ep:host>"
    "<ep:firstName>Jane</ep:firstName><ep:lastName>Doe</ep:lastName><ep:email>jane.doe@example.com</ep:email>"
    "<ep:webExId>jane</ep:webExId></ep:host><ep:schedule><ep:startDate>01/02/2020 03:04:05</ep:startDate>"
    "<ep:duration>60</ep:duration><ep:timeZone>GMT</ep:timeZone></ep:schedule>"
)
CONF = "<ep:confID>7</ep:confID>"
UUID = "<ep:meetingUUID>00112233445566778899aabbccddeeff</ep:meetingUUID>"
HOST_IN = "<ep:hasHostInMeeting>true</ep:hasHostInMeeting>"
BARE = "<ep:sessionkey>1</ep:sessionkey>"
KEYLESS = SESSION.replace("<ep:sessionkey>1</ep:sessionkey>", "").format(first="", middle=UUID + CONF)
CASES = [
    ("ep:getSessionInfoResponse", SESSION.format(first="", middle=CONF), "40.1.0", True),
    ("ep:getSessionInfoResponse", SESSION.format(first="", middle=UUID + CONF), "40.4.9", False),
    ("ep:getSessionInfoResponse", SESSION.format(first="", middle=UUID + CONF), "40.6.0", True),
    ("ep:getSessionInfoResponse", SESSION.format(first=HOST_IN, middle=CONF), "40.8.0", False),
    ("ep:getSessionInfoResponse", SESSION.format(first=HOST_IN, middle=CONF), "40.9.0", True),
    ("ep:getSessionInfoResponse", KEYLESS, "40.4.9", False),
    ("ep:getSessionInfoResponse", KEYLESS, "40.6.0", True),
    ("ep:getSessionInfoResponse", BARE, "40.6.1", False),
    ("ep:getSessionInfoResponse", BARE, "40.8.0", True),
    ("meet:createMeetingResponse", "<meet:meetingPassword>a</meet:meetingPassword>", "40.1.0", False),
    ("meet:createMeetingResponse", "<meet:meetingPassword>a</meet:meetingPassword>", "40.1.2", True),
    ("use:getUser", "<use:webExId>jane</use:webExId>", "40.10.0", True),
    ("use:getMe", "<anything>goes</anything>", "40.10.0", True),
]


@pytest.mark.parametrize(("type_", "content", "release", "valid"), CASES)
def test_lxml_judges_by_the_release(
    schemas: Schemas, type_: str, content: str, release: str, valid: bool
) -> None:
    assert schemas.validator(release).validate(message(type_, content)) is valid


@pytest.mark.parametrize("release", ["5.8", "40.6.0", "42.11.1"])
def test_the_second_opinion_agrees(schemas: Schemas, release: str) -> None:
    opinion, verdict = schemas.xmlschema(release), schemas.validator(release)
    for type_, content, _, _ in CASES:
        document = message(type_, content)
        assert opinion.is_valid(document) is verdict.validate(document), (type_, content)


@pytest.mark.parametrize("release", ["40.1.0", "42.11.1"])
def test_the_files_of_a_release_are_plain_xsd(schemas: Schemas, release: str) -> None:
    documents = schemas.documents(release)
    assert len(documents) == 17
    for file, content in documents.items():
        root = etree.fromstring(content)
        assert root.tag == f"{XS}schema", file
        assert b"xmlservice-inspector" not in content, file
        imports = [node.get("schemaLocation") for node in root.iter(f"{XS}import")]
        assert set(imports) <= set(documents), file


def test_validators_are_made_once(schemas: Schemas) -> None:
    assert schemas.validator("40.1.0") is schemas.validator("40.0.1")
    assert schemas.validator("40.1.0") is schemas.validator(schemas.releases.get("40.1.0"))
    assert schemas.validator("40.1.0") is not schemas.validator("40.1.2")
    assert schemas.xmlschema("5.8") is schemas.xmlschema("5.8")


def test_pruning_leaves_the_master_as_it_was(schemas: Schemas) -> None:
    before = schemas.documents("42.11.1")
    assert schemas.documents("5.8") != before
    assert schemas.documents("42.11.1") == before


def test_an_unknown_release_offers_the_nearest(schemas: Schemas) -> None:
    for ask in (schemas.validator, schemas.documents, schemas.xmlschema):
        with pytest.raises(UnknownRelease, match=r"40\.10\.0"):
            ask("40.10.1")


SMALL = f"""<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:serv="{SERV}"
    xmlns:x="urn:xmlservice-inspector:marks" targetNamespace="{SERV}" elementFormDefault="qualified">
  {{before}}
  <xs:element name="message" type="serv:messageType"/>
  <xs:complexType name="messageType"><xs:sequence>
    <xs:element name="a" minOccurs="0" x:until="40.6.0"><xs:simpleType>
      <xs:restriction base="xs:string"><xs:enumeration value="OLD"/>
      <xs:enumeration value="NEW" x:since="40.4.0"/></xs:restriction></xs:simpleType>
    </xs:element>
    <xs:element name="b" type="serv:later" minOccurs="0"/>
  </xs:sequence></xs:complexType>
  <xs:complexType name="later" x:since="40.9.0"/>
</xs:schema>"""


def small(tmp_path, before: str = "") -> Schemas:
    (tmp_path / "serv.xsd").write_text(SMALL.format(before=before))
    return Schemas(tmp_path, Releases.load(data("schemas") / "releases.yaml"))


@pytest.mark.parametrize(
    ("content", "release", "valid"),
    [
        ("<s:a>OLD</s:a>", "40.1.0", True),
        ("<s:a>NEW</s:a>", "40.2.9", False),
        ("<s:a>NEW</s:a>", "40.4.0", True),
        ("<s:a>OLD</s:a>", "40.6.0", True),
        ("<s:a>OLD</s:a>", "40.6.1", False),
        ("<s:b/>", "40.8.0", False),
        ("<s:b/>", "40.9.0", True),
    ],
)
def test_values_types_and_endings_are_pruned(tmp_path, content: str, release: str, valid: bool) -> None:
    document = etree.fromstring(f'<s:message xmlns:s="{SERV}">{content}</s:message>')
    assert small(tmp_path).validator(release).validate(document) is valid


@pytest.mark.parametrize("location", ["http://example.com/other.xsd", "../other.xsd", "/etc/hostname"])
def test_nothing_is_imported_from_outside(tmp_path, location: str) -> None:
    (tmp_path.parent / "other.xsd").write_text(SMALL.format(before="").replace(SERV, "urn:other"))
    with pytest.raises(MasterError, match=r"serv\.xsd:3: imports .* does not lie beside it"):
        small(tmp_path, f'<xs:import namespace="urn:other" schemaLocation="{location}"/>')


@pytest.mark.parametrize("element", ["include", "redefine"])
def test_nothing_is_included(tmp_path, element: str) -> None:
    (tmp_path / "other.xsd").write_text(SMALL.format(before=""))
    with pytest.raises(MasterError, match=r"serv\.xsd:3: only imports"):
        small(tmp_path, f'<xs:{element} schemaLocation="other.xsd"/>')


def test_a_schema_that_is_no_valid_one_is_said_to_be_so(tmp_path) -> None:
    schemas = small(tmp_path, '<xs:element name="c" type="xs:nothing"/>')
    with pytest.raises(MasterError, match=r"release 40\.1\.0 is not valid"):
        schemas.validator("40.1.0")
    with pytest.raises(MasterError, match=r"release 40\.1\.0 is not valid"):
        schemas.xmlschema("40.1.0")
