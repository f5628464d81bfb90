from evaluations.enums import ImportKind
from evaluations.management.import_command import ImportCommand


class Command(ImportCommand):
    help = "Mengimpor rekap presensi bulanan dari templat (.xlsx)."
    kind = ImportKind.ATTENDANCE
