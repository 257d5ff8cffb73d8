"""Recordings as exchanges: `.mitm` flows, HTTP Archives, XML messages and pairs, raw HTTP, folders of them.

The only room that imports mitmproxy, and only once a flow file is read.
"""

from inspector.recordings.errors import ReadError
from inspector.recordings.flow import from_flow
from inspector.recordings.har import NOT_OURS
from inspector.recordings.read import interpret, read
from inspector.recordings.stored import exchange_of
from inspector.recordings.write import har_file, jsonl_file, mitm_file, xml_folder

__all__ = [
    "NOT_OURS",
    "ReadError",
    "exchange_of",
    "from_flow",
    "har_file",
    "interpret",
    "jsonl_file",
    "mitm_file",
    "read",
    "xml_folder",
]
