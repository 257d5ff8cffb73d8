"""The vendor's sample answers and recorded ones, where the reference folder lies beside the checkout."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from lxml import etree

from inspector.schema import Master, Schemas

SHARED = Path(__file__).resolve().parents[3] / "shared"
SAMPLES = SHARED / "seed" / "messages" / "mended"
pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="no reference folder beside the checkout")

# ellipses in the text, crossed end tags, or a slip of letter case that only the mapping mends
NOT_AS_SENT = {
    *(f"{number:02}-response-getSessionInfoResponse.xml" for number in (2, 6, 10, 14, 20)),
    *(f"{number:02}-response-getSiteResponse.xml" for number in (4, 24)),
    *(f"{number:02}-response-getMeetingResponse.xml" for number in (7, 8, 26)),
    "22-response-lstsummarySessionResponse.xml",
}


def test_the_vendors_answers_are_valid_at_their_release(schemas: Schemas) -> None:
    rows = json.loads((SAMPLES.parent / "manifest.json").read_text())
    judged = []
    for row in rows:
        if row["direction"] == "response" and row["file"] not in NOT_AS_SENT:
            release = row["release_section"].split(",")[0]
            document = etree.fromstring((SAMPLES / row["file"]).read_bytes().replace(b"\xc2\xa0", b" "))
            validator = schemas.validator(release)
            assert validator.validate(document), (row["file"], validator.error_log)
            judged.append(row["file"])
    assert len(judged) == 6


def test_the_list_of_sessions_is_valid_but_for_one_letter(schemas: Schemas) -> None:
    text = (SAMPLES / "22-response-lstsummarySessionResponse.xml").read_bytes()
    mended = text.replace(b"\xc2\xa0", b" ").replace(b"MeetingUUID", b"meetingUUID")
    assert schemas.validator("40.6.0").validate(etree.fromstring(mended))
    assert not schemas.validator("40.4.9").validate(etree.fromstring(mended))


def test_recorded_answers_are_valid(schemas: Schemas) -> None:
    judged = 0
    for path in sorted(SHARED.glob("corpus/*/*response*.xml")):
        text = path.read_bytes().strip().replace(b":DelSessionResponse", b":delSessionResponse")
        document = etree.fromstring(text)
        validator = schemas.validator("42.11.1")
        assert validator.validate(document), (path.name, validator.error_log)
        judged += 1
    assert judged >= 13


def test_every_type_name_leads_to_an_operation(master: Master) -> None:
    unknown = set()
    for path in [*SHARED.glob("corpus/*/*.xml"), *SAMPLES.glob("*.xml")]:
        text = path.read_bytes().decode("utf-8", "replace")
        for found in re.findall(r"""xsi:type\s*=\s*["']\s*([\w.:]+)""", text):
            java = re.match(r"java:com\.webex\.(?:xmlapi\.)?service\.binding\.(.*)\.(\w+)$", found)
            package, _, name = found.rpartition(":") if java is None else (java[1], "", java[2])
            answer = master.response_operation(package, name) if java is None else None
            if answer is None and master.resolve(package, name).operation is None:
                unknown.add(found)
    assert unknown == {"java:com.webex.webapp.sxa.binding.user.GetAllSitesByEmailAgg"}
