"""The addon inside mitmproxy's own master, with the real recorder behind it."""

from __future__ import annotations

import asyncio
import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from mitmproxy.exceptions import OptionsError
from mitmproxy.test import taddons, tflow, tutils

from inspector.store import open_store

ROOT = Path(__file__).parents[2]
REQUEST = b"""<serv:message xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><header><securityContext>
<siteName>acme</siteName></securityContext></header><body>
<bodyContent xsi:type="java:com.webex.service.binding.ep.LstsummarySession"><order/></bodyContent></body>
</serv:message>"""


@pytest.fixture
def module() -> ModuleType:
    spec = importlib.util.spec_from_file_location("xmlservice_under_test", ROOT / "addons" / "xmlservice.py")
    assert spec is not None
    assert spec.loader is not None
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


@pytest.fixture(autouse=True)
def _surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


def _flow(path: bytes = b"/WBXService/XMLService", content: bytes = REQUEST):
    request = tutils.treq(method=b"POST", host="acme.example.com", path=path, content=content)
    request.headers["Content-Type"] = "text/xml"
    return tflow.tflow(req=request, resp=tutils.tresp(content=b"<html/>"))


async def _until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not condition():
            await asyncio.sleep(0.02)


async def test_a_flow_is_marked_and_commented_and_stored(module, tmp_path):
    addon = module.XMLService()
    with taddons.context(addon) as context:
        context.configure(addon, xmlservice_store=str(tmp_path / "s"), xmlservice_release="40.9.0")
        addon.running()
        flow = _flow()
        addon.response(flow)
        addon.error(flow)
        await _until(lambda: flow.comment != "")
        assert flow.marked == ":red_circle:"
        assert "AUTH-01" in flow.metadata["xmlservice"]
        assert "AUTH-01 (error" in flow.comment
        addon.done()
    with open_store(tmp_path / "s", read_only=True) as store:
        (row,) = store.rows()
        assert (row.operation, row.caller, row.release) == ("ep.LstsummarySession", "anonymous", "40.9.0")
        assert "AUTH-01" in row.codes


async def test_a_flow_that_is_sent_again_is_recorded_again(module, tmp_path):
    addon = module.XMLService()
    with taddons.context(addon) as context:
        context.configure(addon, xmlservice_store=str(tmp_path / "s"))
        addon.running()
        flow = _flow()
        for start in (10.0, 10.0, 20.0):
            # mitmproxy keeps id and metadata of a flow that it sends again, or reads from a file.
            flow.request.timestamp_start = start
            flow.response.timestamp_start = start + 1
            addon.response(flow)
        addon.done()
    with open_store(tmp_path / "s", read_only=True) as store:
        assert store.count() == 2


@pytest.mark.parametrize(("redact", "kept"), [("", True), ("email", False), ("pii", False)])
async def test_personal_data_is_replaced_on_wish(module, tmp_path, redact, kept):
    addon = module.XMLService()
    with taddons.context(addon) as context:
        context.configure(addon, xmlservice_store=str(tmp_path / "s"), xmlservice_redact=redact)
        addon.running()
        mail = b"<header><securityContext><email>jane@example.com</email></securityContext></header>"
        flow = _flow(content=b"<serv:message>" + mail + b"<body/></serv:message>")
        addon.response(flow)
        await _until(lambda: flow.comment != "")
        addon.done()
    with open_store(tmp_path / "s", read_only=True) as store:
        (record,) = store.records()
    assert (b"jane@example.com" in record.request.body) is kept


async def test_what_the_user_marked_stays(module, tmp_path):
    addon = module.XMLService()
    with taddons.context(addon) as context:
        context.configure(addon, xmlservice_store=str(tmp_path / "s"))
        flow = _flow()
        flow.marked, flow.comment = ":star:", "mine"
        addon.response(flow)
        addon.done()
        assert (flow.marked, flow.comment) == (":star:", "mine")
        assert "AUTH-01" in flow.metadata["xmlservice"]


@pytest.mark.parametrize(
    ("path", "ours"),
    [
        (b"/WBXService/XMLService", True),
        (b"/WBXService/xml8.0.0/XMLService", True),
        (b"/wbxservice/xmlservice/?x=1", True),
        (b"/WBXService/XMLServiceX", False),
        (b"/gla/api", False),
        (b"/other?/WBXService/XMLService", False),
    ],
)
async def test_which_paths_are_ours(module, tmp_path, path, ours):
    addon = module.XMLService()
    with taddons.context(addon) as context:
        context.configure(addon, xmlservice_store=str(tmp_path / "s"))
        flow = _flow(path)
        addon._client = _Sink()
        addon.response(flow)
        assert addon._client.flows == ([flow.id] if ours else [])
        assert ("xmlservice" in flow.metadata) is ours


async def test_a_fault_of_ours_never_reaches_the_traffic(module, tmp_path, caplog):
    addon = module.XMLService()
    with taddons.context(addon):
        addon._client = _Sink(ValueError("Planted-Pa55"))
        addon.response(_flow())
    assert "the inspector failed (ValueError); traffic is not affected" in caplog.text
    assert "Planted" not in caplog.text


async def test_a_path_that_is_no_expression_is_refused(module):
    addon = module.XMLService()
    with taddons.context(addon) as context, pytest.raises(OptionsError, match="no regular expression"):
        context.configure(addon, xmlservice_path="(")


@pytest.mark.parametrize(
    ("arguments", "before", "after"),
    [([], None, 0), ([], 3, 3), (["--set", "flow_detail=1"], None, 1), (["--flow-detail", "1"], None, 1)],
)
async def test_mitmdumps_own_lines_are_off_unless_asked_for(module, monkeypatch, arguments, before, after):
    from mitmproxy.addons.dumper import Dumper

    monkeypatch.setattr(sys, "argv", ["mitmdump", *arguments])
    with taddons.context(Dumper()) as context:
        if before is not None:
            context.options.update(flow_detail=before)
        context.master.addons.add(module.XMLService())
        assert context.options.flow_detail == after


def test_no_function_of_the_module_is_taken_for_a_hook(module):
    """mitmproxy calls a module's functions by these names; here the class alone has them."""
    for name in ("load", "configure", "running", "request", "response", "error", "done"):
        assert not hasattr(module, name)
    assert [type(addon) for addon in module.addons] == [module.XMLService]


class _Sink:
    def __init__(self, error: Exception | None = None) -> None:
        self.flows: list[str] = []
        self._error = error

    def submit(self, flow: str, _: object) -> bool:
        if self._error is not None:
            raise self._error
        self.flows.append(flow)
        return True


async def test_while_it_is_loaded_a_wrong_path_is_one_line(module, caplog):
    addon = module.XMLService()
    with taddons.context(addon) as context:
        context.options._options["xmlservice_path"].value = "(("
        addon.configure(set(context.options.keys()))
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert "xmlservice_path is no regular expression" in caplog.text
