from evaluations.enums import ImportKind
from evaluations.management.import_command import ImportCommand


class Command(ImportCommand):
    help = "Mengimpor penempatan (definitif, Plt, Plh, tambahan) dari templat penempatan (.xlsx)."
    kind = ImportKind.ASSIGNMENTS
