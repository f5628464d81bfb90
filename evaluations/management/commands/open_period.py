from django.core.management.base import BaseCommand, CommandError

from evaluations.domain.periods import open_period
from evaluations.domain.refusals import Refused
from evaluations.models import EvaluationPeriod


class Command(BaseCommand):
    help = "Buka periode dan buat evaluasi yang belum ada; aman diulang."

    def add_arguments(self, parser):
        parser.add_argument("period", type=int, help="nomor (id) periode")

    def handle(self, *args, period, **options):
        row = EvaluationPeriod.objects.filter(pk=period).first()
        if row is None:
            raise CommandError(f"Periode {period} tidak ada.")
        try:
            report = open_period(row)
        except Refused as refused:
            raise CommandError(refused.message) from refused
        self.stdout.write(
            f"{report.created} dibuat, {report.existing} sudah ada, {len(report.gaps)} perlu diperiksa."
        )
