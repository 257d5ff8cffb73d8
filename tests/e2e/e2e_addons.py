"""Addons that tests load beside ours: a witness of the flows, and ours with another recorder."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[2]

WITNESS = '''
"""Writes down what mitmproxy's own screens show of each flow."""

import json

from mitmproxy import ctx


class Witness:
    def __init__(self):
        self.flows = []

    def load(self, loader):
        loader.add_option("witness", str, "", "Where to write.")

    def request(self, flow):
        self.flows.append(flow)

    def done(self):
        seen = [[flow.marked, flow.comment, flow.metadata] for flow in self.flows]
        with open(ctx.options.witness, "w") as file:
            json.dump(seen, file)


addons = [Witness()]
'''

OTHER_RECORDER = '''
"""The addon, with a recorder that a test wrote."""

import importlib.util
import os
import sys

spec = importlib.util.spec_from_file_location("other", os.environ["TEST_ADDON"])
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
command = [sys.executable, os.environ["TEST_RECORDER"], "record", "--store", os.environ["TEST_STORE"]]
addons = [module.XMLService(command)]
'''


def other_recorder(folder: Path, recorder: str, store: Path) -> tuple[Path, dict[str, str]]:
    """Our addon with another program as its recorder: the script to load, and the environment it wants."""
    script, program = folder / "other_xmlservice.py", folder / "recorder.py"
    script.write_text(OTHER_RECORDER)
    program.write_text(recorder)
    addon = ROOT / "addons" / "xmlservice.py"
    return script, {"TEST_ADDON": str(addon), "TEST_RECORDER": str(program), "TEST_STORE": str(store)}
