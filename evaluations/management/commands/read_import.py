from pathlib import Path

from django.core.management.base import BaseCommand
from django.db import connection

from evaluations.exchange.reading import read


class Command(BaseCommand):
    help = "Membaca satu berkas impor yang menunggu, di sini dan sekarang, tanpa pekerja."

    def add_arguments(self, parser) -> None:
        parser.add_argument("batch", type=int)
        parser.add_argument("--path", type=Path, help="tempat berkasnya")
        parser.add_argument("--database-name", help="basis data dari proses yang memulai")

    def handle(self, *args, **options) -> None:
        if options["database_name"]:
            connection.settings_dict["NAME"] = options["database_name"]
        read(options["batch"], options["path"])
