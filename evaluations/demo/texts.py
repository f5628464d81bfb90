"""What invented people plan, do and say. Chosen by kind of post, so that screens read like real ones."""

from typing import NamedTuple

from evaluations.enums import ObjectionTopic


class Planned(NamedTuple):
    statement: str
    indicator: str
    target: int
    unit: str
    aspect: str = "QUANTITY"
    polarity: str = "HIGHER"
    perspective: str = "PROSES_BISNIS"  # shown where the form of a leader asks for it


TEACHER = (
    Planned("Pembelajaran terlaksana sesuai rencana di semua kelas yang diampu", "Jumlah pertemuan tatap muka terlaksana", 96, "pertemuan"),
    Planned("Hasil belajar peserta didik dinilai dan ditindaklanjuti", "Persentase peserta didik yang mencapai tujuan pembelajaran", 85, "persen", "QUALITY"),
    Planned("Kompetensi mengajar berkembang melalui komunitas belajar", "Jumlah kegiatan komunitas belajar yang diikuti", 10, "kegiatan"),
)  # fmt: skip
HEALTH = (
    Planned("Pelayanan pasien terlaksana sesuai standar", "Jumlah pasien yang dilayani sesuai SOP", 240, "pasien"),
    Planned("Waktu tunggu layanan makin singkat", "Rata-rata waktu tunggu pasien", 30, "menit", "TIME", "LOWER"),
    Planned("Penyuluhan kesehatan menjangkau warga di wilayah kerja", "Jumlah kegiatan penyuluhan", 12, "kegiatan"),
    Planned("Catatan layanan lengkap dan tepat waktu", "Persentase rekam layanan lengkap dalam 1×24 jam", 95, "persen", "QUALITY"),
)  # fmt: skip
LEADER = (
    Planned("Program kerja unit mencapai sasaran tahunan", "Persentase kegiatan yang selesai sesuai rencana", 95, "persen", "QUALITY"),
    Planned("Pegawai di unit mendapat umpan balik setiap bulan", "Persentase pegawai yang mendapat umpan balik", 100, "persen", perspective="PENGUATAN_INTERNAL"),
    Planned("Anggaran unit terserap tepat waktu dan tertib", "Persentase serapan anggaran sesuai rencana kas", 92, "persen", "COST", perspective="ANGGARAN"),
    Planned("Pengaduan masyarakat ditangani sampai tuntas", "Persentase pengaduan selesai dalam 5 hari kerja", 90, "persen", "TIME", perspective="PENERIMA_LAYANAN"),
)  # fmt: skip
ADMINISTRATION = (
    Planned("Surat dan dokumen unit dikelola tertib", "Jumlah dokumen yang diproses tepat waktu", 360, "dokumen"),
    Planned("Laporan kegiatan tersusun setiap bulan", "Jumlah laporan bulanan yang diterima tanpa perbaikan", 12, "laporan", "QUALITY"),
    Planned("Layanan kepada warga dan pegawai diberikan dengan ramah dan cepat", "Rata-rata waktu penyelesaian layanan", 2, "hari", "TIME", "LOWER"),
)  # fmt: skip
SPECIALIST = (
    Planned("Bahan kebijakan dan analisis tersedia untuk pimpinan", "Jumlah telaah yang diserahkan", 12, "telaah"),
    Planned("Data unit mutakhir dan dapat dipercaya", "Persentase data yang dimutakhirkan setiap bulan", 98, "persen", "QUALITY"),
    Planned("Kegiatan bidang terlaksana bersama unit lain", "Jumlah kegiatan lintas unit yang diselesaikan", 6, "kegiatan"),
)  # fmt: skip

BY_WORD = (
    ("Guru", TEACHER),
    ("Kepala", LEADER), ("Sekretaris", LEADER), ("Panewu", LEADER), ("Direktur", LEADER), ("Inspektur", LEADER),
    ("Asisten", LEADER), ("Koordinator", LEADER), ("Camat", LEADER), ("Bupati", LEADER),
    ("Perawat", HEALTH), ("Bidan", HEALTH), ("Dokter", HEALTH), ("Apoteker", HEALTH), ("Nutrisionis", HEALTH),
    ("Sanitarian", HEALTH), ("Epidemiolog", HEALTH), ("Penyuluh Kesehatan", HEALTH), ("Terapis", HEALTH),
    ("Analis", SPECIALIST), ("Pranata", SPECIALIST), ("Perencana", SPECIALIST), ("Auditor", SPECIALIST),
    ("Arsiparis", SPECIALIST), ("Pengawas", SPECIALIST), ("Penyuluh", SPECIALIST),
)  # fmt: skip


def plan_for(position: str) -> tuple[Planned, ...]:
    """The work results that fit a post; administration where no word matches."""
    starts = next((plan for word, plan in BY_WORD if position.startswith(word)), None)
    return starts or next((plan for word, plan in BY_WORD if word in position), ADMINISTRATION)


EXPECTATIONS = {
    "berorientasi_pelayanan": "Dahulukan warga yang menunggu. Jawab setiap pertanyaan paling lambat hari kerja berikutnya.",
    "akuntabel": "Catat pekerjaan pada hari yang sama, dan laporkan kendala sebelum tenggat.",
    "kompeten": "Pelajari satu hal baru setiap triwulan dan bagikan kepada rekan.",
    "harmonis": "Bantu rekan yang bebannya sedang tinggi tanpa menunggu diminta.",
    "loyal": "Jaga kerahasiaan data warga dan nama baik instansi.",
    "adaptif": "Coba cara kerja baru, lalu sampaikan hasilnya apa adanya.",
    "kolaboratif": "Libatkan unit lain sejak perencanaan kegiatan.",
}

ANNEXES = {
    "dukungan_sumber_daya": [
        "Anggaran kegiatan sesuai DPA unit",
        "Satu rekan pendamping pada masa puncak pekerjaan",
    ],
    "skema_pertanggungjawaban": [
        "Laporan setiap bulan kepada pejabat penilai",
        "Dialog kinerja setiap triwulan",
    ],
    "konsekuensi": [
        "Hasil baik diusulkan untuk pengembangan kompetensi",
        "Hasil yang kurang dibahas dan diperbaiki dalam sebulan",
    ],
}

ABOVE = (
    "Melampaui rencana: {done} dari target {share} {unit} bulan ini. Kelebihan berasal dari jadwal tambahan yang disepakati tim.",
    "Tercapai {done} {unit}, di atas target bulan ini ({share}). Cara kerja baru mempercepat satu tahap.",
)
MEETS = (
    "Tercapai {done} dari target {share} {unit} bulan ini. Semua langkah berjalan sesuai rencana.",
    "Bulan ini {done} {unit} selesai sesuai target {share}. Tidak ada kendala berarti.",
    "Realisasi {done} {unit} dari {share}. Laporan sudah diserahkan kepada atasan.",
)
BELOW = (
    "Baru tercapai {done} dari target {share} {unit}. Kendala: dua petugas cuti bersamaan; sisanya dijadwalkan bulan depan.",
    "Realisasi {done} {unit} dari {share}. Bahan dari unit lain terlambat; sudah saya laporkan.",
)
DONE = {"ABOVE": ABOVE, "MEETS": MEETS, "BELOW": BELOW}

REFLECTIONS = (
    "Saya membantu rekan di loket saat antrean panjang.",
    "Saya menyampaikan kendala lebih awal sehingga jadwal dapat diatur ulang.",
    "Saya mengikuti pelatihan singkat dan membagikan bahannya kepada tim.",
    "Saya menanggapi pengaduan warga pada hari yang sama.",
)
RESULT_FEEDBACK = {
    "ABOVE": ("Hasil di atas target dan buktinya jelas. Bagikan caranya kepada rekan.", "Sangat baik. Pertahankan dan dokumentasikan langkahnya."),
    "MEETS": ("Sesuai rencana. Bukti lengkap.", "Target tercapai. Bulan depan tambahkan catatan kendala sejak awal."),
    "BELOW": ("Belum mencapai target. Mari bahas pembagian tugas pekan depan.", "Perlu dukungan unit lain; saya bantu koordinasikan. Susun jadwal susulan."),
}  # fmt: skip
BEHAVIOUR_FEEDBACK = {
    "ABOVE": "Menjadi contoh bagi rekan, terutama saat beban kerja tinggi.",
    "MEETS": "Sesuai dengan yang diharapkan bulan ini.",
    "BELOW": "Ada dua kejadian yang sudah kita bicarakan. Saya harap bulan depan membaik.",
}
NOTES = {
    "SANGAT_BAIK": ("Kinerja sangat baik. Terima kasih.", "Siapkan diri untuk menjadi mentor bagi rekan baru."),
    "BAIK": ("Kinerja baik dan stabil.", "Ikuti pelatihan singkat sesuai rencana pengembangan."),
    "BUTUH_PERBAIKAN": ("Hasil belum sesuai rencana, sikap kerja baik.", "Susun jadwal susulan dan laporkan setiap pekan."),
    "KURANG": ("Hasil kerja ada, tetapi perilaku perlu diperbaiki.", "Lakukan pembicaraan pembinaan bulan ini."),
    "SANGAT_KURANG": ("Hasil dan perilaku belum sesuai harapan.", "Perlu pembinaan terjadwal bersama atasan."),
}  # fmt: skip
CONTINUOUS_FEEDBACK = (
    (
        "APRESIASI",
        "berorientasi_pelayanan",
        "Terima kasih sudah menenangkan warga yang kecewa di loket tadi pagi.",
    ),
    (
        "APRESIASI",
        "kolaboratif",
        "Koordinasi dengan unit lain berjalan baik. Lanjutkan dengan notulen singkat.",
    ),
    ("SARAN", "akuntabel", "Laporan pekan ini terlambat sehari. Kabari saya lebih awal bila ada kendala."),
    ("APRESIASI", "kompeten", "Cara Anda menjelaskan bahan kepada rekan baru sangat jelas."),
    ("", "adaptif", "Usul jadwal bergilir sudah dicoba dan hasilnya baik."),
)
ASKING = "Bagaimana kerja sama kita di posyandu bulan ini? Terima kasih banyak."
ANSWERS = (
    ("APRESIASI", "kolaboratif",
     "Mbak Siti menggantikan jadwal saya dua kali tanpa diminta, dan kader tetap terlayani.",
     {"teruskan": "Berbagi catatan kunjungan setiap Jumat.", "dapat_diandalkan": "selalu", "bekerja_sama": "selalu",
      "terus_belajar": "sering"}),
    ("SARAN", "adaptif",
     "Jadwal kunjungan kadang berubah pada hari yang sama. Kabari grup sehari sebelumnya, supaya kami dapat menyesuaikan.",
     {"ubah": "Perubahan jadwal diumumkan sehari sebelumnya.", "dapat_diandalkan": "sering",
      "bekerja_sama": "selalu", "terus_belajar": "sering"}),
)  # fmt: skip
# What it is about, the reasons, the explanation, the decision.
OBJECTIONS = (
    (ObjectionTopic.EVIDENCE,
     "Dua laporan saya kirim melalui surel pada tanggal 28 dan belum dihitung. Buktinya sudah saya unggah.",
     "Surel tersebut masuk setelah saya menilai. Laporannya memang lengkap.",
     "Bukti menunjukkan target tercapai sebelum akhir bulan. Hasil kerja diubah menjadi sesuai ekspektasi."),
    (ObjectionTopic.RESULTS,
     "Saya berharap kegiatan lintas unit ikut dipertimbangkan.",
     "Kegiatan itu sudah dipertimbangkan dalam rating yang diberikan.",
     "Penjelasan penilai sesuai bukti. Hasil tetap."),
    (ObjectionTopic.ATTENDANCE,
     "Tanggal 12 saya dinas luar dengan surat tugas, tetapi tercatat tidak hadir.",
     "Surat tugasnya belum saya terima saat menilai. Sudah saya minta kepada kepegawaian.",
     "Presensi tidak menentukan rating ini. Hasil tetap, catatannya diperbaiki."),
)  # fmt: skip
GAP = {"komunikasi": "1"}  # competence and level of Siti, below what her post needs
DIALOG_NOTES = (
    "Sudah dibicarakan. Penyebabnya jelas dan langkah berikutnya disepakati di bawah.",
    "Siti menjelaskan keadaannya; Budi membantu mengatur ulang jadwal.",
)
DIALOG_AGREEMENTS = (
    "Menyusun jadwal kunjungan dua bulan ke depan dan membagikannya kepada tim.",
    "Meminta bahan dari unit lain lebih awal, paling lambat pekan kedua.",
)
DIALOG_OUTCOME = "Surat permintaan bahan sudah dikirim."
COMMENTS = (
    "",
    "",
    "",
    "Terima kasih atas catatannya, Pak. Bulan depan saya siapkan buktinya lebih awal.",
    "Saya mengerti. Boleh kita bicarakan target triwulan depan?",
)
RETURN_REASONS = (
    "Bukti untuk hasil kerja kedua belum dapat dibuka. Mohon unggah ulang.",
    "Realisasi belum menyebut angka. Tambahkan jumlahnya, ya.",
)
