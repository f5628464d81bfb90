"""The official scales, schemes, indicators and core values, as they stand in ``catalogue.json``."""

import json
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


def read(name: str) -> Any:
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


@cache
def catalogue() -> Any:
    """Read once per process; not to be changed."""
    return read("catalogue.json")
