"""The same file in other months or with other people: told kindly to whoever uploads it, and as a hint to the rater.

One document may rightly prove several things, such as the minutes of a meeting, so nothing is refused.
"""

from collections.abc import Iterable
from typing import Any

from evaluations.models import Evaluation, Evidence


def used_before(evidence: Evidence) -> str:
    """Where the employee has used this very file, or that somebody else has; empty where nobody has. One query.

    Whose file it is stays unsaid: the employee sees no evidence of others.
    """
    twins = Evidence.objects.with_twins().values_list("twins", flat=True).get(pk=evidence.pk)
    owner = evidence.evaluation.employee_id
    own = sorted({twin["period"] for twin in twins if twin["person"] == owner})
    if own:
        return f"Berkas ini sudah Anda pakai pada {', '.join(own)}"
    if twins:
        return "Berkas yang sama juga dipakai orang lain. Tidak apa-apa bila memang milik bersama"
    return ""


def seen_elsewhere(evaluation: Evaluation, files: Iterable[Any]) -> list[tuple[str, str]]:
    """(name of the file, where else it is) for whoever rates: a hint and no reproach. ``files`` ``with_twins``."""
    hints = []
    for file in files:
        months = sorted({twin["period"] for twin in file.twins if twin["person"] == evaluation.employee_id})
        others = {twin["person"] for twin in file.twins if twin["person"] != evaluation.employee_id}
        said = [f"juga pada {', '.join(months)}"] if months else []
        said += [f"juga dipakai {len(others)} pegawai lain"] if others else []
        if said:
            hints.append((file.name, "; ".join(said)))
    return hints
