import pytest

from evaluations.api.pagination import Cursor, Keyset

pytestmark = pytest.mark.django_db

LISTS = [
    "results/", "units/", "employees/", "periods/", "forms/", "performances/",
    "indicator-scores/", "attendance/", "guidance/", "summary/distribution/", "summary/completeness/",
    "summary/indicators/",
]  # fmt: skip


def refused(response) -> tuple[str, list[str]]:
    assert response.status_code == 400, response.content
    body = response.json()
    assert all(body["fields"].values())
    return body["code"], sorted(body["fields"])


@pytest.mark.parametrize("path", LISTS)
def test_an_unknown_parameter_is_named(api, path):
    response = api().get(path, tahun=2026, ordering="-nip")
    assert refused(response) == ("unknown_parameter", ["ordering", "tahun"])
    assert response.json()["message"] == "Parameter tidak dikenal: tahun, ordering."


@pytest.mark.parametrize("path", ["results/1/", "form-versions/1/", "guidance/mulai/"])
def test_a_detail_takes_no_parameters(api, path):
    assert refused(api().get(path, year=2026)) == ("unknown_parameter", ["year"])


@pytest.mark.parametrize("path", LISTS)
def test_an_unknown_format_is_refused(api, path):
    assert refused(api().get(path, format="xml")) == ("invalid_parameter", ["format"])


@pytest.mark.parametrize("name", ["nip", "unit", "year", "updated_since", "cursor", "format"])
@pytest.mark.parametrize("value", ["", "  "])
def test_an_empty_filter_is_not_taken_for_no_filter(api, name, value):
    assert refused(api().get("results/", **{name: value})) == ("invalid_parameter", [name])


def test_a_repeated_filter_is_refused(api):
    assert refused(api().get("results/?year=2025&year=2026")) == ("invalid_parameter", ["year"])


NONSENSE = [
    "NaN",
    "Infinity",
    "1e400",
    "9" * 5000,
    "-1",
    "1.5",
    "\x00",
    "x\x00",
    "\ud800",
    "😀",
    "' OR 1=1 --",
    "[]",
]
FILTERS = {
    "results/": [
        "period", "year", "month", "kind", "unit", "predikat", "state", "employment_type", "form", "nip",
        "updated_since", "limit", "cursor",
    ],
    "units/": ["unit", "kind", "limit", "cursor"],
    "employees/": ["unit", "nip", "employment_type", "limit", "cursor"],
    "periods/": ["year", "month", "kind", "state", "limit", "cursor"],
    "performances/": ["period", "year", "month", "kind", "unit", "level", "limit", "cursor"],
    "indicator-scores/": ["period", "unit", "state", "nip", "updated_since", "limit", "cursor"],
    "attendance/": ["unit", "nip", "year", "month", "updated_since", "limit", "cursor"],
    "guidance/": ["audience", "limit", "cursor"],
    "summary/distribution/": ["by", "period", "year", "month", "kind", "unit", "employment_type", "form"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("path", "name"), [(path, name) for path, names in FILTERS.items() for name in names]
)
def test_nonsense_is_refused_and_never_an_error_of_ours(api, path, name):
    reader = api()
    for value in NONSENSE:
        # What nobody sees is an empty parameter; everything else is looked at as a cursor.
        code = "invalid_cursor" if name == "cursor" and value != "\x00" else "invalid_parameter"
        value = value.encode("utf-8", "surrogatepass")
        assert refused(reader.get(path, **{name: value})) == (code, [name]), value


@pytest.mark.parametrize(
    "value",
    [
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "1999-12-31",
        "2026-13-01",
        "2026-07-01T25:00",
    ],
)
def test_a_moment_outside_of_reason_is_refused(api, value):
    assert refused(api().get("results/", updated_since=value)) == ("invalid_parameter", ["updated_since"])


@pytest.mark.parametrize("number", ["9" * 18, "9" * 19, "9" * 40])
@pytest.mark.parametrize("path", ["results/{}/", "form-versions/{}/"])
def test_a_huge_id_is_not_found(api, path, number):
    response = api().get(path.format(number))
    assert (response.status_code, response.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize("value", ["0", "1001", "1000000000"])
def test_a_page_has_1_to_1000_rows(api, value):
    assert refused(api().get("results/", limit=value)) == ("invalid_parameter", ["limit"])


@pytest.mark.parametrize("wanted", ["csv", "xlsx"])
def test_a_file_has_no_pages(api, wanted):
    response = api().get("results/", format=wanted, limit=5, cursor="x")
    assert refused(response) == ("invalid_parameter", ["cursor", "limit"])


def test_a_cursor_serves_only_its_own_order(api):
    reader = api()
    cursor = Keyset("code").encode(Cursor(("10200",)))
    assert reader.get("units/", cursor=cursor).status_code == 200
    assert refused(reader.get("results/", cursor=cursor)) == ("invalid_cursor", ["cursor"])
    assert refused(reader.get("units/", cursor=cursor[:-1])) == ("invalid_cursor", ["cursor"])


@pytest.mark.parametrize("by", ["unit,", ",", "unit,unit", "unit,month,form", "nip", "unit__name", "Unit"])
def test_by_takes_one_or_two_of_the_dimensions(api, by):
    assert refused(api().get("summary/distribution/", by=by)) == ("invalid_parameter", ["by"])
