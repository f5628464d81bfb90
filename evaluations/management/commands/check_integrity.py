from django.core.management.base import BaseCommand, CommandError

from evaluations.domain.integrity import CHECKS, findings


class Command(BaseCommand):
    help = "Periksa keutuhan data pada basis data ini; keluar dengan status 1 bila ada temuan."

    def handle(self, *args, **options):
        found = {finding.check.code: finding.ids for finding in findings()}
        for check in CHECKS:
            ids = found.get(check.code)
            result = f"{len(ids)} temuan, id: {', '.join(map(str, ids[:20]))}" if ids else "baik"
            self.stdout.write(f"{check.code:12} {check.title}: {result}")
        if found:
            raise CommandError("Ada data yang tidak utuh.")
