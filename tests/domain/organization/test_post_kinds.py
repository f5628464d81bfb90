"""The kind of a post, guessed from its name, its type, its unit and whether it leads."""

from importlib import import_module

import pytest
from django.apps import apps

from evaluations.demo.people import DATA
from evaluations.domain.organization.post_kinds import fill_post_kind, guess_post_kind
from evaluations.enums import ImportKind, PositionType, UnitKind
from evaluations.exchange.imports import import_path
from evaluations.models import Assignment
from forms_config.engine.figures import POSTS
from tests import build

STRUCTURAL, FUNCTIONAL, EXECUTIVE = PositionType.STRUCTURAL, PositionType.FUNCTIONAL, PositionType.EXECUTIVE


@pytest.mark.parametrize(
    ("position", "kind"),
    [
        ("Sekretaris Daerah", "JPT_PRATAMA"),
        ("Sekretaris DPRD", "JPT_PRATAMA"),
        ("Asisten Administrasi Umum", "JPT_PRATAMA"),
        ("Staf Ahli Bupati Bidang Hukum", "JPT_PRATAMA"),
        ("Inspektur Daerah", "JPT_PRATAMA"),
        ("Kepala Dinas Kesehatan", "JPT_PRATAMA"),
        ("Kepala Badan Kesatuan Bangsa dan Politik", "JPT_PRATAMA"),
        ("Kepala Satuan Polisi Pamong Praja", "JPT_PRATAMA"),
        ("Kepala Pelaksana Badan Penanggulangan Bencana Daerah", "JPT_PRATAMA"),
        ("Direktur RSUD Panembahan Senopati", "JPT_PRATAMA"),
        ("Wakil Direktur Pelayanan", "ADMINISTRATOR"),
        ("Inspektur Pembantu Wilayah II", "ADMINISTRATOR"),
        ("Sekretaris Dinas Kesehatan", "ADMINISTRATOR"),
        ("Sekretaris Badan Perencanaan Pembangunan Daerah", "ADMINISTRATOR"),
        ("KEPALA  BIDANG Pemuda Utama", "ADMINISTRATOR"),
        ("Kepala Bagian Hukum", "ADMINISTRATOR"),
        ("Panewu Sewon", "ADMINISTRATOR"),
        ("Panewu Anom Sewon", "ADMINISTRATOR"),
        ("Plt. Kepala Bidang Aset", "ADMINISTRATOR"),
        ("Plh Camat Sewon", "ADMINISTRATOR"),
        ("Kepala Subbagian Umum", "PENGAWAS"),
        ("Kepala Sub Bagian Umum", "PENGAWAS"),
        ("Kepala Seksi Gizi", "PENGAWAS"),
        ("Kepala Jawatan Praja Kapanewon Sewon", "PENGAWAS"),
        ("Kepala UPTD Laboratorium", "PENGAWAS"),
        ("Lurah Bantul", "PENGAWAS"),
        ("Sekretaris Kelurahan Bantul", "PENGAWAS"),
        ("Penasihat Bupati", ""),
    ],
)
def test_a_structural_post_tells_its_kind_by_how_it_begins(position, kind):
    assert guess_post_kind(position, STRUCTURAL, UnitKind.SECTION) == kind


@pytest.mark.parametrize(
    ("position", "kind"),
    [
        ("Analis Kebijakan Ahli Utama", "AHLI_UTAMA"),
        ("Guru Ahli Madya", "AHLI_MADYA"),
        ("Perencana ahli muda", "AHLI_MUDA"),
        ("AHLI PERTAMA - GURU KELAS", "AHLI_PERTAMA"),
        ("Pengawas Sekolah Ahli Madya", "AHLI_MADYA"),
        ("Guru Madya", "AHLI_MADYA"),
        ("Perawat Penyelia", "PENYELIA"),
        ("Arsiparis Mahir", "MAHIR"),
        ("TERAMPIL - PERAWAT", "TERAMPIL"),
        ("Polisi Pamong Praja Pemula", "PEMULA"),
        ("Perawat Pelaksana Lanjutan", "MAHIR"),
        ("Perawat Pelaksana", "TERAMPIL"),
        ("Perawat Pelaksana Pemula", "PEMULA"),
        ("Penyuluh Pemuda", ""),
        ("Kepala SD Negeri 1 Bantul", ""),
    ],
)
def test_a_functional_post_carries_its_rank_in_the_name(position, kind):
    assert guess_post_kind(position, FUNCTIONAL, UnitKind.SCHOOL) == kind


def test_an_executive_post_is_pelaksana_whatever_it_is_called():
    assert guess_post_kind("Pengelola Data Ahli Muda", EXECUTIVE, UnitKind.AGENCY) == "PELAKSANA"


@pytest.mark.parametrize(
    ("unit_kind", "kind"),
    [
        (UnitKind.AGENCY, "JPT_PRATAMA"),
        (UnitKind.DIVISION, "ADMINISTRATOR"),
        (UnitKind.KAPANEWON, "ADMINISTRATOR"),
        (UnitKind.SECTION, "PENGAWAS"),
        (UnitKind.UPTD, "PENGAWAS"),
        (UnitKind.REGENCY, ""),
    ],
)
def test_where_the_name_says_nothing_a_head_has_the_kind_of_the_unit(unit_kind, kind):
    assert guess_post_kind("Pemimpin", STRUCTURAL, unit_kind, is_head=True) == kind
    assert guess_post_kind("Pemimpin", STRUCTURAL, unit_kind) == ""


def test_a_kind_that_an_officer_chose_is_kept(cast):
    post = build.make_assignment(cast.stranger, cast.agency, "Perawat Mahir", post_kind="PENYELIA")
    assert not fill_post_kind(post)
    assert post.post_kind == "PENYELIA"


def test_the_employee_import_gives_every_post_of_the_regency_a_kind_but_heads_of_schools_and_the_like(db):
    import_path(ImportKind.UNITS, DATA / "unor.json")
    import_path(ImportKind.EMPLOYEES, DATA / "pegawai_siasn.xlsx")
    kinds = set(Assignment.objects.values_list("post_kind", flat=True))
    assert kinds <= {key for key, _ in POSTS} | {""}
    unknown = Assignment.objects.filter(post_kind="")
    assert {position.split()[0] for position in unknown.values_list("position", flat=True)} == {
        "Kepala", "Koordinator",
    }  # fmt: skip
    assert not unknown.exclude(position_type=FUNCTIONAL, is_head=True).exists()


def test_the_migration_fills_posts_that_were_there_before(cast, monkeypatch):
    migration = import_module("evaluations.migrations.0003_assignment_post_kind")
    monkeypatch.setattr(migration, "BATCH", 2)
    posts = cast.employee.assignments.model.objects
    posts.filter(employee=cast.reviewer).update(post_kind="JPT_MADYA")
    migration.fill(apps, None)
    assert dict(posts.values_list("position", "post_kind")) == {
        "Perawat Ahli Pertama": "AHLI_PERTAMA",
        "Kepala Bidang Pencegahan Penyakit": "ADMINISTRATOR",
        "Kepala Dinas Kesehatan": "JPT_MADYA",
        "Analis Kepegawaian": "",
    }
