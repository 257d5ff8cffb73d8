"""A Webex site in memory, at any release: answers from state and schema; knows no HTTP server."""

from inspector.simulator.answer import Answer
from inspector.simulator.faults import Fault, FaultError, Faults
from inspector.simulator.site import SERVICE_PATH, Site
from inspector.simulator.world import Settings

__all__ = ["SERVICE_PATH", "Answer", "Fault", "FaultError", "Faults", "Settings", "Site"]
