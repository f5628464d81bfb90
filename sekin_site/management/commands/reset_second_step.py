from django.core.management.base import BaseCommand, CommandError

from evaluations.domain.access.login_names import account_of
from sekin_site.login.admin import reset


class Command(BaseCommand):
    help = "Take the second step of login away, where no other superadmin can do it in the admin."

    def add_arguments(self, parser):
        parser.add_argument("name", help="username or NIP")
        parser.add_argument("--reason", required=True)

    def handle(self, *args, name, reason, **options):
        account = account_of(name)
        if account is None or not account.second_step_since:
            raise CommandError("Akun dengan langkah kedua ini tidak ada.")
        reset(account, reason=reason)
        self.stdout.write(f"Langkah kedua {account} dihapus.")
