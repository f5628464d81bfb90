from django.core.management.base import BaseCommand, CommandError

from evaluations.domain.access.api_clients import DEFAULT_DAYS, create_client
from evaluations.domain.organization.nips import find_by_nip, read_nip
from evaluations.domain.refusals import Refused
from evaluations.enums import ApiScope
from evaluations.models import OrganizationalUnit


class Command(BaseCommand):
    help = "Buat klien API. Token dicetak sekali, sendirian di baris terakhir."

    def add_arguments(self, parser) -> None:
        parser.add_argument("name", metavar="NAME")
        parser.add_argument("--scope", required=True, choices=ApiScope.values)
        parser.add_argument("--unit", metavar="CODE", help="kode unit; tanpa ini seluruh kabupaten")
        parser.add_argument("--owner", metavar="NIP", help="penanggung jawabnya, seorang pegawai")
        parser.add_argument("--days", type=int, default=DEFAULT_DAYS, help="masa berlaku token dalam hari")

    def handle(
        self, *args, name: str, scope: str, unit: str | None, owner: str | None, days: int, **options
    ) -> None:
        place = OrganizationalUnit.objects.filter(code=unit).first() if unit is not None else None
        if unit is not None and place is None:
            raise CommandError(f"Tidak ada unit dengan kode {unit}.")
        try:
            person = find_by_nip(read_nip(owner)) if owner is not None else None
            if owner is not None and person is None:
                raise CommandError(f"Tidak ada pegawai dengan NIP {owner}.")
            client, token = create_client(
                name=name, scope=ApiScope(scope), unit=place, days=days, owner=person, actor=None
            )
        except Refused as refusal:
            raise CommandError(refusal.message) from refusal
        where = place.name if place else "seluruh kabupaten"
        self.stdout.write(f"Klien {client.name}: {client.get_scope_display()}, {where}, {days} hari. Token:")
        self.stdout.write(token)
