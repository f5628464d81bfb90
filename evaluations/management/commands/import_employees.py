from evaluations.enums import ImportKind
from evaluations.management.import_command import ImportCommand


class Command(ImportCommand):
    help = "Mengimpor pegawai dan jabatannya dari ekspor SIASN (.xlsx)."
    kind = ImportKind.EMPLOYEES
