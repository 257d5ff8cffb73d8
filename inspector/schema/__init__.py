"""What each release's schema says: releases, the master, and the master pruned to a release."""

from inspector.schema.changes import Change, Changes, ChangesError
from inspector.schema.content import ComplexType, Operation, Particle, SimpleType, Window
from inspector.schema.documents import MasterError
from inspector.schema.master import Master, Resolution
from inspector.schema.official import OfficialFiles
from inspector.schema.official_check import OfficialError
from inspector.schema.releases import Release, Releases, ReleasesError, UnknownRelease
from inspector.schema.schemas import Schemas

__all__ = [
    "Change",
    "Changes",
    "ChangesError",
    "ComplexType",
    "Master",
    "MasterError",
    "OfficialError",
    "OfficialFiles",
    "Operation",
    "Particle",
    "Release",
    "Releases",
    "ReleasesError",
    "Resolution",
    "Schemas",
    "SimpleType",
    "UnknownRelease",
    "Window",
]
