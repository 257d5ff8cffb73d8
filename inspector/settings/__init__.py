"""Settings from files, environment and options, each with where it comes from."""

from inspector.settings.errors import SettingsError
from inspector.settings.load import Loaded, files, load
from inspector.settings.model import (
    FILE_NAME,
    LimitSettings,
    ProfileSettings,
    Settings,
    SiteSettings,
    default_store,
)
from inspector.settings.template import template

__all__ = [
    "FILE_NAME",
    "LimitSettings",
    "Loaded",
    "ProfileSettings",
    "Settings",
    "SettingsError",
    "SiteSettings",
    "default_store",
    "files",
    "load",
    "template",
]
