"""Where the data folders lie: beside the package in a checkout, inside it in an installed wheel."""

from __future__ import annotations

from pathlib import Path


def data(name: str) -> Path:
    """The folder `name` ("schemas", "rules" or "addons").

    Args:
        name: Name of a data folder of this project.

    Raises:
        FileNotFoundError: There is no such folder in the checkout, nor in the installed package.
    """
    package = Path(__file__).resolve().parent
    places = (package / "data" / name, package.parent / name)
    for place in places:
        if place.is_dir():
            return place
    looked = " or ".join(str(place) for place in places)
    raise FileNotFoundError(f"no folder {name!r} at {looked}: install the package again")
