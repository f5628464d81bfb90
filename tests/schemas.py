"""Realistic forms for tests: the official form, a competence sheet and the numeric scheme of PP 30/2019."""

from decimal import Decimal

from forms_config.dynamic_forms import Surroundings, build, read_only
from forms_config.engine.schema import (
    YES,
    Area,
    Band,
    Condition,
    Constant,
    Demand,
    DemandKind,
    Field,
    FieldKind,
    FilledBy,
    FormSchema,
    Layout,
    LevelDescriptor,
    MatrixScheme,
    NotApplicable,
    Operator,
    OverallRating,
    Polarity,
    PredikatLevel,
    RequiredLevel,
    Scale,
    ScaleLevel,
    ScoreBand,
    ScoreKind,
    Scoring,
    Section,
    SectionKind,
    WeightedScheme,
    WeightSet,
)

EXPECTATION = Scale(
    key="ekspektasi",
    label="Rating terhadap ekspektasi",
    levels=(
        ScaleLevel("ABOVE", "Di Atas Ekspektasi", Decimal(3), "Melampaui apa yang diharapkan pimpinan."),
        ScaleLevel("MEETS", "Sesuai Ekspektasi", Decimal(2), "Memenuhi apa yang diharapkan pimpinan."),
        ScaleLevel(
            "BELOW", "Di Bawah Ekspektasi", Decimal(1), "Belum memenuhi apa yang diharapkan pimpinan."
        ),
    ),
)

QUADRANT = MatrixScheme(
    key="kuadran",
    label="Kuadran Kinerja Pegawai",
    levels=(
        PredikatLevel("SANGAT_BAIK", "Sangat Baik"),
        PredikatLevel("BAIK", "Baik"),
        PredikatLevel("BUTUH_PERBAIKAN", "Butuh Perbaikan"),
        PredikatLevel("KURANG", "Kurang/misconduct"),
        PredikatLevel("SANGAT_KURANG", "Sangat Kurang"),
    ),
    cells=(
        ("ABOVE", "ABOVE", "SANGAT_BAIK"),
        ("ABOVE", "MEETS", "BAIK"),
        ("ABOVE", "BELOW", "KURANG"),
        ("MEETS", "ABOVE", "BAIK"),
        ("MEETS", "MEETS", "BAIK"),
        ("MEETS", "BELOW", "KURANG"),
        ("BELOW", "ABOVE", "BUTUH_PERBAIKAN"),
        ("BELOW", "MEETS", "BUTUH_PERBAIKAN"),
        ("BELOW", "BELOW", "SANGAT_KURANG"),
    ),
    legal_basis="PermenPANRB 6/2022",
)

# Verbatim conduct guides of the seven core values (PermenPANRB 6/2022).
BERAKHLAK: dict[str, tuple[str, tuple[str, str, str]]] = {
    "berorientasi_pelayanan": (
        "Berorientasi Pelayanan",
        (
            "Memahami dan memenuhi kebutuhan masyarakat",
            "Ramah, cekatan, solutif, dan dapat diandalkan",
            "Melakukan perbaikan tiada henti",
        ),
    ),
    "akuntabel": (
        "Akuntabel",
        (
            "Melaksanakan tugas dengan jujur, bertanggung jawab, cermat, disiplin, dan berintegritas tinggi",
            "Menggunakan kekayaan dan barang milik negara secara bertanggung jawab, efektif, dan efisien",
            "Tidak menyalahgunakan kewenangan jabatan",
        ),
    ),
    "kompeten": (
        "Kompeten",
        (
            "Meningkatkan kompetensi diri untuk menjawab tantangan yang selalu berubah",
            "Membantu orang lain belajar",
            "Melaksanakan tugas dengan kualitas terbaik",
        ),
    ),
    "harmonis": (
        "Harmonis",
        (
            "Menghargai setiap orang apa pun latar belakangnya",
            "Suka menolong orang lain",
            "Membangun lingkungan kerja yang kondusif",
        ),
    ),
    "loyal": (
        "Loyal",
        (
            (
                "Memegang teguh ideologi Pancasila, Undang-Undang Dasar Negara Republik Indonesia Tahun 1945,"
                " setia pada NKRI serta pemerintahan yang sah"
            ),
            "Menjaga nama baik sesama ASN, Pimpinan, Instansi, dan Negara",
            "Menjaga rahasia jabatan dan negara",
        ),
    ),
    "adaptif": (
        "Adaptif",
        (
            "Cepat menyesuaikan diri menghadapi perubahan",
            "Terus berinovasi dan mengembangkan kreativitas",
            "Bertindak proaktif",
        ),
    ),
    "kolaboratif": (
        "Kolaboratif",
        (
            "Memberi kesempatan kepada berbagai pihak untuk berkontribusi",
            "Terbuka dalam bekerja sama untuk menghasilkan nilai tambah",
            "Menggerakkan pemanfaatan berbagai sumber daya untuk tujuan bersama",
        ),
    ),
}

# Managerial competencies and the socio-cultural one (PermenPANRB 38/2017).
COMPETENCIES: dict[str, str] = {
    "integritas": "Integritas",
    "kerja_sama": "Kerja Sama",
    "komunikasi": "Komunikasi",
    "orientasi_hasil": "Orientasi pada Hasil",
    "pelayanan_publik": "Pelayanan Publik",
    "pengembangan_diri": "Pengembangan Diri dan Orang Lain",
    "mengelola_perubahan": "Mengelola Perubahan",
    "pengambilan_keputusan": "Pengambilan Keputusan",
    "perekat_bangsa": "Perekat Bangsa",
}

COMPETENCE_LEVELS = Scale(
    key="tingkat_kompetensi",
    label="Tingkat kompetensi 1–5",
    levels=(
        ScaleLevel("1", "1 – Paham", Decimal(1), "Memahami dan sedang belajar menerapkan dengan bimbingan."),
        ScaleLevel("2", "2 – Dasar", Decimal(2), "Menerapkan sendiri dalam tugas sehari-hari."),
        ScaleLevel(
            "3", "3 – Menengah", Decimal(3), "Menerapkan dalam keadaan sulit dan membimbing orang lain."
        ),
        ScaleLevel("4", "4 – Mumpuni", Decimal(4), "Menggerakkan unit kerja dan menyusun cara kerja baru."),
        ScaleLevel("5", "5 – Ahli", Decimal(5), "Menjadi rujukan dan mengubah cara kerja seluruh instansi."),
    ),
)


def official_form() -> FormSchema:
    """Evaluation form of PermenPANRB 6/2022: results from the plan, seven values, two ratings, quadrant."""
    return FormSchema(
        key="evaluasi_kinerja_pegawai",
        title="Evaluasi Kinerja Pegawai",
        introduction="Laporkan hasil kerja Anda, lalu penilai Anda memberi umpan balik dan dua rating.",
        scales=(EXPECTATION,),
        matrix=QUADRANT,
        sections=(_hasil_kerja(), _perilaku()),
    )


def competence_sheet(required_level: str = "2") -> FormSchema:
    """Nine competencies rated 1–5 against the level that the post needs; no predikat."""
    return FormSchema(
        key="lembar_kompetensi",
        title="Lembar Kompetensi",
        scales=(COMPETENCE_LEVELS,),
        sections=(
            Section(
                key="kompetensi",
                label="Kompetensi",
                kind=SectionKind.PLAIN,
                area=Area.KOMPETENSI,
                fields=tuple(
                    Field(
                        key=key,
                        label=label,
                        kind=FieldKind.SCALE,
                        filled_by=FilledBy.RATER,
                        required=True,
                        scale=COMPETENCE_LEVELS.key,
                        required_level=required_level,
                        scoring=Scoring(ScoreKind.LEVEL),
                    )
                    for key, label in COMPETENCIES.items()
                ),
            ),
        ),
    )


def pp30_form() -> FormSchema:
    """Index of PP 30/2019: achievement capped at 120, weights 70/30 or 60/40, innovation for the top band."""
    return FormSchema(
        key="indeks_pp30",
        title="Indeks Kinerja PP 30/2019",
        sections=(_achievements(), _conduct_number(), _circumstances()),
        index=WeightedScheme(
            key="indeks",
            label="Indeks kinerja",
            weight_sets=(
                WeightSet(
                    weights=(("skp", Decimal(60)), ("perilaku", Decimal(40))),
                    label="dengan pendapat rekan dan bawahan",
                    condition=Condition("pendapat_rekan", Operator.EQUALS, (YES,)),
                ),
                WeightSet(weights=(("skp", Decimal(70)), ("perilaku", Decimal(30)))),
            ),
            bands=(
                Band(
                    "SANGAT_BAIK", "Sangat Baik", Decimal(110), Condition("inovasi", Operator.EQUALS, (YES,))
                ),
                Band("BAIK", "Baik", Decimal(90)),
                Band("CUKUP", "Cukup", Decimal(70)),
                Band("KURANG", "Kurang", Decimal(50)),
                Band("SANGAT_KURANG", "Sangat Kurang", None),
            ),
            legal_basis="PP 30/2019",
        ),
    )


def service_form() -> FormSchema:
    """A local form with what officers ask for: ratio indicators in bands, items that may not apply, evidence
    for extreme ratings, a table of extra work, competences per kind of post, and an index over all of it."""
    return FormSchema(
        key="evaluasi_layanan",
        title="Evaluasi Layanan",
        scales=(EXPECTATION, COMPETENCE_LEVELS),
        constants=(Constant("hari_kerja", "Hari kerja sebulan", Decimal(20), "hari"),),
        sections=(_service_figures(), _service_quality(), _extra_work(), _competence_per_post()),
        index=WeightedScheme(
            key="indeks_layanan",
            label="Indeks layanan",
            weight_sets=(WeightSet(weights=(("capaian", Decimal(60)), ("mutu_layanan", Decimal(40)))),),
            bands=(Band("TINGGI", "Tinggi", Decimal(3)), Band("CUKUP", "Cukup", None)),
        ),
    )


def plan_row(
    key: str, target: str | None = None, polarity: str = "HIGHER", **changes: object
) -> dict[str, object]:
    """One approved work result as the caller hands it in, with one indicator."""
    indicator = {
        "aspect": "QUANTITY",
        "text": "Jumlah laporan",
        "target": f"{target} laporan" if target else "tepat waktu",
        "target_value": target,
        "unit": "laporan",
        "polarity": polarity,
    }
    row = {
        "_row": key,
        "kind": "UTAMA",
        "statement": f"Laporan {key} tersusun",
        "parent": None,
        "indicators": [indicator],
    }
    return row | changes


def _hasil_kerja() -> Section:
    return Section(
        key="hasil_kerja",
        label="Hasil Kerja",
        kind=SectionKind.PLAN_ROWS,
        area=Area.HASIL_KERJA,
        row_label="Hasil kerja",
        min_rows=1,
        fields=(
            Field(
                key="realisasi",
                label="Realisasi berdasarkan bukti dukung",
                kind=FieldKind.LONG_TEXT,
                required=True,
                max_length=4000,
            ),
            Field(key="bukti_dukung", label="Bukti dukung", kind=FieldKind.EVIDENCE),
            Field(
                key="umpan_balik",
                label="Umpan balik berkelanjutan",
                kind=FieldKind.LONG_TEXT,
                filled_by=FilledBy.RATER,
            ),
        ),
        overall=OverallRating("rating_hasil_kerja", "Rating Hasil Kerja", EXPECTATION.key),
    )


def _perilaku() -> Section:
    return Section(
        key="perilaku",
        label="Perilaku Kerja",
        kind=SectionKind.PLAIN,
        area=Area.PERILAKU,
        fields=tuple(
            Field(
                key=key,
                label=label,
                kind=FieldKind.LONG_TEXT,
                filled_by=FilledBy.RATER,
                guides=guides,
                show_expectation=True,
            )
            for key, (label, guides) in BERAKHLAK.items()
        ),
        overall=OverallRating("rating_perilaku", "Rating Perilaku", EXPECTATION.key),
    )


def _achievements() -> Section:
    return Section(
        key="skp",
        label="SKP",
        kind=SectionKind.PLAN_ROWS,
        area=Area.HASIL_KERJA,
        min_rows=1,
        fields=(
            Field(
                key="realisasi",
                label="Realisasi",
                kind=FieldKind.NUMBER,
                required=True,
                minimum=Decimal(0),
                decimals=2,
                scoring=Scoring(ScoreKind.ACHIEVEMENT, cap=Decimal(120)),
            ),
        ),
    )


def _conduct_number() -> Section:
    return Section(
        key="perilaku",
        label="Perilaku kerja",
        kind=SectionKind.PLAIN,
        area=Area.PERILAKU,
        fields=(
            Field(
                key="nilai_perilaku",
                label="Nilai perilaku",
                kind=FieldKind.NUMBER,
                filled_by=FilledBy.RATER,
                required=True,
                minimum=Decimal(0),
                maximum=Decimal(120),
                decimals=2,
                scoring=Scoring(ScoreKind.VALUE),
            ),
        ),
    )


def _circumstances() -> Section:
    return Section(
        key="keadaan",
        label="Keadaan",
        kind=SectionKind.PLAIN,
        fields=tuple(
            Field(key=key, label=label, kind=FieldKind.YES_NO, filled_by=FilledBy.RATER, required=True)
            for key, label in {
                "pendapat_rekan": "Ada pendapat rekan kerja dan bawahan",
                "inovasi": "Membuat ide baru atau cara baru yang bermanfaat",
            }.items()
        ),
    )


# What an achievement in per cent counts, highest first.
FOUR_BANDS = (
    ScoreBand(Decimal(100), Decimal(4), "Sangat baik"),
    ScoreBand(Decimal(90), Decimal(3), "Baik"),
    ScoreBand(Decimal(70), Decimal(2), "Cukup"),
    ScoreBand(None, Decimal(1), "Kurang"),
)


def _service_figures() -> Section:
    percent = Scoring(ScoreKind.ACHIEVEMENT, Decimal(50), Decimal(95), cap=Decimal(110), bands=FOUR_BANDS)
    minutes = Scoring(ScoreKind.ACHIEVEMENT, Decimal(30), Decimal(60), Polarity.LOWER, bands=FOUR_BANDS)
    return Section(
        key="capaian",
        label="Capaian layanan",
        kind=SectionKind.PLAIN,
        area=Area.HASIL_KERJA,
        fields=(
            _count("selesai", "Permohonan selesai tepat waktu"),
            _count("masuk", "Permohonan masuk"),
            Field(
                key="tepat_waktu",
                label="Permohonan tepat waktu",
                kind=FieldKind.CALCULATED,
                unit="%",
                decimals=2,
                formula="selesai / masuk * 100",
                scoring=percent,
            ),
            Field(
                key="per_hari",
                label="Permohonan per hari kerja",
                kind=FieldKind.CALCULATED,
                unit="permohonan",
                decimals=1,
                formula="masuk / hari_kerja",
            ),
            Field(
                key="terlambat",
                label="Menit terlambat",
                kind=FieldKind.SYSTEM_FIGURE,
                source="attendance.late_minutes",
                unit="menit",
                scoring=minutes,
            ),
            Field(
                key="pelatihan",
                label="Jam pelatihan",
                kind=FieldKind.NUMBER,
                required=True,
                minimum=Decimal(0),
                maximum=Decimal(40),
                not_applicable=NotApplicable.LEFT_OUT,
                scoring=Scoring(ScoreKind.ACHIEVEMENT, Decimal(20), Decimal(20), bands=FOUR_BANDS),
            ),
        ),
    )


def _count(key: str, label: str) -> Field:
    return Field(key=key, label=label, kind=FieldKind.NUMBER, required=True, minimum=Decimal(0))


def _service_quality() -> Section:
    return Section(
        key="mutu_layanan",
        label="Mutu layanan",
        kind=SectionKind.PLAIN,
        fields=(
            Field(
                key="mutu",
                label="Mutu",
                kind=FieldKind.SCALE,
                filled_by=FilledBy.RATER,
                required=True,
                scale=EXPECTATION.key,
                scoring=Scoring(ScoreKind.LEVEL),
            ),
            Field(
                key="alasan_mutu",
                label="Bukti dukung",
                kind=FieldKind.EVIDENCE,
                filled_by=FilledBy.RATER,
                demand=Demand(DemandKind.EXTREME, "mutu"),
            ),
        ),
    )


def _extra_work() -> Section:
    return Section(
        key="tambahan",
        label="Kegiatan tambahan",
        kind=SectionKind.FREE_ROWS,
        layout=Layout.TABLE,
        row_label="Kegiatan",
        max_rows=5,
        fields=(
            Field(key="kegiatan", label="Kegiatan", kind=FieldKind.SHORT_TEXT, required=True),
            Field(key="jam", label="Jam", kind=FieldKind.NUMBER, minimum=Decimal(0)),
            Field(
                key="bukti_kegiatan",
                label="Bukti kegiatan",
                kind=FieldKind.EVIDENCE,
                demand=Demand(DemandKind.SCORE_AT_LEAST, "jam", Decimal(8)),
            ),
        ),
    )


def _competence_per_post() -> Section:
    return Section(
        key="kompetensi",
        label="Kompetensi",
        kind=SectionKind.PLAIN,
        area=Area.KOMPETENSI,
        fields=(
            Field(
                key="kerja_sama",
                label="Kerja Sama",
                kind=FieldKind.SCALE,
                filled_by=FilledBy.RATER,
                required=True,
                scale=COMPETENCE_LEVELS.key,
                descriptors=(
                    LevelDescriptor("1", "Berpartisipasi dalam kelompok kerja."),
                    LevelDescriptor("2", "Menumbuhkan tim kerja yang partisipatif."),
                    LevelDescriptor("3", "Efektif membangun tim kerja untuk peningkatan kinerja."),
                ),
                required_level="1",
                required_levels=(RequiredLevel("PENGAWAS", "2"), RequiredLevel("ADMINISTRATOR", "3")),
                not_applicable=NotApplicable.LEFT_OUT,
                scoring=Scoring(ScoreKind.LEVEL),
            ),
        ),
    )


def fill_in(
    schema: FormSchema,
    answers,
    *,
    filled_by,
    evidence=(),
    data=None,
    show_other=None,
    takes_files=True,
    **around,
):
    """``dynamic_forms.build``, with what surrounds the form as keywords."""
    drawn = Surroundings(schema, answers, files={file.id: file for file in evidence}, **around)
    return build(drawn, filled_by=filled_by, data=data, show_other=show_other, takes_files=takes_files)


def to_read(schema: FormSchema, answers, *, evidence=(), sides=tuple(FilledBy), **around):
    """``dynamic_forms.read_only``, likewise."""
    return read_only(
        Surroundings(schema, answers, files={file.id: file for file in evidence}, **around), sides
    )
