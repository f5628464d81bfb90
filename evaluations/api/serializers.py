"""The answers that are no flat rows, as the schema describes them."""

from typing import Any

from rest_framework import serializers

from evaluations.api.openapi import row_serializer
from evaluations.exchange.exports import RESULT_COLUMNS
from evaluations.exchange.reference_columns import GUIDANCE_COLUMNS
from forms_config.engine.kinds import Column


class EventSerializer(serializers.Serializer):
    action = serializers.CharField()
    from_state = serializers.CharField()
    to_state = serializers.CharField()
    actor_name = serializers.CharField()
    at = serializers.DateTimeField()


class PlanSerializer(serializers.Serializer):
    plan = serializers.IntegerField(help_text="SKP satu jabatan dalam satu tahun.")
    year = serializers.IntegerField()
    version = serializers.IntegerField(help_text="Setiap persetujuan menambah satu versi.")
    approved_at = serializers.DateTimeField()
    position = serializers.CharField(help_text="Jabatan pada saat disetujui.")
    unit_name = serializers.CharField()


class PartSerializer(serializers.Serializer):
    number = serializers.IntegerField(help_text="1, atau lebih bila pegawai pindah di tengah periode.")
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    counts = serializers.BooleanField(help_text="Apakah bagian ini menjadi hasil periode.")


class ResultPerformanceSerializer(serializers.Serializer):
    level = serializers.CharField()
    level_label = serializers.CharField()
    unit_code = serializers.CharField(
        help_text="Unit yang capaiannya berlaku: unit pegawai atau yang di atasnya."
    )
    unit_name = serializers.CharField()
    decided_on = serializers.DateField()


ResultSerializer: Any = row_serializer("Result", RESULT_COLUMNS)  # made while the program runs


class ResultDetailSerializer(ResultSerializer):
    answers = serializers.DictField(allow_null=True, help_text="Jawaban menurut kunci isian.")
    plan_rows = serializers.ListField(
        child=serializers.DictField(), allow_null=True, help_text="Rencana hasil kerja saat dikirim."
    )
    figures = serializers.DictField(allow_null=True, help_text="Angka dari sistem, misalnya presensi.")
    trace = serializers.ListField(
        child=serializers.DictField(), allow_null=True, help_text="Langkah demi langkah terjadinya hasil."
    )
    index_label = serializers.CharField(allow_null=True)
    notes = serializers.CharField(allow_null=True)
    recommendation = serializers.CharField(allow_null=True)
    plans = PlanSerializer(
        many=True, help_text="Versi SKP yang dilaporkan: jabatan sendiri dulu, lalu Plt dan tugas tambahan."
    )
    part = PartSerializer()
    organization_performance = ResultPerformanceSerializer(
        allow_null=True, help_text="Capaian kinerja organisasi, null bila belum ditetapkan."
    )
    events = EventSerializer(many=True)


GuidanceRowSerializer: Any = row_serializer("GuidancePage", GUIDANCE_COLUMNS)


class GuidanceSerializer(GuidanceRowSerializer):
    html = serializers.CharField(help_text="Isi tanpa gaya; alamat di dalamnya lengkap.")


class AnswerSerializer(serializers.Serializer):
    section = serializers.CharField()
    key = serializers.CharField(
        help_text="Kunci pada `answers` sebuah hasil; dalam bagian berbaris, kunci tiap baris."
    )
    label = serializers.CharField()
    column = serializers.ChoiceField(
        [column.value for column in Column],
        help_text="Isi kolomnya dalam tabel. Angka dan rupiah tersimpan sebagai teks desimal, misalnya 1250000.",
    )


class FormVersionSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    form = serializers.CharField(help_text="Kunci formulir.")
    title = serializers.CharField()
    number = serializers.IntegerField()
    published_at = serializers.DateTimeField()
    content_hash = serializers.CharField(help_text="SHA-256 dari isi.")
    answers = AnswerSerializer(many=True)
    schema = serializers.DictField()
