"""Dokumen Evaluasi of everybody of a unit in a period: a ZIP with one PDF for each final result.

One file for each person, since offices file, sign and upload each document by itself; folders by unit, since that is
how they hand them out.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.conf import settings
from django.utils.text import slugify

from evaluations import rules
from evaluations.documents.contents import content_of, seal_of
from evaluations.documents.evaluation import evaluation_pdf
from evaluations.domain.refusals import Refused
from evaluations.enums import State
from evaluations.models import Evaluation, EvaluationPeriod, EvaluationSettings, OrganizationalUnit, within
from evaluations.models.evaluation import PARSED_ALREADY, EvaluationQuerySet

AT_ONCE = 50  # so many are in memory; the file grows on the disk


class DocumentsOfUnit:
    """All final results there; what ``options`` gives is kept with the order."""

    suffix, content_type = ".zip", "application/zip"
    nothing = "Belum ada hasil yang selesai di unit ini pada periode itu, jadi belum ada Dokumen Evaluasi."

    @staticmethod
    def options(unit: OrganizationalUnit, period: EvaluationPeriod) -> dict[str, Any]:
        return {"period": period.pk, "unit": unit.pk}

    def __init__(self, options: Mapping[str, Any], reader: Any) -> None:
        self._options, self._reader = options, reader

    @cached_property
    def period(self) -> EvaluationPeriod:
        return EvaluationPeriod.objects.get(pk=self._options["period"])

    @cached_property
    def unit(self) -> OrganizationalUnit:
        return OrganizationalUnit.objects.get(pk=self._options["unit"])

    @property
    def title(self) -> str:
        return f"Dokumen Evaluasi {self.period.name}, {self.unit.name}"

    def check(self) -> None:
        if not rules.can_download_results(self._reader, self.unit):
            raise Refused("not_yours", "Anda tidak (lagi) berwenang atas hasil unit ini.")

    def count(self) -> int:
        return self._rows().count()

    def write(self, file: IO[bytes], tell: Callable[[int], None]) -> None:
        with ZipFile(file, "w", ZIP_DEFLATED) as archive:
            names = _Names()
            for number, row in enumerate(self._in_pieces(), start=1):
                archive.writestr(names.of(row), self._pdf(row))
                tell(number)

    def _rows(self) -> EvaluationQuerySet:
        rows = Evaluation.objects.overseen_by(self._reader).filter(within(self.unit), period=self.period)
        return rows.filter(state=State.FINAL)

    def _in_pieces(self) -> Iterator[Evaluation]:
        """By unit and name. By their keys: a result that became final meanwhile waits for the next order."""
        keys = list(self._rows().order_by("unit__path", "name", "pk").values_list("pk", flat=True))
        rows = self._rows().select_related(
            "period", "form_version", "employee", "unit", "objection", "verification"
        )
        for start in range(0, len(keys), AT_ONCE):
            found = rows.defer(*PARSED_ALREADY).in_bulk(keys[start : start + AT_ONCE])
            yield from (found[key] for key in keys[start : start + AT_ONCE] if key in found)

    @cached_property
    def _settings(self) -> EvaluationSettings:
        return EvaluationSettings.load()

    def _pdf(self, row: Evaluation) -> bytes:
        content = content_of(row, self._reader, self._settings)
        return evaluation_pdf(content, seal_of(row, lambda path: f"{settings.SITE_URL}{path}"))


class _Names:
    """A name within the archive for each, never the same twice: parts of a period, a second form."""

    def __init__(self) -> None:
        self._used: set[str] = set()

    def of(self, row: Evaluation) -> str:
        name = f"{slugify(row.unit_name)[:60]}/{slugify(row.name)[:80]}-{row.nip or row.pk}"
        if name in self._used:
            name = f"{name}-{row.pk}"
        self._used.add(name)
        return f"{name}.pdf"
