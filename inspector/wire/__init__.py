"""From bytes to a message: decode, split, parse. Nothing raises on bad input; what is wrong is a fault."""

from inspector.wire.credentials import Credentials, body_token, caller, credentials, with_form
from inspector.wire.decode import decode
from inspector.wire.envelope import TypeName, type_name
from inspector.wire.limits import Limits
from inspector.wire.parse import parse
from inspector.wire.places import Places, shift
from inspector.wire.services import by_url, service
from inspector.wire.split import BLANK, SLOT_CODECS, Cut, Split, cut, escape, split, text

__all__ = [
    "BLANK",
    "SLOT_CODECS",
    "Credentials",
    "Cut",
    "Limits",
    "Places",
    "Split",
    "TypeName",
    "body_token",
    "by_url",
    "caller",
    "credentials",
    "cut",
    "decode",
    "escape",
    "parse",
    "service",
    "shift",
    "split",
    "text",
    "type_name",
    "with_form",
]
