"""The reminders that an installation starts with; BKPSDM edits them as any other."""

from django.db import transaction

from evaluations.enums import ReminderStep, Step
from evaluations.models import ReminderRule

_TEXTS: dict[tuple[str, int], tuple[str, str]] = {
    (Step.FILL, -7): (
        "Evaluasi {periode} sudah dapat diisi",
        "Evaluasi {periode} menunggu Anda. Batasnya {batas}. Boleh diisi sedikit demi sedikit.",
    ),
    (Step.FILL, -3): (
        "Evaluasi {periode}: {sisa}",
        "Evaluasi {periode} Anda belum dikirim. Batasnya {batas}. Siapkan bukti dukung, lalu kirim.",
    ),
    (Step.FILL, -1): (
        "Evaluasi {periode}: batasnya besok",
        "Besok batas pengisian evaluasi {periode} ({batas}). Bila ada kendala, hubungi pengelola kepegawaian Anda.",
    ),
    (Step.FILL, 0): (
        "Hari ini batas evaluasi {periode}",
        "Evaluasi {periode} Anda belum dikirim, dan batasnya {sisa}.",
    ),
    (Step.FILL, 1): (
        "Evaluasi {periode} belum dikirim",
        "Batas pengisian evaluasi {periode} {sisa}. Hubungi pengelola kepegawaian Anda bila perlu perpanjangan.",
    ),
    (Step.FILL, 3): (
        "Evaluasi {periode} masih belum dikirim",
        "Evaluasi {periode} Anda masih belum masuk. Hubungi pengelola kepegawaian Anda; mereka dapat membantu.",
    ),
    (Step.RATE, -3): (
        "{jumlah} evaluasi {periode} menunggu penilaian Anda",
        "Ada {jumlah} evaluasi bawahan Anda yang belum dinilai. Batas penilaian {batas}.",
    ),
    (Step.RATE, 0): (
        "Hari ini batas penilaian {periode}",
        "Masih ada {jumlah} evaluasi bawahan Anda yang belum dinilai. Batasnya {sisa}.",
    ),
    (Step.RATE, 1): (
        "Penilaian {periode} sudah lewat batas",
        "Masih ada {jumlah} evaluasi yang belum dinilai. Anda dapat menilai sampai periode ditutup.",
    ),
    (ReminderStep.PLAN, 14): (
        "{periode} belum Anda ajukan",
        "{periode} Anda belum diajukan kepada penilai, {sisa}. Evaluasi melaporkan hasil kerja dari SKP.",
    ),
    (ReminderStep.PLAN, 30): (
        "{periode} masih belum Anda ajukan",
        "{periode} Anda masih belum diajukan, {sisa}. Bila ada kendala, hubungi pengelola kepegawaian Anda.",
    ),
    (ReminderStep.APPR, 3): (
        "{jumlah} SKP menunggu persetujuan Anda",
        "Ada {jumlah} SKP bawahan Anda yang menunggu persetujuan; di antaranya {sisa}.",
    ),
    (ReminderStep.APPR, 10): (
        "{jumlah} SKP masih menunggu persetujuan Anda",
        "Ada {jumlah} SKP bawahan Anda yang masih menunggu persetujuan; di antaranya {sisa}.",
    ),
    (ReminderStep.CONF, -2): (
        "{jumlah} penilaian {periode} menunggu persetujuan Anda",
        "Ada {jumlah} penilaian {periode} yang menunggu persetujuan Anda sebelum dapat disampaikan. Batasnya {batas}.",
    ),
    (ReminderStep.CONF, 1): (
        "Penilaian {periode} masih menunggu persetujuan Anda",
        "Masih ada {jumlah} penilaian {periode} yang belum Anda setujui. Anda dapat menyetujui sampai periode ditutup.",
    ),
    (ReminderStep.EXPL, -2): (
        "Keberatan {periode} menunggu penjelasan Anda",
        "Ada {jumlah} keberatan atas penilaian Anda pada {periode}. Batas penjelasan {batas}.",
    ),
    (ReminderStep.EXPL, 1): (
        "Batas penjelasan keberatan {periode} sudah lewat",
        (
            "Penjelasan Anda atas {jumlah} keberatan pada {periode} belum ada. Atasan Anda dapat memutuskan tanpa "
            "penjelasan; Anda masih dapat mengirimnya sebelum itu."
        ),
    ),
    (ReminderStep.DECI, -3): (
        "Keberatan {periode} menunggu keputusan Anda",
        "Ada {jumlah} keberatan pada {periode} yang menunggu keputusan Anda. Batasnya {batas}.",
    ),
    (ReminderStep.DECI, 0): (
        "Hari ini batas keputusan keberatan {periode}",
        "Masih ada {jumlah} keberatan pada {periode} yang menunggu keputusan Anda. Batasnya {sisa}.",
    ),
    (ReminderStep.DECI, 1): (
        "Batas keputusan keberatan {periode} sudah lewat",
        (
            "Masih ada {jumlah} keberatan pada {periode} yang menunggu keputusan Anda. Bila Anda tidak dapat "
            "memutuskan, BKPSDM akan mengalihkannya."
        ),
    ),
}


def default_rule(step: str) -> ReminderRule:
    """Words for the button where BKPSDM has no active rule of this step; not stored."""
    days = min(days for known, days in _TEXTS if known == step and days >= 0)
    subject, text = _TEXTS[step, days]
    return ReminderRule(step=step, days=days, subject=subject, text=text)


@transaction.atomic
def load_official_reminders() -> None:
    """The usual reminders of evaluations, plans, approvals and objections, where there are none; overwrites nothing."""
    known = {_group(step) for step in ReminderRule.objects.values_list("step", flat=True)}
    ReminderRule.objects.bulk_create(
        ReminderRule(step=step, days=days, subject=subject, text=text)
        for (step, days), (subject, text) in _TEXTS.items()
        if _group(step) not in known
    )


def _group(step: str) -> tuple[bool, bool, bool]:
    """What a step is about: an evaluation, a plan, an objection or the approval of a rating."""
    kind = ReminderStep(step)
    return kind.is_of_plan, kind.is_of_objection, kind == ReminderStep.CONF
