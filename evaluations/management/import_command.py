"""What the import commands share: the arguments, the report file, the exit status."""

import json
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from evaluations.domain.refusals import Refused
from evaluations.enums import ImportKind
from evaluations.exchange.imports import import_path


class ImportCommand(BaseCommand):
    """Imports one file. Exit status 1 and nothing written when the file itself is refused."""

    kind: ImportKind

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="hanya periksa, tidak menulis apa pun")
        parser.add_argument("--report", type=Path, help="tulis laporan JSON ke berkas ini")
        parser.add_argument("--sheet", help="nama lembar yang dibaca, bila beberapa lembar cocok")
        parser.add_argument(
            "--as-of",
            type=date.fromisoformat,
            help="hari data diekspor, misalnya 2026-06-30; bawaannya hari ini",
        )
        if self.kind == ImportKind.ATTENDANCE:
            parser.add_argument("--month", type=_month, help="bulan presensi, misalnya 2026-06")

    def handle(self, *args, **options) -> None:
        path: Path = options["file"]
        given = {"as_of": options["as_of"], "sheet": options["sheet"]} | (options.get("month") or {})
        try:
            report = import_path(self.kind, path, given=given, dry_run=options["dry_run"])
        except OSError as error:
            raise CommandError(f"Berkas {path} tidak dapat dibuka: {error.strerror}.") from error
        except Refused as refused:
            raise CommandError(refused.message) from refused
        if options["report"]:
            options["report"].write_text(json.dumps(report.as_dict(), ensure_ascii=False, indent=1))
        self.stdout.write(
            f"{report.created} baru, {report.updated} berubah, {report.unchanged} tetap, "
            f"{len(report.errors)} kesalahan, {len(report.warnings)} peringatan."
        )


def _month(text: str) -> dict[str, int]:
    year, _, month = text.partition("-")
    if not (len(year) == 4 and year.isdecimal() and month.isdecimal() and 1 <= int(month) <= 12):
        raise ValueError
    return {"year": int(year), "month": int(month)}
