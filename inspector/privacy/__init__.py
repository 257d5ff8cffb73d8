"""Privacy: what is secret or personal, and how it is replaced before anything leaves memory."""

from inspector.privacy.choice import UnknownCategoryError, chosen
from inspector.privacy.classification import Classification, excerpt
from inspector.privacy.detect import REGION, Hit, detect, suspicious
from inspector.privacy.key import KeyFileError, adopt, fingerprint, load_or_create
from inspector.privacy.knowledge import Knowledge
from inspector.privacy.maker import made_by, personal, sealed_words
from inspector.privacy.mask import Masker
from inspector.privacy.pii_file import PrivacyFileError
from inspector.privacy.scrub import scrub
from inspector.privacy.shown import shown_url
from inspector.privacy.tally import Tally

__all__ = [
    "REGION",
    "Classification",
    "Hit",
    "KeyFileError",
    "Knowledge",
    "Masker",
    "PrivacyFileError",
    "Tally",
    "UnknownCategoryError",
    "adopt",
    "chosen",
    "detect",
    "excerpt",
    "fingerprint",
    "load_or_create",
    "made_by",
    "personal",
    "scrub",
    "sealed_words",
    "shown_url",
    "suspicious",
]
