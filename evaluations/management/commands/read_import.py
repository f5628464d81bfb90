from pathlib import Path

from django.core.management.base import BaseCommand

from evaluations.exchange.reading import read


class Command(BaseCommand):
    help = "Membaca satu berkas impor yang menunggu, di sini dan sekarang, tanpa pekerja."

    def add_arguments(self, parser) -> None:
        parser.add_argument("batch", type=int)
        parser.add_argument("--path", type=Path, help="tempat berkasnya")

    def handle(self, *args, **options) -> None:
        read(options["batch"], options["path"])
