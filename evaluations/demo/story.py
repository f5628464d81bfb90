"""What the eight demo people find when they log in."""

from datetime import date, timedelta
from random import Random

from django.core.files.uploadedfile import SimpleUploadedFile

from evaluations.demo import texts
from evaluations.demo.people import AGUS, BUDI, JOKO, NAMED, P2P_DIVISION, RATNA, SITI
from evaluations.domain.evaluating.evidence import add_evidence
from evaluations.domain.evaluating.workflow import perform
from evaluations.enums import Action, ObjectionOutcome, PeriodState, State
from evaluations.models import Assignment, Employee, Evaluation, Feedback

# The open month: Siti is half-way, her rater has been rated, the others have something to do.
OPEN_MONTH_STATES = {
    SITI.nip: State.DRAFT,
    BUDI.nip: State.SUBMITTED,
    RATNA.nip: State.OPEN,
    AGUS.nip: State.DELIVERED,
    JOKO.nip: State.OPEN,
}

# Their colleagues in the division, by NIP: one in every state, so that the rater's screens show each of them.
TEAM_STATES = (
    State.SUBMITTED, State.SUBMITTED, State.PROPOSED, State.PROPOSED, State.RATED, State.RETURNED, State.DELIVERED,
    State.OBJECTED, State.EXPLAINED, State.ACKNOWLEDGED, State.EXPLAINED, State.OPEN,
)  # fmt: skip


def open_month_states() -> dict[str, State]:
    """The state in which each named person's evaluation of the open month stands, by NIP."""
    team = Assignment.objects.filter(unit__code=P2P_DIVISION, ends_on=None, is_head=False).exclude(
        employee__nip__in=NAMED
    )
    nips = team.order_by("employee__nip").values_list("employee__nip", flat=True)
    return dict(zip(nips, TEAM_STATES, strict=False)) | OPEN_MONTH_STATES


# The smallest PDF that readers open: one empty page.
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


def tell(today: date) -> None:
    """Feedback across the regency, and Siti's first piece of evidence."""
    _give_feedback(today)
    _decide_one_objection()
    draft = Evaluation.objects.select_related("employee", "period", "form_version").get(
        nip=SITI.nip, period__state=PeriodState.OPEN
    )
    upload = SimpleUploadedFile("Laporan kunjungan pasien.pdf", PDF, content_type="application/pdf")
    add_evidence(draft, upload, actor=draft.employee.user)


def _decide_one_objection() -> None:
    """Ratna has turned one objection down already, so that the open month shows a final result as well."""
    ratna = Employee.objects.get(nip=RATNA.nip)
    evaluation = Evaluation.objects.filter(
        reviewer=ratna, unit_code=P2P_DIVISION, period__state=PeriodState.OPEN, state=State.EXPLAINED
    ).earliest("pk")
    perform(
        evaluation,
        Action.DECIDE,
        actor=ratna.user,
        outcome=ObjectionOutcome.UPHELD,
        note=texts.OBJECTIONS[1][3],
    )


def _give_feedback(today: date) -> None:
    """A note or two a month for a third of the people, and for Siti every month."""
    rows = Evaluation.objects.filter(rater__isnull=False).select_related("period").order_by("pk")
    notes = []
    for row in rows:
        chance = Random(f"note-{row.nip}-{row.period_id}")
        if row.nip != SITI.nip and chance.random() > 0.3:
            continue
        kind, value, text = chance.choice(texts.CONTINUOUS_FEEDBACK)
        last = min(row.period.ends_on, today)
        about_on = last - timedelta(days=chance.randint(0, max(0, (last - row.period.starts_on).days)))
        notes.append(
            Feedback(
                employee_id=row.employee_id,
                author_id=row.rater_id,
                about_on=about_on,
                kind=kind,
                value=value,
                text=text,
            )
        )
    Feedback.objects.bulk_create(notes, batch_size=1000)
