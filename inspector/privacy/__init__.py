"""Privacy: what is secret or personal, and how it is replaced before anything leaves memory."""

from inspector.privacy.classification import Classification, excerpt
from inspector.privacy.detect import Hit, detect
from inspector.privacy.entries import PrivacyFileError
from inspector.privacy.key import KeyFileError, fingerprint, load_or_create
from inspector.privacy.knowledge import Knowledge
from inspector.privacy.mask import Masker
from inspector.privacy.scrub import scrub

__all__ = [
    "Classification",
    "Hit",
    "KeyFileError",
    "Knowledge",
    "Masker",
    "PrivacyFileError",
    "detect",
    "excerpt",
    "fingerprint",
    "load_or_create",
    "scrub",
]
