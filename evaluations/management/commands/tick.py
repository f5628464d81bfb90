from django.core.management.base import BaseCommand

from evaluations.domain.workflow import finalize_due


class Command(BaseCommand):
    help = "Pekerjaan berkala; aman dijalankan berulang. Kini: menetapkan hasil yang masa keberatannya sudah lewat."

    def handle(self, *args, **options):
        self.stdout.write(f"{finalize_due()} evaluasi ditetapkan.")
