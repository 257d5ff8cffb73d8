"""What recorded traffic is made of: the call shapes in use, and what another release does to them."""

from inspector.traffic.shapes import ShapeTable
from inspector.traffic.shapes_output import shapes_json, shapes_text

__all__ = ["ShapeTable", "shapes_json", "shapes_text"]
