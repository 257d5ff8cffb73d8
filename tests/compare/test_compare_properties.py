"""Whatever order and prefixes say, a message is equal to itself; whatever is taken out is what is missing."""

from __future__ import annotations

import random
import re

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from inspector.compare import compare
from inspector.model.exchange import Payload
from inspector.simulator import Site

SERV = "{http://www.webex.com/schemas/2002/06/service}"
CALLS = (
    ("user.CreateUser", "<firstName>Jane</firstName><lastName>Doe</lastName><webExId>jdoe</webExId>"
     "<email>jdoe@example.com</email><password>User-Pw-1</password><privilege><host>true</host></privilege>"
     "<active>ACTIVATED</active>"),
    ("meeting.CreateMeeting", "<metaData><confName>Review</confName></metaData><schedule>"
     "<startDate>10/10/2035 10:00:00</startDate><duration>30</duration></schedule>"),
    ("user.GetUser", "<webExId>jdoe</webExId>"),
    ("user.LstsummaryUser", ""),
    ("ep.LstsummarySession", "<confName>Review</confName>"),
)  # fmt: skip


def _answers(schemas):
    site = Site(schemas.master, schemas.releases, release="40.10.0")
    context = "<siteName>acme</siteName><webExID>jdoe</webExID><password>a</password>"
    for operation, inside in CALLS:
        text = (
            '<message xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><header><securityContext>'
            f"{context}</securityContext></header><body>"
            f'<bodyContent xsi:type="java:com.webex.service.binding.{operation}">{inside}</bodyContent>'
            "</body></message>"
        )
        yield site.answer(Payload(body=text.encode())).body


def test_shuffled_and_renamed_prefixes_are_equal_and_a_cut_is_found(schemas, reader, noise):
    answers = list(_answers(schemas))
    trees = [reader.read(Payload(body=body)) for body in answers]

    @settings(max_examples=40, deadline=None, derandomize=True)
    @given(which=st.integers(0, len(answers) - 1), seed=st.integers(0, 10_000))
    def check(which, seed):
        rnd = random.Random(seed)
        root = etree.fromstring(answers[which])
        content = next(root.iter(SERV + "bodyContent"))
        for element in content.iter():
            names = [child.tag for child in element]
            if len(set(names)) == len(names):
                children = list(element)
                rnd.shuffle(children)
                element[:] = children
        body = re.sub(rb"(</?|xmlns:)(use|meet|ep|com)(?=[:=])", rb"\1p\2", etree.tostring(root))
        body = re.sub(rb'"(use|meet|ep|com):', rb'"p\1:', body)
        assert compare(trees[which], reader.read(Payload(body=body)), noise).differences == ()
        leaves = [e for e in content.iter() if not len(e) and e is not content]
        gone = rnd.choice(leaves)
        parent = gone.getparent()
        alone = sum(child.tag == gone.tag for child in parent) == 1
        parent.remove(gone)
        found = compare(trees[which], reader.read(Payload(body=etree.tostring(root))), noise).differences
        if alone and len(parent):
            assert [(d.kind, d.place.rpartition("/")[2]) for d in found] == [
                ("missing", etree.QName(gone).localname)
            ]
        else:
            assert found

    check()
