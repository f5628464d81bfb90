"""The month of an attendance file is proposed from a clear place only."""

from datetime import date

import pytest

from evaluations.domain.refusals import Refused
from evaluations.exchange.attendance_month import days_so_far, decided, named_month, proposed

TODAY = date(2026, 7, 10)
CLEAR = {
    "templat_bulanan_2026-06.xlsx": (2026, 6),
    "templat_bulanan_2026_06.xlsx": (2026, 6),
    "Presensi 2026-05 (final).xlsx": (2026, 5),
    "2026-05.csv": (2026, 5),
    "Rekap Mei 2026.xlsx": (2026, 5),
    "rekap_mei_2026.xlsx": (2026, 5),
    "REKAP-JUNI-2026.xlsx": (2026, 6),
    "presensi 2026 Agustus.xlsx": (2026, 8),
    "Bulan : Juni Tahun : 2026": (2026, 6),
    "REKAPITULASI PRESENSI BULAN JUNI 2026": (2026, 6),
    "Bulan 06/2026": (2026, 6),
    "Periode 1 Juni 2026 s.d. 30 Juni 2026": (2026, 6),
    "Periode 01 Juni - 30 Juni 2026": (2026, 6),
}
UNCLEAR = [
    "rekap.xlsx",
    "a12 Surat 800.2026.01 presensi Juni.xlsx",
    "Surat 800/2026-01/12.xlsx",
    "unduhan 2026-05-31.xlsx",
    "unduhan 31 Mei 2026.xlsx",
    "Bantul, 5 Juli 2026",
    "rekap_2026-13.xlsx",
    "rekap 202605.xlsx",
    "Rekap Mei 2026 dan Juni 2026.xlsx",
    "Presensi Mei.xlsx",
    "Kepmenpan 12026-05.xlsx",
    "Romei 2026.xlsx",
    "Periode 26 Mei s.d. 25 Juni 2026",
]


@pytest.mark.parametrize(("text", "month"), CLEAR.items())
def test_a_clear_month_is_read(text, month):
    assert named_month(text) == month


@pytest.mark.parametrize("text", UNCLEAR)
def test_any_other_number_is_no_month(text):
    assert named_month(text) is None


def test_the_heading_counts_where_the_name_is_silent_and_a_contradiction_asks():
    assert proposed("rekap.xlsx", ["Bulan Juni 2026"], "Rekap").place == "judul di atas tabel"
    assert proposed("rekap.xlsx", [], "Juni 2026").month == (2026, 6)
    assert proposed("rekap_2026-05.xlsx", ["Bulan Juni 2026"], "Rekap") is None


def test_the_officer_decides_but_not_against_what_is_written():
    assert decided({"year": 2026, "month": 5}, "rekap.xlsx", [], "", TODAY)["month_from"] == ""
    assert decided({}, "rekap_2026-05.xlsx", [], "", TODAY) == {
        "year": 2026,
        "month": 5,
        "month_from": "nama berkas",
    }


@pytest.mark.parametrize(
    ("options", "name", "code"),
    [
        ({}, "rekap.xlsx", "month_missing"),
        ({"year": 2026, "month": 5}, "rekap_2026-06.xlsx", "month_conflict"),
        ({"year": 2026, "month": 8}, "rekap.xlsx", "month_in_future"),
        ({}, "rekap_2027-08.xlsx", "month_in_future"),
    ],
)
def test_without_a_month_with_two_or_with_a_future_one_nothing_is_read(options, name, code):
    with pytest.raises(Refused) as refused:
        decided(options, name, [], "", TODAY)
    assert refused.value.code == code


def test_of_the_running_month_only_the_days_so_far_count():
    assert (days_so_far((2026, 7), TODAY), days_so_far((2026, 2), TODAY), days_so_far((2028, 2), TODAY)) == (
        10,
        28,
        29,
    )
