"""What people said about the fairness of their results, counted as if each had answered."""

from collections.abc import Sequence
from random import Random

from evaluations.demo.people import SITI
from evaluations.domain.evaluating.pulse import digest_of
from evaluations.models import Evaluation, EvaluationPeriod, PulseMark, PulseTally
from forms_config.domain.pending import latest_version
from forms_config.engine.tallies import answers_to, countable
from forms_config.models import FormVersion

ANSWERING = 0.65  # of those who have read their result
CONTENT = (46, 38, 11, 5)  # how often each answer is given, the best first, where people are content
DISCONTENT = (18, 34, 30, 18)


def tell() -> None:
    """In every period that asks. Siti has not answered yet, so that the questions can be tried as her."""
    periods = EvaluationPeriod.objects.filter(pulse_form__isnull=False).select_related("pulse_form")
    versions = {period.pk: latest_version(period.pulse_form) for period in periods}
    rows = Evaluation.objects.filter(
        period__in=versions, result_read_at__isnull=False, counts=True, agency__isnull=False
    ).exclude(nip=SITI.nip)
    tallies: dict[tuple[int, int], PulseTally] = {}
    marks: dict[str, PulseMark] = {}
    for period, agency, employee, nip in rows.values_list("period", "agency", "employee", "nip").order_by(
        "pk"
    ):
        chance, version = Random(f"suara-{period}-{nip}"), versions[period]
        digest = digest_of(employee, period)
        if version is None or digest in marks or chance.random() > ANSWERING:
            continue
        new = PulseTally(period_id=period, agency_id=agency, form_version=version)
        mood = CONTENT if Random(f"suasana-{agency}").random() < 0.75 else DISCONTENT
        tallies.setdefault((period, agency), new).add(_said(version, mood, chance))
        marks[digest] = PulseMark(digest=digest, period_id=period)
    PulseTally.objects.bulk_create(tallies.values())
    PulseMark.objects.bulk_create([marks[digest] for digest in sorted(marks)], batch_size=1000)


def _said(version: FormVersion, mood: Sequence[int], chance: Random) -> dict[str, str]:
    schema = version.parsed
    return {
        field.key: chance.choices(list(answers_to(schema, field)), [*mood, 3])[0]
        for field in countable(schema)
    }
