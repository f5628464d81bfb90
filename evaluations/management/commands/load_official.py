from django.core.management.base import BaseCommand

from evaluations.domain.periods.official import load_official_periods
from forms_config.official import load_official


class Command(BaseCommand):
    help = "Muat formulir resmi, panduan, pola periode, hari libur, dan pustaka yang belum ada; aman diulang."

    def handle(self, *args, **options):
        load_official()
        load_official_periods()
        self.stdout.write("Formulir resmi, panduan, pola periode, dan hari libur siap.")
