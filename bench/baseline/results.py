"""The list of results as one writes it at first, and well: nested ModelSerializers, joined in one query.

Stricter than plain: it leaves out the JSON documents, which a bare ``select_related`` would fetch and parse, and it
pages by cursor, without a COUNT. Token and scope are asked for as in the real list.
"""

from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.generics import ListAPIView
from rest_framework.pagination import CursorPagination
from rest_framework.serializers import ModelSerializer

from evaluations.models import Employee, Evaluation, EvaluationPeriod, OrganizationalUnit
from evaluations.queries import DOCUMENTS
from forms_config.models import EvaluationForm, FormVersion


class UnitSerializer(ModelSerializer):
    class Meta:
        model = OrganizationalUnit
        fields = ["code", "name"]


class PersonSerializer(ModelSerializer):
    class Meta:
        model = Employee
        fields = ["nip", "name"]


class PeriodSerializer(ModelSerializer):
    class Meta:
        model = EvaluationPeriod
        fields = ["id", "kind", "year", "month"]


class FormSerializer(ModelSerializer):
    class Meta:
        model = EvaluationForm
        fields = ["key"]


class FormVersionSerializer(ModelSerializer):
    form = FormSerializer()

    class Meta:
        model = FormVersion
        fields = ["id", "form"]


class ResultSerializer(ModelSerializer):
    employee = PersonSerializer()
    rater = PersonSerializer()
    unit = UnitSerializer()
    agency = UnitSerializer()
    period = PeriodSerializer()
    form_version = FormVersionSerializer()

    class Meta:
        model = Evaluation
        fields = [
            "id", "employee", "employment_type", "position", "unit", "agency", "period", "form_version", "state",
            "rating_hasil_kerja", "rating_perilaku", "predikat", "predikat_label", "index_score",
            "competency_score", "rater", "rated_at", "delivered_at", "final_at", "updated_at",
        ]  # fmt: skip


class HundredById(CursorPagination):
    page_size = 100
    ordering = "id"


class PlainResultList(ListAPIView):
    queryset = Evaluation.objects.select_related(
        "employee", "rater", "unit", "agency", "period", "form_version__form"
    ).defer(*DOCUMENTS, "form_version__schema", "form_version__form__sections")
    serializer_class = ResultSerializer
    pagination_class = HundredById
    filter_backends = [DjangoFilterBackend]
    filterset_fields = {"period": ["exact"], "unit__path": ["startswith"]}
