"""Recordings as exchanges: `.mitm` flows, XML messages and pairs, raw HTTP messages, folders of them.

The only room that imports mitmproxy, and only once a flow file is read.
"""

from inspector.recordings.errors import ReadError
from inspector.recordings.flow import from_flow
from inspector.recordings.read import interpret, read

__all__ = ["ReadError", "from_flow", "interpret", "read"]
