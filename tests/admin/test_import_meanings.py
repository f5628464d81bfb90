"""BKPSDM explains headings and words beside a preview, and lets held rows through; all of it is remembered."""

import io

import pytest
from django.urls import reverse

from evaluations.enums import ImportState, LegalStatus
from evaluations.exchange.columns import Column
from evaluations.exchange.workbook import write_workbook
from evaluations.models import ColumnMapping, Employee, ImportBatch, LegalStatusWord

SITI = "199003152015032501"


@pytest.fixture
def officer(cast, login):
    return login(cast.bkpsdm)


@pytest.fixture
def row(cast) -> dict:
    """The employee of the cast as a file tells of her; nothing differs."""
    post = cast.employee.assignments.get()
    return {
        "nip_baru": cast.employee.nip, "nama": cast.employee.name, "Email Dinas": "siti@bantulkab.example",
        "jenis_pegawai_nama": "PNS", "kedudukan_hukum_nama": "Aktif", "gol_akhir_nama": cast.employee.rank,
        "jenis_jabatan_nama": "Jabatan Fungsional", "jabatan_nama": post.position,
        "tmt_jabatan": post.starts_on.isoformat(), "unor_id": post.unit.code, "Catatan": "x",
    }  # fmt: skip


def upload(client, *rows: dict, kind="employees", **fields) -> ImportBatch:
    columns = [Column(name, lambda row, name=name: row[name]) for name in rows[0]]
    file = io.BytesIO(write_workbook(columns, rows).read())
    file.name = "pegawai.xlsx"
    client.post(reverse("imports:upload", args=[kind]), {"file": file, **fields})
    return ImportBatch.objects.latest("pk")


def page(client, batch, **query) -> str:
    answer = client.get(reverse("imports:batch", args=[batch.pk]), query)
    return " ".join(answer.content.decode().split())


def answer(client, batch, about, **fields):
    return client.post(reverse("imports:answer", args=[batch.pk, about]), fields, follow=True)


def test_the_preview_says_which_columns_were_read_are_missing_and_look_like_known_ones(officer, row):
    text = page(officer, upload(officer, row))
    assert "8 tidak ada" not in text
    assert (
        "Tidak ada dalam berkas: <strong>gelar_depan, gelar_belakang, email_gov, unor_nama</strong>" in text
    )
    assert "“Email Dinas” dibaca sebagai" in text
    assert '<option value="email_gov" selected>' in text


def test_a_mapped_heading_is_read_at_once_and_remembered_for_the_next_file(officer, cast, row):
    batch = upload(officer, row)
    answered = answer(officer, batch, "kolom", **{"judul-0": "email_gov", "judul-1": "-"})
    assert "dibaca ulang" in answered.content.decode()
    batch.refresh_from_db()
    assert (batch.state, "email_gov" in batch.report["columns"]["read"]) == (ImportState.PREVIEW, True)
    assert batch.report["columns"]["unknown"] == []
    mapped = ColumnMapping.objects.get(column="email_gov")
    assert (mapped.heading, mapped.updated_by) == ("email_dinas", cast.bkpsdm)
    officer.post(reverse("imports:confirm", args=[batch.pk]))
    assert Employee.objects.get(pk=cast.employee.pk).email == "siti@bantulkab.example"
    again = upload(officer, row | {"Email Dinas": "baru@bantulkab.example"})
    assert (again.report["columns"]["unknown"], again.report["updated"]) == ([], 1)


def test_a_file_without_a_required_heading_waits_for_its_near_name(officer, row):
    batch = upload(
        officer, {"NIP Pegawai": row["nip_baru"]} | {k: v for k, v in row.items() if k != "nip_baru"}
    )
    assert batch.state == ImportState.MAPPING
    text = page(officer, batch)
    assert "“NIP Pegawai” dibaca sebagai" in text
    assert "Kolom yang harus ada tidak ditemukan pada lembar “Data”: nip_baru." in text
    answer(officer, batch, "kolom", **{"judul-0": "nip_baru"})
    batch.refresh_from_db()
    assert batch.state == ImportState.PREVIEW


def test_two_headings_cannot_be_one_column_and_no_answer_reads_nothing(officer, row):
    batch = upload(officer, row)
    doubled = answer(officer, batch, "kolom", **{"judul-0": "email_gov", "judul-1": "email_gov"})
    assert doubled.status_code == 422
    assert "kolom yang sama" in doubled.content.decode()
    assert doubled.content.decode().count('<option value="email_gov" selected>') == 2
    assert "Belum ada yang dijawab" in answer(officer, batch, "kolom").content.decode()
    assert ColumnMapping.objects.count() == 0


def test_an_unknown_word_is_explained_beside_the_preview(officer, cast, row):
    batch = upload(officer, row | {"kedudukan_hukum_nama": "Cuti Alasan Penting"})
    assert "“Cuti Alasan Penting” berarti" in page(officer, batch)
    answer(officer, batch, "kata", **{"kata-0": LegalStatus.UNPAID_LEAVE})
    batch.refresh_from_db()
    assert (batch.report["unknown_words"], batch.report["updated"]) == ({}, 1)
    word = LegalStatusWord.objects.get(word="cuti alasan penting")
    assert (word.status, word.updated_by) == (LegalStatus.UNPAID_LEAVE, cast.bkpsdm)


def test_held_rows_are_let_through_one_by_one_with_a_reason(officer, cast, row):
    older = row | {"tmt_jabatan": "2015-01-01", "jabatan_nama": "Perawat Pemula"}
    batch = upload(officer, older)
    text = page(officer, batch, tab="ditahan")
    assert "Ditahan (1)" in text
    assert "1 baris ditahan</strong> dan menunggu keputusan Anda" in text
    assert "Tidak ada yang perlu diterapkan" not in text
    assert "mendahului jabatan yang tercatat" in text
    address = reverse("imports:release", args=[batch.pk])
    refused = officer.post(address, {"baris": "2", "alasan": ""}, follow=True)
    assert "Isi alasannya" in refused.content.decode()
    assert 'value="2"' in refused.content.decode()
    assert "checked" in refused.content.decode()
    done = officer.post(address, {"baris": "2", "alasan": "SK 12"}, follow=True)
    assert "1 baris diloloskan" in done.content.decode()
    assert "SK 12" in page(officer, batch)
    assert "Ditahan (0)" in page(officer, batch)


def test_the_day_of_the_data_cannot_lie_ahead_and_is_said_at_its_field(officer, row):
    columns = [Column(name, lambda one, name=name: one[name]) for name in row]
    file = io.BytesIO(write_workbook(columns, [row]).read())
    file.name = "pegawai.xlsx"
    refused = officer.post(
        reverse("imports:upload", args=["employees"]), {"file": file, "as_of": "2100-01-01"}
    )
    assert refused.status_code == 422
    assert "belum tiba" in refused.content.decode()


@pytest.mark.parametrize("address", ["column_mapping", "legal_status_word"])
def test_what_was_taught_is_listed_for_officers_only(officer, cast, login, address):
    assert officer.get(reverse(f"{address}:index")).status_code == 200
    assert login(cast.employee).get(reverse(f"{address}:index")).status_code in (302, 403, 404)


def test_a_word_and_a_heading_are_added_and_changed_in_the_lists(officer, cast):
    officer.post(reverse("legal_status_word:add"), {"word": "Gugur.", "status": LegalStatus.DECEASED})
    word = LegalStatusWord.objects.get(word="gugur")
    assert word.updated_by == cast.bkpsdm
    doubled = officer.post(reverse("legal_status_word:add"), {"word": "GUGUR", "status": LegalStatus.LEFT})
    assert "sudah ada dalam daftar" in doubled.content.decode()
    officer.post(reverse("column_mapping:add"), {"written": "Surel Dinas", "meaning": "employees:email_gov"})
    mapping = ColumnMapping.objects.get()
    assert (mapping.heading, mapping.kind, mapping.column) == ("surel_dinas", "employees", "email_gov")
    known = officer.post(reverse("column_mapping:add"), {"written": "NIP", "meaning": "employees:email_gov"})
    assert "sudah dikenal" in known.content.decode()


@pytest.mark.parametrize("name", ["imports:answer", "imports:release"])
def test_only_managers_answer(cast, login, officer, row, name):
    batch = upload(officer, row)
    arguments = [batch.pk, "kolom"] if name == "imports:answer" else [batch.pk]
    assert login(cast.employee).post(reverse(name, args=arguments)).status_code in (302, 403, 404)
    assert ImportBatch.objects.get(pk=batch.pk).state == ImportState.PREVIEW
