"""The words and codes by which files say what somebody did on a day. Of leave only that it was leave is kept."""

import re

from evaluations.enums import DayStatus

_WORDS = {
    DayStatus.OFFICE: "wfo hadir masuk upacara apel",
    DayStatus.HOME: "wfh",
    DayStatus.ANYWHERE: "wfa",
    DayStatus.OTHER_OFFICE: "wfoo kantor_lain",
    DayStatus.DUTY: "dinas_luar tugas_luar dinas_keluar perjalanan_dinas dl",
    DayStatus.TRAINING: "diklat pelatihan bimtek",
    DayStatus.PERMIT: "izin ijin",
    DayStatus.SICK: "sakit",
    DayStatus.LEAVE: "cuti cltn",
    DayStatus.STUDY: "tugas_belajar tb",
    DayStatus.ABSENT: "tidak_hadir tanpa_keterangan tidak_absen alpha alpa mangkir tk",
}
_STATUS = {word: status for status, words in _WORDS.items() for word in words.split()}
_FREE = {"libur", "off", "cuti_bersama", "-", "–", ""}
_CLASS = re.compile(r"(TL|PSW)[0-9]")


class UnknownWord(ValueError):
    """A word that says nothing known of a day."""


def read_day(written: str) -> tuple[DayStatus, str] | None:
    """The status and the recap's own codes ("TL1,PSW4") for what stands in a cell; None for a free day.

    Late and early classes mean that somebody was there. Raises ``UnknownWord``.
    """
    word = "_".join(written.split()).casefold()
    if word in _FREE:
        return None
    codes = [code.strip().upper() for code in written.split(",")]
    if all(_CLASS.fullmatch(code) for code in codes):
        return DayStatus.OFFICE, ",".join(dict.fromkeys(codes))
    if word.startswith("cuti_"):
        return DayStatus.LEAVE, ""
    if word not in _STATUS:
        raise UnknownWord(written)
    return _STATUS[word], ""
