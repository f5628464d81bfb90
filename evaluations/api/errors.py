"""Every error of the API as ``{"code", "message", "fields"}``: a stable code and an Indonesian sentence."""

from typing import Any

from django.core.exceptions import PermissionDenied
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler as standard_handler

MESSAGES = {
    "not_authenticated": "Sertakan token: Authorization: Bearer <token>.",
    "invalid_token": "Token ini tidak dikenal atau sudah dicabut.",
    "token_expired": "Masa berlaku token ini sudah habis. Mintalah token baru kepada BKPSDM.",
    "scope_missing": "Token ini tidak mencakup data yang diminta.",
    "not_found": "Data ini tidak ada atau di luar cakupan token Anda.",
    "method_not_allowed": "Alamat ini tidak menerima metode tersebut.",
    "not_acceptable": "Bentuk jawaban itu tidak tersedia. Pakai format=json, csv, atau xlsx.",
    "throttled": "Terlalu banyak permintaan. Coba lagi setelah waktu pada Retry-After.",
    "unsupported_media_type": "Kirim data sebagai application/json.",
    "parse_error": "Data yang dikirim bukan JSON yang benar.",
    "invalid_cursor": "Cursor ini tidak berlaku untuk daftar ini. Mulai lagi tanpa cursor.",
    "unknown_parameter": "Parameter tidak dikenal: {names}.",
    "invalid_parameter": "Parameter belum benar: {names}.",
    "invalid_body": "Isi kiriman belum benar: {names}.",
    "too_many_taps": "Terlalu banyak ketukan dalam satu kiriman. Bagi menjadi beberapa.",
    "clock_drift": "Jam mesin tidak cocok dengan jam server. Tidak ada ketukan yang dicatat.",
    "too_many_rows": "Terlalu banyak baris untuk satu berkas Excel. Persempit saringan, atau pakai csv.",
}


class BadRequest(exceptions.APIException):
    """400 with one of the codes above; ``fields`` says what is wrong with each parameter."""

    status_code = 400

    def __init__(self, code: str, fields: dict[str, list[str]]):
        super().__init__(MESSAGES[code].format(names=", ".join(fields)), code)
        self.fields = fields


def exception_handler(exc: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's handler with our body; what is no answer to the client stays an error of the server."""
    response = standard_handler(exc, context)
    if response is None:
        return None
    code = _code(exc)
    if isinstance(exc, BadRequest):
        response.data = {"code": code, "message": exc.detail, "fields": exc.fields}
    else:
        response.data = {"code": code, "message": MESSAGES[code], "fields": {}}
    return response


def _code(exc: Exception) -> str:
    if isinstance(exc, PermissionDenied | exceptions.PermissionDenied):
        return "scope_missing"
    return exc.get_codes() if isinstance(exc, exceptions.APIException) else "not_found"
