"""Angka kredit by document from our own template: what it writes, what each fault of a row says, and taking it back."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.utils import timezone

from evaluations.domain.evaluating.credit import accounts_of, record_balance
from evaluations.enums import ImportKind
from evaluations.exchange.changes import Outcome
from evaluations.exchange.columns import Column
from evaluations.exchange.credit_template import COLUMNS, TEMPLATE
from evaluations.exchange.import_workbooks import error_workbook
from evaluations.exchange.imports import confirm, preview
from evaluations.exchange.kept_rows import kept
from evaluations.exchange.undoing import undo
from evaluations.exchange.workbook import write_workbook
from evaluations.exchange.workbook_template import write_template
from evaluations.models import Assignment, CreditBalance, ImportBatch
from tests.exchange.importing import import_file

HEADERS = [column.header for column in COLUMNS]


@pytest.fixture
def nurse(cast):
    """The employee, on a functional post."""
    Assignment.objects.filter(employee=cast.employee).update(
        post_kind="AHLI_PERTAMA", starts_on=date(2020, 1, 1)
    )
    return cast.employee


def row(nurse, **changes) -> dict:
    values = {
        "NIP": nurse.nip,
        "Angka Kredit": "56,25",
        "Sampai Dengan": "2025-12-31",
        "Dokumen": "PAK 800/1/2026",
    }
    return values | changes


def content(*rows: dict) -> bytes:
    columns = [Column(name, lambda row, name=name: row.get(name)) for name in HEADERS]
    return write_workbook(columns, rows).read()


def load(*rows: dict, dry_run: bool = False):
    return import_file(ImportKind.CREDITS, content(*rows), "pak.xlsx", dry_run=dry_run)


def found(findings) -> list[tuple[int, str, str]]:
    return [(finding.row, finding.column, finding.kind) for finding in findings]


def counts(report) -> tuple[int, int, int]:
    return report.created, report.updated, report.unchanged


def test_a_balance_is_recorded_once_and_the_same_file_changes_nothing(nurse):
    report = load(row(nurse))
    assert (counts(report), report.errors, report.warnings) == ((1, 0, 0), [], [])
    balance = CreditBalance.objects.get()
    assert (balance.points, balance.as_of, balance.document, balance.recorded_by) == (
        Decimal("56.25"), date(2025, 12, 31), "PAK 800/1/2026", None,
    )  # fmt: skip
    assert counts(load(row(nurse))) == (0, 0, 1)
    assert CreditBalance.objects.count() == 1
    (account,) = accounts_of([nurse])
    assert account.start == Decimal("56.25")


def test_another_number_is_a_record_of_its_own_shown_as_old_and_new_and_counts_from_then_on(cast, nurse):
    record_balance(
        nurse, points=Decimal(50), as_of=date(2024, 12, 31), document="PAK lama", actor=cast.bkpsdm
    )
    batch = preview(ImportKind.CREDITS, content(row(nurse)), "pak.xlsx", actor=cast.bkpsdm)
    (planned,) = kept(batch, Outcome.UPDATED)
    assert planned["differences"] == [
        ["Angka kredit", "50", "56,25"],
        ["Sampai dengan", "31 Desember 2024", "31 Desember 2025"],
        ["Dokumen", "PAK lama", "PAK 800/1/2026"],
    ]
    assert CreditBalance.objects.count() == 1
    confirm(batch, actor=cast.bkpsdm)
    first, second = CreditBalance.objects.order_by("pk")
    assert (first.points, second.points, second.recorded_by, second.batch) == (
        Decimal(50), Decimal("56.25"), cast.bkpsdm, batch,
    )  # fmt: skip
    (account,) = accounts_of([nurse])
    assert account.balance == second


def test_a_number_mended_on_the_same_day_follows_the_wrong_one(nurse):
    load(row(nurse))
    report = load(row(nurse, **{"Angka Kredit": "65.25"}))
    assert counts(report) == (0, 1, 0)
    assert accounts_of([nurse])[0].start == Decimal("65.25")
    assert counts(load(row(nurse, **{"Angka Kredit": "65.25"}))) == (0, 0, 1)


def test_an_older_document_is_recorded_with_a_word_that_it_does_not_count(nurse):
    load(row(nurse))
    report = load(row(nurse, **{"Sampai Dengan": "2023-12-31", "Dokumen": "PAK 2024"}))
    assert counts(report) == (1, 0, 0)
    assert found(report.warnings) == [(2, "Sampai Dengan", "older_balance")]
    assert accounts_of([nurse])[0].start == Decimal("56.25")


def test_whoever_holds_no_functional_post_is_recorded_with_a_word_that_nothing_is_counted_yet(cast, nurse):
    report = load(row(nurse), row(cast.rater))
    assert counts(report) == (2, 0, 0)
    assert found(report.warnings) == [(3, "NIP", "no_functional_post")]


TOMORROW = (timezone.localdate() + timedelta(days=1)).isoformat()


@pytest.mark.parametrize(
    ("changes", "column", "kind"),
    [
        ({"NIP": "199912312020121999"}, "NIP", "unknown_nip"),
        ({"NIP": "12"}, "NIP", "nip_length"),
        ({"Angka Kredit": ""}, "Angka Kredit", "missing_angka_kredit"),
        ({"Angka Kredit": "banyak"}, "Angka Kredit", "not_a_number"),
        ({"Angka Kredit": "-1"}, "Angka Kredit", "out_of_range"),
        ({"Angka Kredit": "100000"}, "Angka Kredit", "out_of_range"),
        ({"Angka Kredit": "12,345"}, "Angka Kredit", "too_many_decimals"),
        ({"Sampai Dengan": ""}, "Sampai Dengan", "missing_sampai_dengan"),
        ({"Sampai Dengan": "kemarin"}, "Sampai Dengan", "invalid_date"),
        ({"Sampai Dengan": TOMORROW}, "Sampai Dengan", "date_out_of_range"),
        ({"Dokumen": ""}, "Dokumen", "missing_dokumen"),
        ({"Dokumen": "x" * 201}, "Dokumen", "dokumen_too_long"),
    ],
)
def test_what_is_wrong_is_said_with_the_number_of_the_row_and_the_others_come_in(
    cast, nurse, changes, column, kind
):
    report = load(row(cast.stranger), row(nurse, **changes))
    assert found(report.errors) == [(3, column, kind)]
    assert [one.employee for one in CreditBalance.objects.all()] == [cast.stranger]


def test_numbers_as_excel_holds_them_are_read(nurse):
    columns = [
        *(Column(name, lambda row, name=name: row.get(name)) for name in ("NIP", "Sampai Dengan", "Dokumen")),
        Column("Angka Kredit", lambda row: Decimal("56.25")),
    ]
    report = import_file(ImportKind.CREDITS, write_workbook(columns, [row(nurse)]).read(), "pak.xlsx")
    assert (report.errors, CreditBalance.objects.get().points) == ([], Decimal("56.25"))


def test_one_person_twice_in_a_file_is_refused_in_the_second_row(nurse):
    report = load(row(nurse), row(nurse, Dokumen="Lain"))
    assert found(report.errors) == [(3, "NIP", "duplicate_nip")]
    assert counts(report) == (1, 0, 0)


def test_the_workbook_of_faults_is_mended_and_uploaded_again(cast, nurse):
    batch = preview(
        ImportKind.CREDITS, content(row(nurse, **{"Angka Kredit": "?"})), "pak.xlsx", actor=cast.bkpsdm
    )
    report = import_file(ImportKind.CREDITS, error_workbook(batch).read(), "kesalahan.xlsx", dry_run=True)
    assert found(report.errors) == [(2, "Angka Kredit", "missing_angka_kredit")]


def test_holders_of_functional_posts_that_the_file_leaves_out_are_listed(cast, nurse):
    batch = preview(ImportKind.CREDITS, content(row(cast.stranger)), "pak.xlsx", actor=cast.bkpsdm)
    assert [one["label"] for one in kept(batch, Outcome.ABSENT)] == [f"{nurse.full_name} · {nurse.nip}"]
    batch = preview(ImportKind.CREDITS, content(row(nurse, Dokumen="")), "pak.xlsx", actor=cast.bkpsdm)
    assert [*kept(batch, Outcome.ABSENT)] == []


def test_the_template_is_read_as_it_is_and_its_example_is_no_data(nurse):
    report = import_file(ImportKind.CREDITS, write_template(TEMPLATE).read(), "templat.xlsx")
    assert (counts(report), report.errors) == ((0, 0, 0), [])


# --- taking it back ---


def test_an_import_is_taken_back_and_leaves_what_was_recorded_by_hand(cast, nurse):
    by_hand = record_balance(
        nurse, points=Decimal(50), as_of=date(2024, 12, 31), document="PAK lama", actor=cast.bkpsdm
    )
    load(row(nurse), row(cast.stranger))
    undo(ImportBatch.objects.get(), actor=cast.bkpsdm)
    assert [*CreditBalance.objects.all()] == [by_hand]


def test_the_database_lets_no_record_go_but_with_the_import_that_is_taken_back(cast, nurse):
    record_balance(nurse, points=Decimal(50), as_of=date(2024, 12, 31), document="PAK", actor=cast.bkpsdm)
    load(row(nurse))
    for balance in CreditBalance.objects.all():
        for act in (
            balance.delete,
            lambda one=balance: CreditBalance.objects.filter(pk=one.pk).update(points=1),
        ):
            with pytest.raises(DatabaseError, match="credit document"), transaction.atomic():
                act()


def test_the_command_imports_and_tells(nurse, tmp_path, capsys):
    path = tmp_path / "pak.xlsx"
    path.write_bytes(content(row(nurse)))
    call_command("import_credits", str(path), "--dry-run")
    assert not CreditBalance.objects.exists()
    call_command("import_credits", str(path))
    assert CreditBalance.objects.count() == 1
    assert "1 baru, 0 berubah, 0 tetap, 0 kesalahan, 0 peringatan." in capsys.readouterr().out
