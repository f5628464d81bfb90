from evaluations.enums import ImportKind
from evaluations.management.import_command import ImportCommand


class Command(ImportCommand):
    help = "Mengimpor unit organisasi dari unor.json (SAPA ASN)."
    kind = ImportKind.UNITS
