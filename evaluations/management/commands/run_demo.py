from threading import Thread

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from whitenoise.runserver_nostatic.management.commands.runserver import Command as RunserverCommand

from evaluations.demo.load import DemoRefused, check_allowed, load_demo
from evaluations.demo.people import PASSWORD
from evaluations.demo.reset import reset_demo
from evaluations.domain.upkeep.jobs import work_for_ever

WELCOME = """
Sekin Bantul siap: http://127.0.0.1:{port}/masuk/

  199003152015032501 / {password}   Siti, pegawai yang sedang mengisi evaluasinya
  bkpsdm / {password}               petugas BKPSDM, bekerja di http://127.0.0.1:{port}/kelola/

Tekan Ctrl+C untuk berhenti."""


class DemoServer(RunserverCommand):
    """Django's server, which says where to go and with whose login once it listens."""

    def on_bind(self, server_port):
        self.stdout.write(WELCOME.format(port=server_port, password=PASSWORD))


class Command(BaseCommand):
    help = "Migrasi bila perlu, muat data contoh bila belum ada, lalu jalankan server (satu proses saja)."

    def add_arguments(self, parser):
        parser.add_argument("--port", default="8000")
        parser.add_argument(
            "--reset", action="store_true", help="hapus basis data dan berkas contoh lebih dulu"
        )
        parser.add_argument("--no-server", action="store_true")

    def handle(self, *args, port, reset, no_server, **options):
        try:
            check_allowed()
            if reset:
                reset_demo()
        except DemoRefused as refused:
            raise CommandError(str(refused)) from refused
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Menyiapkan basis data …")
            call_command("migrate", verbosity=0, interactive=False)
        load_demo(say=self.stdout.write)
        if not no_server:
            Thread(target=work_for_ever, daemon=True).start()
            call_command(DemoServer(), f"127.0.0.1:{port}", use_reloader=False, skip_checks=True)
