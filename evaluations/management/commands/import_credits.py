from evaluations.enums import ImportKind
from evaluations.management.import_command import ImportCommand


class Command(ImportCommand):
    help = "Mengimpor angka kredit menurut dokumen (PAK) dari templat angka kredit (.xlsx)."
    kind = ImportKind.CREDITS
