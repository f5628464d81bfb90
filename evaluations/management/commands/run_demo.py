from threading import Thread

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from evaluations.demo.load import load_demo
from evaluations.demo.reset import reset_demo
from evaluations.domain.jobs import work_for_ever


class Command(BaseCommand):
    help = "Migrasi bila perlu, muat data contoh bila belum ada, lalu jalankan server (satu proses saja)."

    def add_arguments(self, parser):
        parser.add_argument("--port", default="8000")
        parser.add_argument(
            "--reset", action="store_true", help="hapus basis data dan berkas contoh lebih dulu"
        )
        parser.add_argument("--no-server", action="store_true")

    def handle(self, *args, port, reset, no_server, **options):
        if reset:
            reset_demo()
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Menyiapkan basis data …")
            call_command("migrate", verbosity=0, interactive=False)
        if load_demo(say=self.stdout.write):
            self.stdout.write("Data contoh siap. Masuk di /masuk/ (lihat README).")
        if not no_server:
            Thread(target=work_for_ever, daemon=True).start()
            call_command("runserver", f"127.0.0.1:{port}", use_reloader=False, skip_checks=True)
