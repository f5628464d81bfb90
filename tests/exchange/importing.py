"""Importing what a test holds in memory."""

from collections.abc import Mapping
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from evaluations.enums import ImportKind
from evaluations.exchange.import_report import Report
from evaluations.exchange.imports import import_path


def import_file(
    kind: ImportKind,
    content: bytes,
    file_name: str,
    *,
    given: Mapping[str, Any] | None = None,
    dry_run: bool = False,
) -> Report:
    """``import_path`` for bytes; ``file_name`` is what people called the file."""
    with NamedTemporaryFile(suffix=Path(file_name).suffix) as file:
        file.write(content)
        file.flush()
        return import_path(kind, Path(file.name), given=given, dry_run=dry_run, file_name=file_name)
