from evaluations.enums import ImportKind
from evaluations.management.import_command import ImportCommand


class Command(ImportCommand):
    help = "Mengimpor berkas presensi: templat bulanan, rekap harian, jam absensi, atau ketukan; bentuknya dikenali."
    kind = ImportKind.ATTENDANCE
