from __future__ import annotations

import pytest

from inspector.resources import data


def test_the_schemas_folder_is_found() -> None:
    assert (data("schemas") / "releases.yaml").is_file()
    assert (data("schemas") / "com.xsd").is_file()


def test_a_folder_that_is_not_there_is_named() -> None:
    with pytest.raises(FileNotFoundError, match="no folder 'nothing'"):
        data("nothing")
