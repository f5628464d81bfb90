"""The same file in other months or with other people: told kindly to whoever uploads it, and as a hint to the rater.

One document may rightly prove several things, such as the minutes of a meeting, so nothing is refused.
"""

from collections import defaultdict
from collections.abc import Iterable

from evaluations.models import Evaluation, Evidence


def used_before(evidence: Evidence) -> str:
    """Where the employee has used this very file, or that somebody else has; empty where nobody has. One query.

    Whose file it is stays unsaid: the employee sees no evidence of others.
    """
    twins = _twins([evidence])[evidence.sha256]
    owner = evidence.evaluation.employee_id
    own = sorted({name for employee, name in twins if employee == owner})
    if own:
        return f"Berkas ini sudah Anda pakai pada {', '.join(own)}"
    if twins:
        return "Berkas yang sama juga dipakai orang lain. Tidak apa-apa bila memang milik bersama"
    return ""


def seen_elsewhere(evaluation: Evaluation, files: Iterable[Evidence]) -> list[tuple[str, str]]:
    """(name of the file, where else it is) for whoever rates: a hint and no reproach. One query."""
    files = list(files)
    found = _twins(files)
    hints = []
    for file in files:
        twins = found[file.sha256]
        months = sorted({name for employee, name in twins if employee == evaluation.employee_id})
        others = {employee for employee, _ in twins if employee != evaluation.employee_id}
        said = [f"juga pada {', '.join(months)}"] if months else []
        said += [f"juga dipakai {len(others)} pegawai lain"] if others else []
        if said:
            hints.append((file.name, "; ".join(said)))
    return hints


def _twins(files: list[Evidence]) -> dict[str, list[tuple[int, str]]]:
    """Per digest (employee, name of the period) of every other evaluation that has the same file."""
    digests = {file.sha256 for file in files if file.sha256}  # links and letters are no files
    own = {file.evaluation_id for file in files}
    rows = Evidence.objects.filter(sha256__in=digests).exclude(evaluation__in=own).order_by("pk")
    found: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for digest, employee, name in rows.values_list(
        "sha256", "evaluation__employee", "evaluation__period__name"
    ):
        found[digest].append((employee, name))
    return found
