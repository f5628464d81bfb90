"""What programs write: taps of attendance, and nothing else."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from evaluations.api.errors import BadRequest
from evaluations.api.lists import DetailView
from evaluations.api.openapi import answers
from evaluations.domain.attendance.pushing import MOST, check_clock, push, zone_named
from evaluations.domain.refusals import Refused
from evaluations.enums import ApiScope


class TapSerializer(serializers.Serializer):
    nip = serializers.CharField(help_text="18 digit sebagai teks; NIP lama juga dikenali.")
    at = serializers.CharField(
        help_text="2026-06-02T07:25:00+07:00, 2026-06-02T00:25:00Z, atau 02/06/2026 07:25; juga dengan nama `waktu`. "
        "Detik dipotong."
    )
    device = serializers.CharField(required=False, max_length=40, help_text="Juga dengan nama `mesin`.")


class PushSerializer(serializers.Serializer):
    taps = TapSerializer(many=True, help_text=f"Paling banyak {MOST}.")
    timezone = serializers.CharField(
        required=False, help_text="Zona waktu untuk ketukan yang tidak menyebutnya. Bawaannya Asia/Jakarta."
    )
    sent_at = serializers.CharField(
        required=False,
        help_text="Jam mesin saat mengirim. Bila berbeda lebih dari 5 menit dari jam server, tidak ada yang dicatat "
        "(`clock_drift`).",
    )


class RejectedTapSerializer(serializers.Serializer):
    index = serializers.IntegerField(help_text="Urutan dalam kiriman, mulai 0.")
    nip = serializers.CharField(allow_blank=True)
    code = serializers.ChoiceField(
        ["not_a_tap", "unknown_nip", "invalid_datetime", "in_future", "too_old", "device_too_long"]
    )
    message = serializers.CharField()


class PushedSerializer(serializers.Serializer):
    received = serializers.IntegerField()
    created = serializers.IntegerField(help_text="Ketukan baru.")
    known = serializers.IntegerField(help_text="Sudah tercatat, dari kiriman atau berkas mana pun.")
    rejected = RejectedTapSerializer(many=True)
    clock_drift_seconds = serializers.IntegerField(
        allow_null=True, help_text="Jam server dikurangi jam mesin, sampai ke menit; null tanpa `sent_at`."
    )


class TapPush(DetailView):
    """Up to ``MOST`` taps; the good ones are taken, whatever is wrong with the others."""

    scopes = (ApiScope.ATTENDANCE,)

    @extend_schema(
        operation_id="attendance_taps_push",
        summary="Kirim ketukan presensi",
        description="Menerima ketukan mesin. Kiriman yang sama boleh diulang: satu orang pada satu menit tercatat "
        "sekali, juga bila sudah masuk lewat berkas. Yang tidak diterima disebut satu per satu dengan alasannya; yang "
        "lain tetap dicatat. Daftar ketukan tanpa pembungkus juga diterima.",
        request=PushSerializer,
        responses=answers(PushedSerializer),
        examples=[
            OpenApiExample(
                "Dua ketukan",
                {
                    "taps": [
                        {"nip": "199003152015032501", "at": "2026-06-02T07:25:40+07:00", "device": "FP-1"},
                        {"nip": "199003152015032501", "at": "2026-06-02T16:02:05+07:00", "device": "FP-1"},
                    ]
                },
                request_only=True,
            )
        ],
    )
    def post(self, request: Request) -> Response:
        taps, zone_name, sent_at = _parts(request.data)
        now = timezone.now()
        try:
            zone = zone_named(zone_name) if zone_name else None
            drift = check_clock(sent_at, zone, now) if sent_at else None
        except Refused as refused:
            about = "timezone" if refused.code == "unknown_zone" else "sent_at"
            raise BadRequest(
                "clock_drift" if refused.code == "clock_drift" else "invalid_body", {about: [refused.message]}
            ) from refused
        done = push(taps, client=self.client, now=now, zone=zone)
        rejected = [
            {"index": one.index, "nip": one.nip, "code": one.code, "message": one.message}
            for one in done.rejected
        ]
        return Response(
            {
                "received": len(taps),
                "created": done.created,
                "known": done.known,
                "rejected": rejected,
                "clock_drift_seconds": drift,
            }
        )


def _parts(data: Any) -> tuple[list[Any], str, str]:
    """The taps, the zone and the machine's time. Raises invalid_body, too_many_taps."""
    body = {"taps": data} if isinstance(data, list) else data
    if not isinstance(body, dict) or not isinstance(body.get("taps"), list):
        raise BadRequest("invalid_body", {"taps": ["Kirim daftar ketukan: [{nip, at, device}]."]})
    if len(body["taps"]) > MOST:
        raise BadRequest("too_many_taps", {"taps": [f"Paling banyak {MOST} dalam satu kiriman."]})
    return body["taps"], str(body.get("timezone") or ""), str(body.get("sent_at") or "")
