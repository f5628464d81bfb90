"""Files that cannot be taken over: each gets one clear sentence, and nothing is written."""

import json
from contextlib import suppress

import pytest

from forms_config.domain import transfer
from forms_config.domain.transfer import BadFile
from forms_config.models import EvaluationForm, Indicator, RatingScale
from sekin_site.roles import BKPSDM
from tests.build import make_user
from tests.forms_config.transfer_files import changed, file_of, forget_everything, make_full_form

pytestmark = pytest.mark.django_db


@pytest.fixture
def good() -> str:
    """A good file, on an installation that has nothing of it."""
    text = file_of(make_full_form())
    forget_everything()
    return text


def refusal(text: str) -> str:
    with pytest.raises(BadFile) as refused:
        transfer.read(text)
    assert not EvaluationForm.objects.exists()
    assert not RatingScale.objects.exists()
    return str(refused.value)


def with_head(text: str, **head) -> str:
    return json.dumps(json.loads(text) | head)


def first_field(content) -> dict:
    return content["form"]["sections"][0]["value"]["fields"][0]


# --- Bytes --------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"PK\x03\x04 seperti xlsx", "Excel, Word, atau zip"),
        (b"\xff\xfe\x00\x01", "bukan teks UTF-8"),
        (b"\x89PNG\r\n\x1a\n\x00", "bukan teks UTF-8"),
        (b" " * (2 * 1024 * 1024 + 1), "lebih besar dari 2 MB"),
    ],
)
def test_bytes_that_are_no_text_are_refused(data, said):
    with pytest.raises(BadFile, match=said):
        transfer.decode(data)


def test_a_byte_order_mark_does_no_harm(good):
    assert transfer.read(transfer.decode(b"\xef\xbb\xbf" + good.encode())).form["key"] == "lengkap"


# --- JSON ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "kosong"),
        ("  \n ", "kosong"),
        ("Yth. Bapak Kepala", "bukan formulir yang diekspor"),
        ("[1, 2]", "bukan formulir yang diekspor"),
        ('"teks"', "bukan formulir yang diekspor"),
        ("null", "bukan formulir yang diekspor"),
        ('{"kind": "lain"}', "bukan formulir yang diekspor"),
        ('{"kind": "sekin-bantul/formulir"}', "nomor format"),
        ("[" * 1_000_000, "terlalu dalam"),
        ('{"a":' * 300_000, "terlalu dalam"),
        ("[" * 500 + "]" * 500, "terlalu dalam"),
        ('{"a": NaN}', "NaN"),
        ('{"a": -Infinity}', "-Infinity"),
        ('{"a": ' + "9" * 5000 + "}", "terlalu panjang"),
        ('{"a": 1, "a": 2}', "“a” disebut dua kali"),
        ('{"a": "\\u0000"}', "huruf yang rusak"),
        ('{"a\\u0000": 1}', "huruf yang rusak"),
        ('{"a": "\\ud800"}', "huruf yang rusak"),
    ],
    ids=lambda value: value[:20],
)
def test_what_is_no_file_of_ours_is_refused(text, said):
    assert said in refusal(text)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_file_that_was_cut_off_is_refused(good, share):
    assert "terpotong atau rusak" in refusal(good[: int(len(good) * share)])


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (2, "berformat 2, lebih baru"),
        (10**100, "lebih baru"),
        (0, "nomor format"),
        ("1", "nomor format"),
        (True, "nomor format"),
        (None, "nomor format"),
        (1.0, "nomor format"),
    ],
)
def test_another_format_number_is_refused(good, number, said):
    assert said in refusal(with_head(good, format=number))


# --- Content ------------------------------------------------------------------------------------------
def set_unknown_block(content):
    first_field(content)["type"] = "video"


def set_unknown_input(content):
    first_field(content)["value"]["warna"] = "merah"


def set_unknown_column(content):
    content["scales"][0]["pemilik"] = "saya"


def set_unknown_list(content):
    content["pegawai"] = []


def set_wrong_text(content):
    first_field(content)["value"]["label"] = ["daftar"]


def set_wrong_number(content):
    first_field(content)["value"]["minimum"] = "1e999999999"


def set_number_without_end(content):
    first_field(content)["value"]["decimals"] = 10**30


def set_fraction(content):
    first_field(content)["value"]["decimals"] = 1.5


def set_wrong_choice(content):
    first_field(content)["value"]["filled_by"] = "bupati"


def set_wrong_key(content):
    first_field(content)["value"]["key"] = "dua kata"


def set_no_list(content):
    content["form"]["sections"] = {"a": 1}


def set_section_without_type(content):
    content["form"]["sections"] = ["teks"]


def set_scale_twice(content):
    content["scales"].append(content["scales"][0])


def set_level_twice(content):
    levels = content["scales"][0]["levels"]
    levels.append(levels[0])


def set_field_twice(content):
    fields = content["form"]["sections"][0]["value"]["fields"]
    fields.append(fields[0])


def drop_scale(content):
    content["scales"] = [scale for scale in content["scales"] if scale["key"] != "ekspektasi"]


def drop_matrix(content):
    content["matrices"] = []


def drop_form(content):
    del content["form"]


def drop_key(content):
    del content["indicators"][0]["code"]


def drop_name(content):
    content["indicators"][0]["name"] = ""


def set_ratio_without_divisor(content):
    ratio = next(one for one in content["indicators"] if one["code"] == "kehadiran")
    ratio["denominator_constant"] = None


def set_cells_too_deep(content):
    content["matrices"][0]["cells"] = {"ABOVE": {"ABOVE": {"ABOVE": "BAIK"}}}


def set_cells_of_numbers(content):
    content["matrices"][0]["cells"] = {"ABOVE": {"ABOVE": 1}}


def set_chooser_of_wrong_type(content):
    content["form"]["matrix"] = {"pk": 1}


def set_pages_wrong(content):
    content["pages"] = [{"slug": 1}]


def set_things_wrong(content):
    content["scales"] = ["ekspektasi"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (set_unknown_block, "jenis blok “video” tidak dikenal"),
        (set_unknown_input, "tidak dikenal, yaitu “warna”"),
        (set_unknown_column, "tidak dikenal, yaitu “pemilik”"),
        (set_unknown_list, "“pegawai” tidak dikenal"),
        (set_wrong_text, "harus berupa teks"),
        (set_wrong_number, "harus berupa angka"),
        (set_number_without_end, "bilangan bulat"),
        (set_fraction, "bilangan bulat"),
        (set_wrong_choice, "Diisi oleh"),
        (set_wrong_key, "Kode tetap diawali huruf"),
        (set_no_list, "harus berupa daftar"),
        (set_section_without_type, "jenis bloknya tidak disebut"),
        (set_scale_twice, "Skala dengan kode tetap “ekspektasi” ada dua kali"),
        (set_level_twice, "ada dua kali di dalam berkas"),
        (set_field_twice, "“selesai” ada dua kali"),
        (drop_scale, "memakai skala “ekspektasi”, tetapi itu tidak ada di dalam berkas"),
        (drop_matrix, "memakai kuadran “kuadran”"),
        (drop_form, "formulirnya tidak ada"),
        (drop_key, "kode: Field ini tidak boleh kosong"),
        (drop_name, "nama indikator"),
        (set_ratio_without_divisor, "Isi penyebut"),
        (set_cells_too_deep, "harus berupa teks"),
        (set_cells_of_numbers, "harus berupa teks"),
        (set_chooser_of_wrong_type, "harus berupa kode tetap"),
        (set_pages_wrong, "Halaman panduan"),
        (set_things_wrong, "harus berupa blok"),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_content_that_does_not_fit_is_refused_at_its_place(good, change, said):
    assert said in refusal(changed(good, change))


def test_any_value_replaced_by_any_other_is_read_or_refused(good):
    """Nothing but BadFile ever comes out, whatever stands in the file."""
    content = json.loads(good)["content"]
    strange = [None, True, -1, 10**20, "", "x" * 60_000, "9" * 40, [], [None], {}, {"a": {"b": {"c": []}}}]
    for number, path in enumerate(paths(content)):
        text = changed(good, lambda c, p=path, n=number: put(c, p, strange[n % len(strange)]))
        with suppress(BadFile):
            transfer.compare(transfer.read(text))


def paths(value, path=()):
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in inner:
        yield from paths(child, (*path, key))


def put(content, path, value):
    if not path:
        content.clear()
        return
    for key in path[:-1]:
        content = content[key]
    content[path[-1]] = value


# --- What is allowed ----------------------------------------------------------------------------------
def test_a_file_changed_by_hand_is_read_with_a_warning(good):
    assert transfer.read(good).warnings == ()
    file = json.loads(good)
    file["content"]["form"]["title"] = "Diubah sendiri"
    (warning,) = transfer.read(json.dumps(file)).warnings
    assert "pernah diubah setelah diekspor" in warning


def test_what_an_older_application_did_not_know_gets_its_default(good):
    def drop(content):
        del first_field(content)["value"]["not_applicable"]
        del content["indicators"][0]["multiplier"]

    content = transfer.read(changed(good, drop)).content
    assert first_field(content)["value"]["not_applicable"] == "refused"
    assert content["indicators"][0]["multiplier"] == "100"


def test_an_unfinished_draft_can_travel(good):
    def empty(content):
        first_field(content)["value"]["label"] = ""
        content["form"]["sections"][0]["value"]["overall"][0]["scale"] = None

    file = transfer.read(changed(good, empty))
    fingerprint = transfer.compare(file).fingerprint
    form = transfer.import_form(
        file, {}, fingerprint=fingerprint, actor=make_user("petugas", groups=(BKPSDM,))
    )
    assert form.sections[0].value["overall"][0]["scale"] is None
    assert Indicator.objects.count() == 2
