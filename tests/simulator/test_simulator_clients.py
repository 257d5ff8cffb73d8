"""Requests of real clients are answered, validly, at an old and at the newest release."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from lxml import etree

from inspector.model.exchange import Payload

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
# No source describes the answers of the first three; the last is none of this API.
NOT_ANSWERED = {
    "training.DelLab is not simulated",
    "training.GetSetupComputerURL is not simulated",
    "ep.LstRecordingInRecycleBin is not simulated",
    "com.webex.webapp.sxa.binding.user.GetAllSitesByEmailAgg is no operation of release {0}",
}


@pytest.mark.parametrize("release", ["40.4.9", "42.11.1"])
def test_requests_of_real_clients(opened, schemas, release):
    manifest = CORPUS / "manifest.jsonl"
    if not manifest.exists():
        pytest.skip("the recorded requests of public clients are not beside the checkout")
    told = []
    ask, validator = opened(release, log=told.append, lockout_after=0), schemas.validator(release)
    answered = set()
    for line in manifest.read_text("utf-8").splitlines():
        row = json.loads(line)
        if row["direction"] != "request":
            continue
        answer = ask.site.answer(Payload((), (CORPUS / row["file"]).read_bytes()))
        assert answer.status == 200
        assert validator.validate(etree.fromstring(answer.body)), (row["file"], validator.error_log)
        answered.update(name for name, _ in answer.calls)
    assert set(told) == {line.format(release) for line in NOT_ANSWERED}
    assert len(answered) >= 60
