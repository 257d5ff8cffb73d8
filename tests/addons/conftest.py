"""mitmproxy's own imports warn; that is no business of these tests."""

from __future__ import annotations

import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import mitmproxy.test.taddons  # noqa: F401
