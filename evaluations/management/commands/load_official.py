from django.core.management.base import BaseCommand

from evaluations.domain.periods.official import load_official_periods
from evaluations.domain.periods.official_development import load_official_development
from evaluations.domain.periods.official_distribution import load_official_distribution
from evaluations.domain.periods.reminders.defaults import load_official_reminders
from forms_config.official import load_official


class Command(BaseCommand):
    help = "Muat formulir resmi, panduan, pola periode, hari libur, pengingat, dan pustaka; aman diulang."

    def handle(self, *args, **options):
        load_official()
        load_official_periods()
        load_official_distribution()
        load_official_development()
        load_official_reminders()
        self.stdout.write("Formulir resmi, panduan, pola periode, hari libur, dan pengingat siap.")
