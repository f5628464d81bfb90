"""Codes that stand in the database and in the API, with their Indonesian labels."""

from django.db.models import IntegerChoices, TextChoices

from forms_config.engine.attendance.days import Status


class UnitKind(IntegerChoices):
    """``id_jenis_unor`` of the SAPA export."""

    REGENCY = 1, "Pemerintah daerah"
    AGENCY = 2, "Perangkat daerah"
    DIVISION = 3, "Sekretariat, bidang, atau bagian"
    SECTION = 4, "Subbagian, seksi, atau jawatan"
    UPTD = 5, "UPTD atau puskesmas"
    SCHOOL = 6, "Sekolah"
    KAPANEWON = 7, "Kapanewon"
    COORDINATOR = 8, "Koordinator wilayah"


class EmploymentType(TextChoices):
    PNS = "PNS", "PNS"
    CPNS = "CPNS", "CPNS"
    PPPK = "PPPK", "PPPK"
    PPPK_PART_TIME = "PPPK_PARUH_WAKTU", "PPPK Paruh Waktu"


class PositionType(TextChoices):
    """Jenis jabatan of the SIASN export."""

    STRUCTURAL = "STRUKTURAL", "Jabatan struktural"
    FUNCTIONAL = "FUNGSIONAL", "Jabatan fungsional"
    EXECUTIVE = "PELAKSANA", "Jabatan pelaksana"


class LegalStatus(TextChoices):
    """Kedudukan hukum; decides whether somebody is evaluated."""

    ACTIVE = "AKTIF", "Aktif"
    STUDY = "TUGAS_BELAJAR", "Tugas belajar"
    UNPAID_LEAVE = "CLTN", "Cuti di luar tanggungan negara"
    SUSPENDED = "PEMBERHENTIAN_SEMENTARA", "Pemberhentian sementara"
    PRE_RETIREMENT = "MASA_PERSIAPAN_PENSIUN", "Masa persiapan pensiun"
    SECONDED = "DPK_DPB", "Dipekerjakan atau diperbantukan di instansi lain"
    APPEALING = "BANDING_ADMINISTRATIF", "Banding administratif"
    MISSING = "HILANG", "Dinyatakan hilang"
    RETIRED = "PENSIUN", "Pensiun"
    LEFT = "BERHENTI", "Berhenti atas permintaan sendiri"
    DISMISSED = "DIBERHENTIKAN", "Diberhentikan"
    DECEASED = "MENINGGAL", "Meninggal dunia"
    MOVED_AGENCY = "PINDAH_INSTANSI", "Pindah instansi"


# ASN on study assignment make a plan too (PermenPANRB 6/2022); the others are not at work.
EVALUATED_STATUSES = (LegalStatus.ACTIVE, LegalStatus.STUDY)
# No longer in the service of the regency: no post, no role, no account. Who is missing may come back; who is on leave,
# suspended or in MPP is still ASN and reads what is theirs.
LEFT_SERVICE = (
    LegalStatus.RETIRED,
    LegalStatus.LEFT,
    LegalStatus.DISMISSED,
    LegalStatus.DECEASED,
    LegalStatus.MOVED_AGENCY,
)


class AssignmentKind(TextChoices):
    DEFINITIVE = "DEFINITIF", "Definitif"
    PLT = "PLT", "Plt (jabatan kosong)"
    PLH = "PLH", "Plh (pejabat berhalangan)"
    SECONDARY = "TAMBAHAN", "Tugas tambahan"


class UnitChange(TextChoices):
    """What happened to a unit on a day."""

    OPENED = "OPENED", "Dibentuk"
    RENAMED = "RENAMED", "Berganti nama"
    MOVED = "MOVED", "Pindah induk"
    MERGED = "MERGED", "Digabung"
    CLOSED = "CLOSED", "Ditutup"


class Role(TextChoices):
    """What somebody may do for others, given by people (``models.RoleGrant``) or, for leaders, by the post."""

    BKPSDM = "BKPSDM", "Pengelola BKPSDM"
    DRAFTER = "DRAFTER", "Penyusun Formulir"
    LEADER = "LEADER", "Pimpinan"
    AUDITOR = "AUDITOR", "Auditor"
    UNIT_ADMIN = "UNIT_ADMIN", "Pengelola Kepegawaian"


UNIT_ROLES = (Role.UNIT_ADMIN, Role.LEADER, Role.AUDITOR)  # may be held over a unit and all below it
UNIT_REQUIRED = (Role.UNIT_ADMIN, Role.LEADER)
# Held for the whole regency they are a Django group of this name; what it may do stands in ``sekin_site.roles``.
ROLE_GROUPS = {
    Role.BKPSDM: "Pengelola BKPSDM",
    Role.DRAFTER: "Penyusun Formulir",
    Role.AUDITOR: "Auditor",
}


class PeriodKind(TextChoices):
    MONTHLY = "MONTHLY", "Bulanan"
    QUARTERLY = "QUARTERLY", "Triwulanan"
    ANNUAL = "ANNUAL", "Tahunan"


class PeriodState(TextChoices):
    DRAFT = "DRAFT", "Disiapkan"
    OPEN = "OPEN", "Dibuka"
    CLOSED = "CLOSED", "Ditutup"


class PeriodAction(TextChoices):
    """What was done to a period; the words of its log."""

    OPEN = "open", "Dibuka"
    DELIVER = "deliver", "Hasil disampaikan"
    CLOSE = "close", "Ditutup"
    REOPEN = "reopen", "Dibuka kembali"
    CHANGE = "change", "Tanggal diubah"
    EXTEND = "extend", "Diperpanjang"
    END_EXTENSION = "end_extension", "Perpanjangan dicabut"
    REMIND = "remind", "Diingatkan"


class Step(TextChoices):
    """The two steps of an evaluation that have a deadline."""

    FILL = "FILL", "Pengisian"
    RATE = "RATE", "Penilaian"


class ReminderStep(TextChoices):
    """Of what people are reminded: the steps of an evaluation (codes of ``Step``), of a plan, of what is rated."""

    FILL = "FILL", "Pengisian"
    RATE = "RATE", "Penilaian"
    PLAN = "PLAN", "Menyusun SKP"
    APPR = "APPR", "Menyetujui SKP"
    CONF = "CONF", "Menyetujui penilaian"
    EXPL = "EXPL", "Menjelaskan keberatan"
    DECI = "DECI", "Memutuskan keberatan"

    @property
    def is_of_plan(self) -> bool:
        return self in (ReminderStep.PLAN, ReminderStep.APPR)

    @property
    def is_of_objection(self) -> bool:
        return self in (ReminderStep.EXPL, ReminderStep.DECI)

    @property
    def counted_from(self) -> str:
        """From what the days of a rule are counted, in words."""
        return {
            ReminderStep.FILL: "batas pengisian",
            ReminderStep.RATE: "batas penilaian",
            ReminderStep.CONF: "batas penilaian",
            ReminderStep.PLAN: "SKP mulai ditunggu",
            ReminderStep.APPR: "SKP diajukan",
            ReminderStep.EXPL: "batas penjelasan",
            ReminderStep.DECI: "batas keputusan",
        }[self]


class Lateness(TextChoices):
    """How a step stands to its deadline."""

    PENDING = "PENDING", "Masih dalam waktu"
    ON_TIME = "ON_TIME", "Tepat waktu"
    LATE = "LATE", "Terlambat"
    MISSING = "MISSING", "Belum ada"


class MailState(TextChoices):
    """Where a message in the outbox stands."""

    WAITING = "WAITING", "Menunggu dikirim"
    SENT = "SENT", "Terkirim"
    FAILED = "FAILED", "Gagal"


class SegmentRule(TextChoices):
    """How the parts of an evaluation that a transfer has split become the one result of the period."""

    LONGEST = "LONGEST", "Bagian yang terlama"
    LAST = "LAST", "Bagian yang terakhir"
    BOTH = "BOTH", "Semua bagian berlaku"


class RaterReportState(TextChoices):
    """What became of "Ini bukan atasan saya"."""

    WAITING = "WAITING", "Menunggu BKPSDM"
    MOVED = "MOVED", "Penilai diganti"
    KEPT = "KEPT", "Penilai tetap"
    WITHDRAWN = "WITHDRAWN", "Ditarik"


class PlanState(TextChoices):
    DRAFT = "DRAFT", "Disusun"
    SUBMITTED = "SUBMITTED", "Menunggu persetujuan"
    RETURNED = "RETURNED", "Dikembalikan"
    APPROVED = "APPROVED", "Disetujui"


class PlanApproach(TextChoices):
    """The two approaches of a plan (PermenPANRB 6/2022)."""

    QUANTITATIVE = "KUANTITATIF", "Kuantitatif"
    QUALITATIVE = "KUALITATIF", "Kualitatif"


class PlanLayout(TextChoices):
    """For whom a form of the plan is: which columns it has follows from this and from the approach."""

    LEADER = "JPT", "Pejabat pimpinan tinggi dan pimpinan unit kerja mandiri"
    OTHERS = "JA_JF", "Pejabat administrasi dan pejabat fungsional"


class Perspective(TextChoices):
    """Which side of the work a result of a leader is for."""

    RECIPIENTS = "PENERIMA_LAYANAN", "Penerima Layanan"
    PROCESSES = "PROSES_BISNIS", "Proses Bisnis"
    STRENGTHENING = "PENGUATAN_INTERNAL", "Penguatan Internal"
    BUDGET = "ANGGARAN", "Anggaran"


class PlanAnnex(TextChoices):
    """The three lists of the annex of a plan (Lampiran SKP)."""

    RESOURCES = "dukungan_sumber_daya", "Dukungan sumber daya"
    ACCOUNTABILITY = "skema_pertanggungjawaban", "Skema pertanggungjawaban"
    CONSEQUENCES = "konsekuensi", "Konsekuensi"


class DocumentKind(TextChoices):
    """What is printed with a verification code."""

    PLAN = "SKP", "Sasaran Kinerja Pegawai (SKP)"
    EVALUATION = "EVALUASI", "Dokumen Evaluasi Kinerja Pegawai"


class WorkResultKind(TextChoices):
    MAIN = "UTAMA", "Utama"
    ADDITIONAL = "TAMBAHAN", "Tambahan"

    @property
    def is_main(self) -> bool:
        return self is WorkResultKind.MAIN


class Aspect(TextChoices):
    QUANTITY = "QUANTITY", "Kuantitas"
    QUALITY = "QUALITY", "Kualitas"
    TIME = "TIME", "Waktu"
    COST = "COST", "Biaya"


class TargetPolarity(TextChoices):
    HIGHER = "HIGHER", "Makin tinggi makin baik"
    LOWER = "LOWER", "Makin rendah makin baik"


class Gathering(TextChoices):
    """How the year of an indicator comes together (values as in ``engine.vocabulary``)."""

    CUMULATIVE = "CUMULATIVE", "Dijumlahkan"
    AVERAGE = "AVERAGE", "Sama sepanjang tahun"
    END_STATE = "END_STATE", "Dilihat pada akhir tahun"


class CoreValue(TextChoices):
    """The seven values of BerAKHLAK; the keys of the behaviour fields in the official form."""

    SERVICE = "berorientasi_pelayanan", "Berorientasi Pelayanan"
    ACCOUNTABLE = "akuntabel", "Akuntabel"
    COMPETENT = "kompeten", "Kompeten"
    HARMONIOUS = "harmonis", "Harmonis"
    LOYAL = "loyal", "Loyal"
    ADAPTIVE = "adaptif", "Adaptif"
    COLLABORATIVE = "kolaboratif", "Kolaboratif"


class FeedbackKind(TextChoices):
    """What a note says; blank: a plain note (``PLAIN_NOTE``)."""

    PRAISE = "APRESIASI", "Apresiasi"
    IMPROVEMENT = "SARAN", "Saran perbaikan"


PLAIN_NOTE = "Catatan"


class FeedbackRelation(TextChoices):
    """What the giver of feedback is to the person, by the posts of the day."""

    RATER = "PENILAI", "Pejabat penilai"
    SUPERIOR = "ATASAN", "Atasan pejabat penilai"
    PEER = "REKAN", "Rekan kerja"
    SUBORDINATE = "BAWAHAN", "Bawahan"


COLLEAGUES = (FeedbackRelation.PEER, FeedbackRelation.SUBORDINATE)  # who may stay unnamed; leaders never
LEADERS = (FeedbackRelation.RATER, FeedbackRelation.SUPERIOR)


class FeedbackRequestState(TextChoices):
    WAITING = "WAITING", "Menunggu jawaban"
    ANSWERED = "ANSWERED", "Sudah dijawab"
    DECLINED = "DECLINED", "Belum dapat memberi"
    CANCELLED = "CANCELLED", "Dibatalkan"


class EvidenceKind(TextChoices):
    FILE = "FILE", "Berkas"
    LINK = "LINK", "Tautan"
    LETTER = "LETTER", "Surat"


class Scan(TextChoices):
    """What is known of viruses in a file; nothing where no scanner is set."""

    NONE = "", ""
    PENDING = "PENDING", "Sedang diperiksa"
    CLEAN = "CLEAN", "Bersih"
    INFECTED = "INFECTED", "Berisi virus, sudah dihapus"


class State(TextChoices):
    """Where an evaluation stands; changed only by ``domain.evaluating.workflow``."""

    OPEN = "OPEN", "Belum diisi"
    DRAFT = "DRAFT", "Sedang diisi"
    SUBMITTED = "SUBMITTED", "Menunggu penilaian"
    RETURNED = "RETURNED", "Dikembalikan"
    PROPOSED = "PROPOSED", "Menunggu persetujuan"
    RATED = "RATED", "Dinilai, belum disampaikan"
    DELIVERED = "DELIVERED", "Hasil disampaikan"
    ACKNOWLEDGED = "ACKNOWLEDGED", "Hasil diterima"
    OBJECTED = "OBJECTED", "Keberatan diajukan"
    EXPLAINED = "EXPLAINED", "Keberatan dijelaskan"
    FINAL = "FINAL", "Selesai"


class Stage(TextChoices):
    """How far an evaluation has come, for people who follow progress; in order. Which state is where: ``duties``."""

    NOT_STARTED = "not_started", "Belum diisi"
    IN_PROGRESS = "in_progress", "Sedang diisi"
    SUBMITTED = "submitted", "Menunggu penilaian"
    RATED = "rated", "Dinilai"
    DELIVERED = "delivered", "Disampaikan"
    FINAL = "final", "Selesai"


class Action(TextChoices):
    SAVE = "save", "Simpan"
    SUBMIT = "submit", "Kirim"
    WITHDRAW = "withdraw", "Tarik kembali"
    RETURN = "return", "Kembalikan"
    SAVE_RATING = "save_rating", "Simpan sementara"
    TAKE_OVER = "take_over", "Ambil isian penilai sebelumnya"
    RATE = "rate", "Tetapkan penilaian"
    APPROVE = "approve", "Setujui penilaian"
    RECONSIDER = "reconsider", "Kembalikan kepada penilai"
    CALIBRATE = "calibrate", "Ubah dalam kalibrasi"
    DELIVER = "deliver", "Sampaikan hasil"
    ACKNOWLEDGE = "acknowledge", "Terima hasil"
    OBJECT = "object", "Ajukan keberatan"
    EXPLAIN = "explain", "Kirim penjelasan"
    DECIDE = "decide", "Putuskan keberatan"
    FINALIZE = "finalize", "Tetapkan"
    REOPEN = "reopen", "Buka kembali"


class Rating(TextChoices):
    ABOVE = "ABOVE", "Di Atas Ekspektasi"
    MEETS = "MEETS", "Sesuai Ekspektasi"
    BELOW = "BELOW", "Di Bawah Ekspektasi"


class Predikat(TextChoices):
    VERY_GOOD = "SANGAT_BAIK", "Sangat Baik"
    GOOD = "BAIK", "Baik"
    NEEDS_IMPROVEMENT = "BUTUH_PERBAIKAN", "Butuh Perbaikan"
    POOR = "KURANG", "Kurang/misconduct"
    VERY_POOR = "SANGAT_KURANG", "Sangat Kurang"


class OrganizationLevel(TextChoices):
    """Capaian kinerja organisasi; the codes of the reference results (SE MenPANRB 3/2023)."""

    EXCEPTIONAL = "ISTIMEWA", "Istimewa"
    GOOD = "BAIK", "Baik"
    NEEDS_IMPROVEMENT = "BUTUH_PERBAIKAN", "Butuh Perbaikan"
    POOR = "KURANG", "Kurang"
    VERY_POOR = "SANGAT_KURANG", "Sangat Kurang"


class BoundKind(TextChoices):
    """How a predikat is bounded (values as in ``engine.distribution``)."""

    AT_MOST = "AT_MOST", "Paling banyak"
    AT_LEAST = "AT_LEAST", "Paling sedikit"
    PRESENT = "PRESENT", "Ada"
    LARGEST = "LARGEST", "Bagian terbesar"


class DistributionUse(TextChoices):
    """What a period does with the pattern of distribution."""

    OFF = "OFF", "Tidak dipakai"
    ADVISE = "ADVISE", "Saran: yang menyimpang perlu alasan"
    BLOCK = "BLOCK", "Tegas: hasil tim yang menyimpang tidak dapat disampaikan"


class ObjectionStart(TextChoices):
    """From when on the days of an objection are counted."""

    DELIVERED = "DELIVERED", "Sejak hasil disampaikan"
    READ = "READ", "Sejak hasil pertama kali dibuka pegawai"


class ObjectionTopic(TextChoices):
    """What an objection is about, as BKPSDM counts it."""

    RESULTS = "HASIL_KERJA", "Penilaian hasil kerja"
    BEHAVIOUR = "PERILAKU", "Penilaian perilaku kerja"
    TARGETS = "TARGET", "SKP atau target yang dipakai"
    EVIDENCE = "BUKTI", "Bukti yang tidak dibaca atau keliru dibaca"
    ATTENDANCE = "PRESENSI", "Data presensi"
    PROCEDURE = "PROSEDUR", "Cara atau waktu menilai"
    OTHER = "LAINNYA", "Lainnya"


class ObjectionOutcome(TextChoices):
    UPHELD = "UPHELD", "Hasil tetap"
    CHANGED = "CHANGED", "Hasil diubah"


class DialogSide(TextChoices):
    """Who writes and confirms in a dialog kinerja."""

    EMPLOYEE = "EMPLOYEE", "Pegawai"
    RATER = "RATER", "Penilai"


class PointKind(TextChoices):
    """Where a point of the agenda of a dialog comes from."""

    RATING = "RATING", "Rating"
    ACHIEVEMENT = "ACHIEVEMENT", "Capaian"
    COMPETENCE = "COMPETENCE", "Kompetensi"
    FEEDBACK = "FEEDBACK", "Umpan balik"
    AGREEMENT = "AGREEMENT", "Kesepakatan terdahulu"
    OWN = "OWN", "Ditambahkan"


class PointState(TextChoices):
    OPEN = "OPEN", "Belum dibahas"
    DISCUSSED = "DISCUSSED", "Sudah dibahas"
    PUT_AWAY = "PUT_AWAY", "Tidak perlu dibahas"


class Doer(TextChoices):
    """Who does what was agreed."""

    EMPLOYEE = "EMPLOYEE", "Pegawai"
    RATER = "RATER", "Penilai"
    BOTH = "BOTH", "Pegawai dan penilai"


class AgreementState(TextChoices):
    OPEN = "OPEN", "Belum selesai"
    DONE = "DONE", "Selesai"
    DROPPED = "DROPPED", "Dibatalkan"


class DevelopmentKind(TextChoices):
    """How a competence is developed."""

    CLASSROOM = "CLASSROOM", "Pelatihan klasikal"
    E_LEARNING = "E_LEARNING", "E-learning"
    COACHING = "COACHING", "Coaching atau mentoring"
    INTERNSHIP = "INTERNSHIP", "Magang"
    ASSIGNMENT = "ASSIGNMENT", "Penugasan"
    OTHER = "OTHER", "Lainnya"


class DevelopmentState(TextChoices):
    PROPOSED = "PROPOSED", "Diusulkan"
    PLANNED = "PLANNED", "Direncanakan"
    RUNNING = "RUNNING", "Berjalan"
    DONE = "DONE", "Selesai"
    DROPPED = "DROPPED", "Dibatalkan"


class TapKind(TextChoices):
    IN = "IN", "Masuk"
    OUT = "OUT", "Pulang"


class TapSource(TextChoices):
    PORTAL = "portal", "Portal"
    FILE = "file", "Berkas"
    PUSH = "push", "Mesin"


class DayStatus(TextChoices):
    """The words of ``forms_config.engine.attendance.days.Status``."""

    OFFICE = Status.OFFICE.value, "Hadir di kantor"
    HOME = Status.HOME.value, "Bekerja dari rumah"
    ANYWHERE = Status.ANYWHERE.value, "Bekerja dari mana saja"
    OTHER_OFFICE = Status.OTHER_OFFICE.value, "Bekerja di kantor lain"
    DUTY = Status.DUTY.value, "Dinas luar"
    TRAINING = Status.TRAINING.value, "Diklat"
    PERMIT = Status.PERMIT.value, "Izin"
    SICK = Status.SICK.value, "Sakit"
    LEAVE = Status.LEAVE.value, "Cuti"
    STUDY = Status.STUDY.value, "Tugas belajar"
    ABSENT = Status.ABSENT.value, "Tanpa keterangan"


class StatementSource(TextChoices):
    """Who says what somebody did on a day; of several the first here is believed."""

    DECIDED = "decided", "Keputusan atasan"
    UNIT = "unit", "Pengelola unit"
    HOURS = "hours", "Jam absensi"
    MATRIX = "matrix", "Rekap harian"


class Weekday(IntegerChoices):
    MONDAY = 0, "Senin"
    TUESDAY = 1, "Selasa"
    WEDNESDAY = 2, "Rabu"
    THURSDAY = 3, "Kamis"
    FRIDAY = 4, "Jumat"
    SATURDAY = 5, "Sabtu"
    SUNDAY = 6, "Minggu"


class ImportKind(TextChoices):
    UNITS = "units", "Unit organisasi"
    EMPLOYEES = "employees", "Pegawai"
    ASSIGNMENTS = "assignments", "Penempatan"
    ATTENDANCE = "attendance", "Presensi bulanan"
    MATRIX = "matrix", "Rekap harian"
    HOURS = "hours", "Jam absensi"
    TAPS = "taps", "Ketukan"
    CREDITS = "credits", "Angka kredit"


# What an upload of attendance may turn out to be, in the order in which it is looked at.
ATTENDANCE_IMPORTS = (ImportKind.ATTENDANCE, ImportKind.MATRIX, ImportKind.HOURS, ImportKind.TAPS)


class ImportState(TextChoices):
    PREVIEW = "PREVIEW", "Menunggu konfirmasi"
    APPLIED = "APPLIED", "Diterapkan"
    DISCARDED = "DISCARDED", "Dibatalkan"
    READING = "READING", "Sedang dibaca"
    REFUSED = "REFUSED", "Ditolak"
    UNDONE = "UNDONE", "Ditarik kembali"
    MAPPING = "MAPPING", "Menunggu jawaban Anda"


class ApiScope(TextChoices):
    AGGREGATE = "aggregate", "Hanya agregat"
    PERSONAL = "personal", "Data pribadi"
    ATTENDANCE = "attendance", "Presensi"


class CodeAudience(TextChoices):
    """For whom activation codes are ordered."""

    PERSON = "PERSON", "Satu orang"
    UNIT = "UNIT", "Satu unit dan semua di bawahnya"
    ALL = "ALL", "Semua yang belum aktif"


class CodeBatchState(TextChoices):
    WAITING = "WAITING", "Menunggu giliran"
    MAKING = "MAKING", "Sedang dibuat"
    READY = "READY", "Siap diambil"
    TAKEN = "TAKEN", "Sudah diambil"
    EXPIRED = "EXPIRED", "Tidak diambil"
    FAILED = "FAILED", "Gagal"


class DownloadKind(TextChoices):
    """What is made in the background for somebody to download; each is a line in ``evaluations.downloads.kinds``."""

    DOCUMENTS = "documents", "Dokumen Evaluasi semua orang (ZIP berisi PDF)"
    STATUS = "status", "Status kinerja untuk manajemen talenta (Excel)"
    CREDIT = "credit", "Angka kredit jabatan fungsional (Excel)"


class DownloadState(TextChoices):
    WAITING = "WAITING", "Menunggu giliran"
    MAKING = "MAKING", "Sedang dibuat"
    READY = "READY", "Siap diunduh"
    CANCELLED = "CANCELLED", "Dibatalkan"
    FAILED = "FAILED", "Gagal"
    EXPIRED = "EXPIRED", "Sudah dihapus"


class IdentityProof(TextChoices):
    """How whoever makes a code made sure that it reaches the right person."""

    MET = "MET", "Bertemu langsung, orangnya saya kenal"
    CARD = "CARD", "Menunjukkan KTP atau kartu pegawai"
    CALL = "CALL", "Menelepon nomor yang tercatat di kepegawaian"
    LETTER = "LETTER", "Surat atau nota dari atasannya"
    OTHER = "OTHER", "Cara lain (jelaskan)"


class AccountAction(TextChoices):
    """What happened to an account; the words of its log."""

    CODE = "code", "Kode aktivasi dibuat"
    CODE_REFUSED = "code_refused", "Kode aktivasi ditolak"
    ACTIVATED = "activated", "Akun diaktifkan"
    LINK = "link", "Tautan kata sandi dikirim"
    LINK_FAILED = "link_failed", "Tautan kata sandi gagal dikirim"
    RESET = "reset", "Kata sandi dibuat ulang"
    CHANGED = "changed", "Kata sandi diganti"
    SESSION_ENDED = "session_ended", "Sesi diakhiri"
    SESSIONS_ENDED = "sessions_ended", "Semua sesi lain diakhiri"
    CLOSED = "closed", "Akun ditutup karena tidak lagi bertugas"
    REOPENED = "reopened", "Akun dibuka kembali"
    LOGIN = "login", "Masuk"
    LOGIN_FAILED = "login_failed", "Gagal masuk"
    LOCKED = "locked", "Login ditutup sementara"
    STEP_ON = "step_on", "Langkah kedua dipasang"
    STEP_FAILED = "step_failed", "Kode langkah kedua salah"
    STEP_CODES = "step_codes", "Kode cadangan dibuat baru"
    STEP_OFF = "step_off", "Langkah kedua dimatikan"
    STEP_RESET = "step_reset", "Langkah kedua dihapus"


# What coming in leaves behind, with the address it came from; everything else was done to the account.
LOGIN_TRACES = (
    AccountAction.LOGIN, AccountAction.LOGIN_FAILED, AccountAction.LOCKED, AccountAction.STEP_FAILED,
)  # fmt: skip
