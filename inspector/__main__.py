"""`python -m inspector` is `xmlinspect`."""

from __future__ import annotations

from inspector.cli import main

if __name__ == "__main__":
    main()
