"""Making an objection with what supports it: all of it or nothing."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from evaluations.domain.evaluating.evidence import Prepared, add_prepared
from evaluations.domain.evaluating.evidence.files import delete_unused
from evaluations.domain.evaluating.workflow import hold, perform, refusal
from evaluations.enums import Action, ObjectionTopic
from evaluations.models import Evaluation, Evidence
from forms_config.actors import Actor


def make_objection(
    evaluation: Evaluation,
    *,
    topic: ObjectionTopic,
    reasons: str,
    actor: Actor,
    files: Sequence[Prepared] = (),
    expected_version: int | None = None,
    now: datetime | None = None,
) -> Evaluation:
    """The reasons go to the rater, the files with them; afterwards neither changes.

    What is evidence of the evaluation already is not stored twice. Raises ``Refused`` as ``perform`` and
    ``add_prepared``; then no file stays on the disk.
    """
    stored: list[Evidence] = []
    try:
        with transaction.atomic():
            locked = hold(evaluation)
            if (refused := refusal(actor, locked, Action.OBJECT, now=now)) is not None:
                raise refused
            stored.extend(
                add_prepared(locked, given, actor=actor, now=now, for_objection=True) for given in files
            )
            return perform(
                locked,
                Action.OBJECT,
                actor=actor,
                note=reasons,
                expected_version=expected_version,
                now=now,
                topic=topic,
            )
    except BaseException:
        for evidence in stored:
            delete_unused(evidence.sha256, str(evidence.file.name))
        raise
