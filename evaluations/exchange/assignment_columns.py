"""The columns of our own template of assignments, and the template itself."""

from evaluations.enums import AssignmentKind, PositionType
from evaluations.exchange.columns import Kind
from evaluations.exchange.rows import ImportColumn
from evaluations.exchange.workbook_template import Template, TemplateColumn
from forms_config.engine.figures import POSTS

NIP = ImportColumn("NIP", "nip", "NIP", aliases=("nip_baru",), required=True)
UNIT = ImportColumn("Kode Unit", "unit", "Kode unit", aliases=("unor_id",), required=True)
POSITION = ImportColumn("Jabatan", "jabatan", "Jabatan", aliases=("jabatan_nama",), required=True)
POSITION_TYPE = ImportColumn("Jenis Jabatan", "jenis_jabatan", "Jenis jabatan", required=True)
POST_KIND = ImportColumn("Jenjang", "jenjang", "Jenjang")
KIND = ImportColumn("Sifat", "sifat", "Sifat", required=True)
LEADS = ImportColumn("Memimpin Unit", "memimpin", "Memimpin unit", required=True)
STARTS = ImportColumn("Mulai", "mulai", "Mulai", required=True)
ENDS = ImportColumn("Sampai", "sampai", "Sampai")
BASIS = ImportColumn("Dasar", "dasar", "Dasar")
COLUMNS = (NIP, UNIT, POSITION, POSITION_TYPE, POST_KIND, KIND, LEADS, STARTS, ENDS, BASIS)

POSITION_TYPES = {
    "Struktural": PositionType.STRUCTURAL,
    "Fungsional": PositionType.FUNCTIONAL,
    "Pelaksana": PositionType.EXECUTIVE,
    **{kind.label: kind for kind in PositionType},
}
KINDS = {
    "Definitif": AssignmentKind.DEFINITIVE,
    "Plt": AssignmentKind.PLT,
    "Plh": AssignmentKind.PLH,
    "Tambahan": AssignmentKind.SECONDARY,
    AssignmentKind.SECONDARY.label: AssignmentKind.SECONDARY,
}
POST_KINDS = {label: key for key, label in POSTS}
YES_NO = {"ya": "ya", "tidak": "tidak"}
EXAMPLE = "contoh"  # a row whose NIP begins so is no data

TEMPLATE = Template(
    "Penempatan",
    (
        TemplateColumn(NIP.header, "18 digit, sebagai teks. NIP lama juga dikenali.", width=24),
        TemplateColumn(UNIT.header, "Kode unit organisasi seperti di SAPA/SIASN (unor_id), sebagai teks.", width=14),
        TemplateColumn(POSITION.header, "Nama jabatan lengkap.", width=40),
        TemplateColumn(POSITION_TYPE.header, "Jenis jabatan.", choices=("Struktural", "Fungsional", "Pelaksana")),
        TemplateColumn(
            POST_KIND.header, "Bila kosong, ditebak dari nama jabatan.", is_required=False,
            choices=tuple(POST_KINDS), width=24,
        ),
        TemplateColumn(
            KIND.header, "Definitif: jabatan tetap. Plt: jabatan kosong. Plh: pejabat berhalangan. Tambahan: tugas "
            "di samping jabatan sendiri.", choices=("Definitif", "Plt", "Plh", "Tambahan"), width=14,
        ),
        TemplateColumn(LEADS.header, "Apakah jabatan ini memimpin unit tersebut.", choices=("ya", "tidak"), width=16),
        TemplateColumn(STARTS.header, "Hari pertama, misalnya 2026-07-01.", kind=Kind.DATE, width=14),
        TemplateColumn(
            ENDS.header, "Hari terakhir. Kosongkan bila masih berlangsung.", is_required=False, kind=Kind.DATE, width=14
        ),
        TemplateColumn(BASIS.header, "Nomor SK atau surat perintah, untuk riwayat impor.", is_required=False, width=34),
    ),
    (
        "Satu baris adalah satu orang pada satu jabatan, dari hari pertama sampai hari terakhir.",
        "Baris yang NIP-nya diawali kata CONTOH diabaikan; boleh dibiarkan atau dihapus.",
        "Penempatan dikenali dari NIP, kode unit, sifat, dan Mulai: baris yang sama diperbarui, bukan digandakan.",
        "Mutasi ditulis dua baris: jabatan lama dengan tanggal Sampai, dan jabatan baru yang mulai sesudahnya.",
        "Penempatan yang tidak disebut dalam berkas tidak dihapus.",
    ),
    (
        {
            NIP.header: "CONTOH 198001012005011502", UNIT.header: "20071", POSITION.header: "Kepala Bidang Contoh",
            POSITION_TYPE.header: "Struktural", POST_KIND.header: "Administrator", KIND.header: "Definitif",
            LEADS.header: "ya", STARTS.header: "2026-01-01", BASIS.header: "SK Bupati 123/2026",
        },
        {
            NIP.header: "CONTOH 199003152015032501", UNIT.header: "20072", POSITION.header: "Plt Kepala Seksi Contoh",
            POSITION_TYPE.header: "Struktural", POST_KIND.header: "Pengawas", KIND.header: "Plt",
            LEADS.header: "ya", STARTS.header: "2026-06-01", ENDS.header: "2026-08-31",
            BASIS.header: "SP 45/2026",
        },
    ),
)  # fmt: skip
