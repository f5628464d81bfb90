"""Workbooks of a unit for BKPSDM: angka kredit of its functional posts, status kinerja of everybody in a period."""

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import IO, Any, ClassVar

from django.db.models import QuerySet
from django.utils import timezone

from evaluations import rules
from evaluations.domain.evaluating.credit import accounts_of, functional_posts
from evaluations.domain.evaluating.talent import status_in_sql
from evaluations.domain.refusals import Refused
from evaluations.duties import RESULT_KNOWN_TO_EMPLOYEE
from evaluations.exchange.columns import Column
from evaluations.exchange.credit_columns import CREDIT_COLUMNS, STATUS_COLUMNS
from evaluations.exchange.workbook import CONTENT_TYPE, write_workbook
from evaluations.models import Employee, Evaluation, EvaluationPeriod, OrganizationalUnit, within
from evaluations.models.evaluation import DOCUMENTS

AT_ONCE = 200


class Workbook:
    """Of one unit with everything below it, for BKPSDM."""

    suffix, content_type = ".xlsx", CONTENT_TYPE
    nothing = "Tidak ada yang dapat ditulis untuk unit itu."
    columns: ClassVar[Sequence[Column]]

    def __init__(self, options: Mapping[str, Any], reader: Any) -> None:
        self._options, self._reader = options, reader

    @cached_property
    def unit(self) -> OrganizationalUnit:
        return OrganizationalUnit.objects.get(pk=self._options["unit"])

    def check(self) -> None:
        if not rules.is_manager(self._reader):
            raise Refused("not_yours", "Daftar ini dibuat oleh BKPSDM.")

    def count(self) -> int:
        return self._rows().count()

    def write(self, file: IO[bytes], tell: Callable[[int], None]) -> None:
        with write_workbook(self.columns, _told(self._lines(), tell)) as workbook:
            shutil.copyfileobj(workbook, file)

    def _rows(self) -> QuerySet:
        raise NotImplementedError

    def _lines(self) -> Iterator[Any]:
        raise NotImplementedError


class CreditOfUnit(Workbook):
    columns = CREDIT_COLUMNS

    @staticmethod
    def options(unit: OrganizationalUnit, period: EvaluationPeriod | None = None) -> dict[str, Any]:
        """The same whatever the period: it is counted up to today."""
        return {"unit": unit.pk}

    @property
    def title(self) -> str:
        return f"Angka kredit, {self.unit.name}"

    def _rows(self) -> QuerySet[Employee]:
        posts = functional_posts(timezone.localdate()).filter(within(self.unit))
        return Employee.objects.filter(pk__in=posts.order_by().values("employee")).order_by("name", "pk")

    def _lines(self) -> Iterator[Any]:
        for people in _pieces(self._rows()):
            yield from accounts_of(people)


class StatusOfUnit(Workbook):
    columns = STATUS_COLUMNS

    @staticmethod
    def options(unit: OrganizationalUnit, period: EvaluationPeriod) -> dict[str, Any]:
        return {"unit": unit.pk, "period": period.pk}

    @cached_property
    def period(self) -> EvaluationPeriod:
        return EvaluationPeriod.objects.get(pk=self._options["period"])

    @property
    def title(self) -> str:
        return f"Status kinerja {self.period.name}, {self.unit.name}"

    def _rows(self) -> QuerySet[Evaluation]:
        """Results that their people know; of several parts the one that counts."""
        rows = Evaluation.objects.overseen_by(self._reader).filter(within(self.unit), period=self.period)
        return rows.filter(state__in=RESULT_KNOWN_TO_EMPLOYEE, counts=True).exclude(predikat="")

    def _lines(self) -> Iterator[Any]:
        rows = self._rows().select_related("period").defer(*DOCUMENTS).order_by("unit__path", "name", "pk")
        for piece in _pieces(rows.annotate(status_kinerja=status_in_sql())):
            yield from piece


def _pieces(rows: QuerySet) -> Iterator[list[Any]]:
    """By their keys, so that nobody is lost or doubled between two pieces."""
    keys = list(rows.values_list("pk", flat=True))
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        found = {row.pk: row for row in rows.filter(pk__in=some)}
        yield [found[key] for key in some if key in found]


def _told(rows: Iterable[Any], tell: Callable[[int], None]) -> Iterator[Any]:
    for number, row in enumerate(rows, start=1):
        yield row
        tell(number)
