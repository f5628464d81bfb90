"""The container of a workbook: a zip whose parts find each other through relationships."""

import posixpath
import zipfile
from dataclasses import dataclass
from typing import IO
from urllib.parse import unquote

from evaluations.exchange.reader.refusal import Refusal
from evaluations.exchange.reader.xml import Attributes, elements

UNPACKED_BYTES = 600 * 1024 * 1024
SMALL_BYTES = 4 * 1024 * 1024  # relationships, list of sheets: a real one has a few kilobytes
SHEETS = 200
_ENCRYPTED = 0x1


@dataclass(frozen=True, slots=True)
class Sheet:
    """One worksheet; ``is_hidden`` in either of the two ways."""

    name: str
    part: str
    is_hidden: bool


class Package:
    """Parts by name; in which case they are written does not matter. Raises ``Refusal``."""

    def __init__(self, path: str) -> None:
        try:
            self._archive = zipfile.ZipFile(path)
        except zipfile.BadZipFile:
            raise Refusal("broken_zip") from None
        infos = self._archive.infolist()
        self._parts = {_normal(info.filename): info for info in reversed(infos)}
        _refuse_others(self._parts)
        if any(info.flag_bits & _ENCRYPTED for info in infos):
            raise Refusal("zip_password")
        if sum(info.file_size for info in infos) > UNPACKED_BYTES:
            raise Refusal("too_large_unpacked", megabytes=UNPACKED_BYTES >> 20)

    def __contains__(self, part: str) -> bool:
        return _normal(part) in self._parts

    def open(self, part: str) -> IO[bytes]:
        return self._archive.open(self._parts[_normal(part)])

    def small(self, part: str) -> IO[bytes]:
        """A part that a sane file keeps short."""
        if self._parts[_normal(part)].file_size > SMALL_BYTES:
            raise Refusal("too_large_unpacked", megabytes=SMALL_BYTES >> 20)
        return self.open(part)

    def related(self, part: str) -> dict[str, tuple[str, str]]:
        """Id → (last word of the type, part) of what ``part`` refers to; "" is the package itself."""
        folder, name = posixpath.split(part)
        source = posixpath.join(folder, "_rels", f"{name}.rels")
        found: dict[str, tuple[str, str]] = {}

        def take(tag: str, given: Attributes) -> None:
            if tag == "Relationship" and given.get("TargetMode") != "External":
                kind = given.get("Type", "").rpartition("/")[2]
                target = posixpath.normpath(posixpath.join("/", folder, unquote(given.get("Target", ""))))
                found[given.get("Id", "")] = (kind, target.lstrip("/"))

        if source in self:
            elements(self.small(source), take)
        return found


def _normal(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").casefold()


def _refuse_others(parts: dict[str, zipfile.ZipInfo]) -> None:
    """Other kinds of file are zips too; each is told what it is."""
    if any(name.endswith("vbaproject.bin") for name in parts):
        raise Refusal("has_macros")
    if "mimetype" in parts and "content.xml" in parts:
        raise Refusal("is_opendocument")
    if "xl/workbook.bin" in parts:
        raise Refusal("is_binary_workbook")
    if any(name.startswith("word/") for name in parts):
        raise Refusal("is_document")
    if any(name.startswith("ppt/") for name in parts):
        raise Refusal("is_slides")


@dataclass(frozen=True, slots=True)
class Book:
    """What the main part says: its sheets in order, where texts and styles are, and from which day it counts."""

    sheets: list[Sheet]
    strings: str | None
    styles: str | None
    counts_from_1904: bool


def read_book(package: Package) -> Book:
    """The main part, wherever the package keeps it. Raises ``Refusal``."""
    main = _main_part(package)
    if main is None or main not in package:
        raise Refusal("not_a_workbook")
    related = package.related(main)
    sheets: list[Sheet] = []
    epochs: list[bool] = []

    def take(tag: str, given: Attributes) -> None:
        if tag == "workbookPr":
            epochs.append(given.get("date1904", "0").casefold() in ("1", "true", "on"))
        elif tag == "sheet":
            kind, part = related.get(given.get("id", ""), ("", ""))
            if kind == "worksheet" and part in package:
                sheets.append(Sheet(given.get("name", ""), part, given.get("state", "visible") != "visible"))

    elements(package.small(main), take)
    if len(sheets) > SHEETS:
        raise Refusal("too_many_sheets", most=SHEETS)
    if not sheets:
        raise Refusal("no_sheets")
    parts = {kind: part for kind, part in related.values() if part in package}
    return Book(sheets, parts.get("sharedStrings"), parts.get("styles"), any(epochs))


def _main_part(package: Package) -> str | None:
    """Through the package's relationships; where it has none, by the usual name."""
    for kind, part in package.related("").values():
        if kind == "officeDocument":
            return part
    return "xl/workbook.xml"
