"""What recorded traffic is made of: its call shapes, what a release does to them, what moves to REST."""

from inspector.traffic.compat import Compat
from inspector.traffic.compat_output import compat_json, compat_text
from inspector.traffic.migration import Migration
from inspector.traffic.migration_output import migration_json, migration_text, write_migration_csv
from inspector.traffic.migration_page import migration_page
from inspector.traffic.news import News
from inspector.traffic.shapes import ShapeTable
from inspector.traffic.shapes_output import shapes_json, shapes_text
from inspector.traffic.successors import SuccessorsError, load_successors

__all__ = [
    "Compat",
    "Migration",
    "News",
    "ShapeTable",
    "SuccessorsError",
    "compat_json",
    "compat_text",
    "load_successors",
    "migration_json",
    "migration_page",
    "migration_text",
    "shapes_json",
    "shapes_text",
    "write_migration_csv",
]
