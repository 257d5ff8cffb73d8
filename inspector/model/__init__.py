"""The nouns of the product: frozen records, standard library only."""

from inspector.model.exchange import Direction, Exchange, Payload
from inspector.model.message import Body, Call, Envelope, Fault, FaultKind, Location, Message, Node, Outcome
from inspector.model.report import (
    Caller,
    CallReport,
    ExchangeReport,
    Fact,
    Finding,
    On,
    Part,
    PersonalData,
    Record,
    ReleaseReport,
    ReleaseSource,
    Size,
)
from inspector.model.severity import Severity

__all__ = [
    "Body",
    "Call",
    "CallReport",
    "Caller",
    "Direction",
    "Envelope",
    "Exchange",
    "ExchangeReport",
    "Fact",
    "Fault",
    "FaultKind",
    "Finding",
    "Location",
    "Message",
    "Node",
    "On",
    "Outcome",
    "Part",
    "Payload",
    "PersonalData",
    "Record",
    "ReleaseReport",
    "ReleaseSource",
    "Severity",
    "Size",
]
