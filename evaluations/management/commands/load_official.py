from django.core.management.base import BaseCommand

from forms_config.official import load_official


class Command(BaseCommand):
    help = "Muat formulir resmi, skala, kuadran, indeks, indikator, dan panduan yang belum ada; aman diulang."

    def handle(self, *args, **options):
        load_official()
        self.stdout.write("Formulir resmi dan panduan siap.")
