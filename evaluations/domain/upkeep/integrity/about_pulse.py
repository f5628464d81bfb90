"""What people said without their name: counted as a whole, and shown in steps."""

from collections.abc import Iterable

from evaluations.domain.upkeep.integrity.check import Check
from evaluations.models import PulseTally


def tallies_out_of_step() -> Iterable[int]:
    """A question that was counted more or less often than there are answers, or shown so."""
    for tally in PulseTally.objects.iterator(chunk_size=500):
        counted = ((tally.counts, tally.answers), (tally.shown_counts, tally.shown_answers))
        if any(sum(said.values()) != number for counts, number in counted for said in counts.values()):
            yield tally.pk


CHECKS = (
    Check(
        "pulse_counts",
        "Suara pegawai dihitung sama banyak untuk setiap pertanyaan",
        "Hitungannya tidak dapat dipulihkan, sebab tidak ada jawaban yang disimpan. Cari perubahan langsung pada basis "
        "data; jangan bagikan angkanya.",
        PulseTally,
        tallies_out_of_step,
    ),
)
