"""Sentences that several kinds of files share."""

from evaluations.domain.refusals import Refused


def broken(name: str, what: str) -> Refused:
    return Refused(
        "file_broken",
        f"Berkas “{name}” rusak atau tidak lengkap, jadi tidak dapat dibuka sebagai {what}. "
        "Simpan ulang dari aplikasinya, lalu unggah lagi.",
    )


def two_things(name: str, what: str, remedy: str) -> Refused:
    return Refused(
        "file_is_two_things",
        f"Di dalam {what} “{name}” tersembunyi berkas jenis lain, jadi tidak dapat diterima. {remedy}",
    )
