from django.core.management import call_command
from django.core.management.base import BaseCommand

from evaluations.domain.upkeep.jobs import BACKEND


class Command(BaseCommand):
    help = "Mengerjakan pekerjaan latar satu per satu (impor, kode aktivasi …); boleh berjalan beberapa sekaligus."

    def handle(self, *args, verbosity, **options):
        call_command(
            "db_worker", f"--backend={BACKEND}", "--queue-name=*", "--no-reload", verbosity=verbosity
        )
