"""What only lxml refuses is told without its words where these may hold values of the message."""

from __future__ import annotations

import pytest

from inspector.assemble import inspector as assembled
from inspector.engine import Inspector, report
from inspector.model import Exchange, Payload


@pytest.fixture(scope="module")
def core() -> Inspector:
    return assembled()


@pytest.mark.parametrize(
    ("inside", "words"),
    [
        (
            '<assessment title="t" ident="1" Planted="x"><section/></assessment>',
            "assessment is not as the schema has it",
        ),
        (
            '<assessment title="t" ident="Planted"><section/></assessment>',
            "the value of assessment or of an attribute is not valid",
        ),
        (
            '<assessment title="t" ident="1"><extra>Planted</extra></assessment>',
            "extra is not expected, or misses elements",
        ),
    ],
)
def test_content_that_is_checked_as_sent_is_not_quoted(inside: str, words: str, core: Inspector) -> None:
    body = (
        '<message xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><header><securityContext>'
        "<webExID>jdoe</webExID><password>Example-1</password><siteName>acme</siteName></securityContext>"
        '</header><body><bodyContent xsi:type="java:com.webex.service.binding.training.UploadIMStest">'
        f"<display><allOnePage>true</allOnePage></display><questestinterop>{inside}</questestinterop></bodyContent></body></message>"
    )
    found = report(core.judge_pair(Exchange(Payload((), body.encode()))))

    (told,) = (each for each in found.findings if "not valid by the schema" in each.message)
    assert words in told.message, told
    assert "Planted" not in told.message
    assert found.calls[0].request_valid is False
