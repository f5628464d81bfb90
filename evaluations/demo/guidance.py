"""People use the guidance: they search, find a page unclear, ask BKPSDM, and read what it announces."""

from django.contrib.auth import get_user_model

from evaluations.demo.people import SITI
from evaluations.domain.evaluating.guidance_questions import answer, ask, find_clear, find_unclear
from evaluations.models import Employee, UnclearReason
from forms_config.models import GuidanceIndexPage, GuidancePage

SEARCHES = ("lupa absen", "lupa kata sandi", "lupa absen", "tukin", "pindah unit", "parkir sepeda motor")


def use_guidance() -> None:
    index = GuidanceIndexPage.objects.get()
    for query in SEARCHES:
        index.search(query, is_counted=True)
    pages = {page.slug: page for page in GuidancePage.objects.filter(slug__in=("predikat", "presensi"))}
    siti = Employee.objects.get(nip=SITI.nip).user
    others = list(
        Employee.objects.exclude(user=None).exclude(user=siti).select_related("user").order_by("pk")[:6]
    )
    for person in others[:4]:
        find_clear(pages["predikat"], actor=person.user)
    for person in others[4:]:
        find_unclear(pages["predikat"], UnclearReason.WORDS, "Apa arti misconduct?", actor=person.user)
    ask("Apakah hari libur nasional dihitung sebagai hari kerja?", pages["presensi"], actor=others[0].user)
    asked = ask("Apakah foto dari grup percakapan boleh menjadi bukti?", None, actor=siti)
    officer = get_user_model().objects.get(username="bkpsdm")
    answer(asked, "Boleh, selama data warga di dalamnya ditutup dahulu.", actor=officer)
    index.add_child(
        instance=GuidancePage(
            title="Isi evaluasi sedikit demi sedikit",
            slug="isi-sedikit-demi-sedikit",
            summary="Sistem paling ramai pada hari terakhir. Beberapa menit setiap Jumat sudah cukup.",
            kind=GuidancePage.Kind.ANNOUNCEMENT,
            audience=GuidancePage.Audience.EMPLOYEE,
        )
    )
