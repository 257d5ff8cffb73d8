"""What recorded traffic is made of: the call shapes in use, and what another release does to them."""

from inspector.traffic.compat import Compat
from inspector.traffic.compat_output import compat_json, compat_text
from inspector.traffic.news import News
from inspector.traffic.shapes import ShapeTable
from inspector.traffic.shapes_output import shapes_json, shapes_text

__all__ = ["Compat", "News", "ShapeTable", "compat_json", "compat_text", "shapes_json", "shapes_text"]
