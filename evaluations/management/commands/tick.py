from django.core.management.base import BaseCommand, CommandError

from evaluations.domain.upkeep import tick


class Command(BaseCommand):
    help = "Pekerjaan berkala untuk pengatur waktu; aman dijalankan berulang, bersamaan, atau terlambat."

    def handle(self, *args, **options):
        try:
            done = tick.run()
        except tick.TickFailed as failed:
            self._say(failed.done)
            raise CommandError(f"Pekerjaan yang gagal: {failed}") from failed
        self._say(done)

    def _say(self, done):
        for name, count in done:
            self.stdout.write(f"{count} {name}")
