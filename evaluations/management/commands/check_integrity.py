from django.core.management.base import BaseCommand, CommandError

from evaluations.domain.upkeep.integrity import CHECKS, Check, Key, keys_of

EXAMPLES = 10


class Command(BaseCommand):
    help = "Periksa keutuhan data pada basis data ini; keluar dengan status 1 bila ada temuan."

    def handle(self, *args, **options):
        broken = 0
        for check in CHECKS:
            keys = keys_of(check)
            broken += bool(keys)
            for line in self.lines(check, keys):
                self.stdout.write(line)
        if broken:
            raise CommandError(f"{broken} dari {len(CHECKS)} pemeriksaan menemukan data yang tidak utuh.")
        self.stdout.write(f"{len(CHECKS)} pemeriksaan, semuanya baik.")

    def lines(self, check: Check, keys: list[Key]) -> list[str]:
        """One line, and for a finding three: how many, which (keys only, no personal data), and what to do."""
        if not keys:
            return [f"baik    {check.code:16} {check.title}"]
        more = f" dan {len(keys) - EXAMPLES} lagi" if len(keys) > EXAMPLES else ""
        return [
            f"TEMUAN  {check.code:16} {check.title}: tidak benar pada {len(keys)} {check.things}",
            f"        contoh: {', '.join(map(str, keys[:EXAMPLES]))}{more}",
            f"        yang dilakukan: {check.remedy}",
        ]
