"""What somebody answered to the same form last time, so that nobody types twice what stays the same."""

from evaluations.models import Evaluation
from forms_config.engine.earlier import Earlier


def earlier_of(evaluation: Evaluation) -> Earlier | None:
    """The last report of the same kind that was sent on the same form, in whichever version; one query."""
    period = evaluation.period
    sent = Evaluation.objects.filter(
        employee=evaluation.employee_id,
        form_version__form=evaluation.form_version.form_id,
        period__kind=period.kind,
        period__ends_on__lt=period.starts_on,
        submitted_at__isnull=False,
    )
    newest = sent.order_by("-period__ends_on", "-segment").values_list("period__name", "answers").first()
    return Earlier(*newest) if newest else None
