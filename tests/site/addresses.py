"""Every address that the site knows, filled in with things that exist."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone
from django.utils.regex_helper import normalize
from wagtail.admin.models import EditingSession
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.log_actions import log
from wagtail.models import Page, Task, UploadedFile, Workflow

from evaluations.domain.access.api_clients import create_client
from evaluations.domain.evaluating.competences import note_levels
from evaluations.domain.evaluating.daily import Line, add_file, write
from evaluations.domain.evaluating.development import Proposal, propose
from evaluations.domain.evaluating.dialogs import start_dialog
from evaluations.domain.evaluating.evidence import add_evidence
from evaluations.domain.evaluating.guidance_questions import ask
from evaluations.domain.periods.calibrating import close_session, open_session
from evaluations.domain.periods.deputies import announce
from evaluations.domain.periods.official_development import load_official_development
from evaluations.domain.periods.official_distribution import load_official_distribution
from evaluations.enums import (
    ApiScope,
    CodeAudience,
    DevelopmentKind,
    DownloadKind,
    FeedbackRelation,
    ImportKind,
    OrganizationLevel,
    State,
)
from evaluations.exchange.imports import preview
from evaluations.models import (
    ApiClient,
    CalendarUse,
    CodeBatch,
    DailyEntry,
    DailyFile,
    DevelopmentStep,
    DialogAgreement,
    DistributionRules,
    Download,
    Employee,
    Evaluation,
    EvaluationPeriod,
    Evidence,
    Extension,
    Feedback,
    FormerRating,
    GuidanceQuestion,
    Holiday,
    ImportBatch,
    OrganizationalUnit,
    PerformanceDecision,
    PerformanceDialog,
    PerformancePlan,
    PeriodTemplate,
    Ramadan,
    RaterAbsence,
    RaterReport,
    Reminder,
    ReminderRule,
    RoleGrant,
)
from forms_config.domain.approval import WORKFLOW_NAME, add_default_workflow
from forms_config.domain.publishing import freeze
from forms_config.models import EvaluationForm, FormVersion, GuidancePage, GuidanceSynonym, LegalBasis
from sekin_site.roles import DRAFTER
from tests import build, competence, dialogs, pulse, schemas
from tests.forms_config.library import make_form, make_indicator, make_matrix, make_scale, rated_sections
from tests.guidance import make_guidance_page

# Addresses whose view does not say which model their number belongs to: the longest beginning decides.
MODEL_BY_BEGINNING: dict[str, type[Model]] = {
    "kelola/formulir/": EvaluationForm,
    "kelola/formulir/versi/": FormVersion,
    "kelola/periode/": EvaluationPeriod,
    "kelola/perpanjangan/": Extension,
    "kelola/unit/": OrganizationalUnit,
    "kelola/impor/": ImportBatch,
    "kelola/klien-api/": ApiClient,
    "kelola/akun/kode/": CodeBatch,
    "akun/kode/": CodeBatch,
    "kelola/salah-penilai/": RaterReport,
    "kelola/menunggu/": Evaluation,
    "kelola/peran/": RoleGrant,
    "kelola/peran/akun/": get_user_model(),
    "kelola/workflows/": Workflow,
    "kelola/workflows/tasks/": Task,
    "kelola/workflows/usage/": Workflow,
    "kelola/api/main/pages/": GuidancePage,
    "kelola/api/main/images/": get_image_model(),
    "kelola/api/main/documents/": get_document_model(),
    "kelola/documents/": get_document_model(),
    "api/v1/results/": Evaluation,
    "api/v1/form-versions/": FormVersion,
    "evaluasi/": Evaluation,
    "bukti/": Evidence,
    "skp/": PerformancePlan,
    "panduan-dibaca/": GuidancePage,
    "panduan-pendapat/": GuidancePage,
    "kelola/pertanyaan-panduan/": GuidanceQuestion,
    "pengingat/": Reminder,
    "umpan-balik/": Feedback,
    "dialog/": PerformanceDialog,
    "dialog/kesepakatan/": DialogAgreement,
    "pengembangan/kegiatan/": DevelopmentStep,
    "harian/": DailyEntry,
    "harian/berkas/": DailyFile,
    "capaian/": PerformanceDecision,
    "unduhan/": Download,
    "penetapan/": EvaluationPeriod,
    "kelola/angka-kredit/": Employee,
    "tim/beralih/": FormerRating,
    "tim/pola/": EvaluationPeriod,
    "tim/tidak-di-tempat/": RaterAbsence,
    "kelola/pola-distribusi/": DistributionRules,
}
ANYWHERE = ""


@dataclass(frozen=True)
class Address:
    """``route`` as the resolver has it ("evaluasi/%(pk)s/"), ``path`` with a real thing in it."""

    route: str
    path: str

    def __str__(self) -> str:
        return f"/{self.route}"


@dataclass(frozen=True)
class Visitor:
    """A role and its browser."""

    role: str
    client: Client


def addresses(world: "World") -> Iterator[Address]:
    """Each address once."""
    seen = set()
    for route, names, pattern in _routes(get_resolver().url_patterns):
        if route not in seen:
            seen.add(route)
            yield Address(route, "/" + route % {name: world.value(name, route, pattern) for name in names})


def _routes(patterns: list, prefix: str = "") -> Iterator[tuple[str, list[str], URLPattern]]:
    for pattern in patterns:
        regex = prefix + pattern.pattern.regex.pattern.removeprefix("^").removesuffix(r"\Z").removesuffix("$")
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern.url_patterns, regex)
        else:
            for route, names in normalize(regex):
                yield route, names, pattern


class World:
    """The cast, and at least one of everything that an address can name."""

    def __init__(self) -> None:
        add_default_workflow()
        self.cast = cast = build.make_cast()
        self.drafter = build.make_user("penyusun", groups=(DRAFTER,))
        self.leader = build.make_employee("Kepala Dinas Sosial")
        build.make_head(self.leader, cast.other_agency)
        self._evaluations()
        self._administration()
        self._pages_and_files()
        self.read = pulse.read(cast.employee, pulse.asking(11), rater=cast.rater)
        self.values = self._values()

    def visitors(self) -> dict[str, Visitor]:
        """A browser for every role, and a program."""
        cast = self.cast
        people: dict[str, Any] = {
            "anonymous": None, "ASN": cast.employee, "rater": cast.rater, "superior": cast.reviewer,
            "unit admin": cast.unit_admin, "leader": self.leader, "stranger": cast.stranger,
            "auditor": cast.auditor, "BKPSDM": cast.bkpsdm, "drafter": self.drafter, "superadmin": cast.superadmin,
        }  # fmt: skip
        visitors = {role: Visitor(role, Client()) for role in people}
        for role, who in people.items():
            if who is not None:
                visitors[role].client.force_login(getattr(who, "user", who))
        program = Client(headers={"Authorization": f"Bearer {self.token}"})
        return visitors | {"API client": Visitor("API client", program)}

    def value(self, name: str, route: str, pattern: URLPattern) -> Any:
        """What stands for one parameter of one address."""
        own = {
            key: found for key, found in self.values.items() if key[1] == name and route.startswith(key[0])
        }
        if own:
            return own[max(own, key=lambda key: len(key[0]))]
        model = _model_of(pattern) or _model_by_beginning(route)
        found = model._default_manager.order_by("pk").values_list("pk", flat=True).first() if model else None
        return found or 1

    def _evaluations(self) -> None:
        cast = self.cast
        self.evaluation = cast.evaluation()
        for month, state in enumerate((State.SUBMITTED, State.RATED, State.DELIVERED, State.FINAL), start=1):
            cast.evaluation(build.make_period(2026, month), state=state)
        self.evidence = add_evidence(
            self.evaluation, SimpleUploadedFile("rekap.pdf", b"%PDF-1.4\n%%EOF\n"), actor=cast.employee.user
        )
        self.rated = Evaluation.objects.get(state=State.RATED)
        head = cast.reviewer.user
        closed = open_session(self.rated.period, cast.agency, actor=head)
        self.record = close_session(closed, attendees=["Budi"], conclusion="Ukuran disamakan", actor=head)
        self.calibration = open_session(self.rated.period, cast.agency, actor=head)
        dialogs.closed(self.evaluation)
        start_dialog(self.evaluation, timezone.localdate(), actor=cast.rater.user)
        self._development()
        build.keep_daily(cast.agency)
        entry = write(cast.employee, Line(timezone.localdate(), "Menyusun laporan"), actor=cast.employee.user)
        add_file(entry, SimpleUploadedFile("foto.pdf", b"%PDF-1.4\n%%EOF\n"), actor=cast.employee.user)
        self.note = Feedback.objects.create(
            employee=cast.employee, author=cast.rater, text="Terima kasih.", about_on="2026-07-01"
        )
        self.asked = build.make_feedback_request(
            cast.reviewer, cast.employee, self.evaluation.period, relation=FeedbackRelation.SUBORDINATE
        )

    def _development(self) -> None:
        cast = self.cast
        version = build.make_form_version(schemas.competence_sheet())
        competence.told(cast.evaluation(build.make_period(2026, 6), version=version))
        note_levels(timezone.now())
        load_official_development()
        due_on = timezone.localdate()
        proposal = Proposal(competence.GAP, "Pelatihan", DevelopmentKind.CLASSROOM, due_on)
        propose(cast.employee, proposal, actor=cast.employee.user)

    def _administration(self) -> None:
        cast, period = self.cast, self.evaluation.period
        kind = ImportKind.EMPLOYEES
        path = settings.BASE_DIR / "tests" / "data" / "pegawai_siasn_rusak.xlsx"
        self.batch = preview(kind, path.read_bytes(), path.name, actor=cast.bkpsdm)
        _, self.token = create_client(name="Dasbor", scope=ApiScope.PERSONAL, actor=None)
        load_official_distribution()
        build.determine(period, {cast.agency: OrganizationLevel.GOOD}, document=b"%PDF-1.4\n%%EOF\n")
        PeriodTemplate.objects.get_or_create(name="Pola", defaults={"kind": period.kind})
        Holiday.objects.get_or_create(day="2026-08-17", defaults={"name": "Kemerdekaan"})
        Ramadan.objects.get_or_create(starts_on="2026-02-18", ends_on="2026-03-19")
        calendar = build.make_calendar()
        CalendarUse.objects.create(calendar=calendar, unit=cast.agency, starts_on="2026-01-01")
        Extension.objects.create(period=period, unit=cast.agency, until=period.fill_until, reason="Banjir")
        rule = ReminderRule.objects.create(step="FILL", days=-1, subject="{periode}", text="Halo {nama}.")
        Reminder.objects.create(
            employee=cast.employee,
            period=period,
            step="FILL",
            day="2026-07-30",
            rule=rule,
            subject="a",
            text="b",
        )
        CodeBatch.objects.create(
            audience=CodeAudience.ALL, created_by=cast.superadmin, created_at=period.opened_at,
            valid_until=period.fill_until, kept_until=period.fill_until,
        )  # fmt: skip
        announce(
            cast.rater, starts_on=timezone.localdate(), ends_on=timezone.localdate(), actor=cast.rater.user
        )
        Download.objects.create(
            owner=cast.reviewer.user, kind=DownloadKind.DOCUMENTS, title="Dokumen Evaluasi", total=1,
            options={"period": period.pk, "unit": cast.agency.pk}, ordered_at=period.opened_at,
        )  # fmt: skip
        former = FormerRating.objects.create(
            evaluation=self.evaluation, rater=cast.reviewer, rater_name="Ratna Dewi", notes="Rapi"
        )
        self.former = former.pk
        RaterReport.objects.create(
            evaluation=self.evaluation,
            employee=cast.employee,
            text="Atasan saya lain.",
            created_at=period.opened_at,
        )

    def _pages_and_files(self) -> None:
        cast = self.cast
        log(cast.employee, "wagtail.edit", user=cast.bkpsdm)
        self.page = make_guidance_page()
        self.revision = self.page.save_revision()
        GuidanceSynonym.objects.create(words="absen, presensi")
        LegalBasis.objects.create(number="UU 20/2023", title="Aparatur Sipil Negara")
        ask("Kapan jam kerja Ramadan diumumkan?", self.page, actor=cast.employee.user)
        scale = make_scale()
        self.form = make_form(*rated_sections(scale), matrix=make_matrix(scale))
        freeze(self.form, actor=cast.bkpsdm)
        make_indicator()
        self.form_revision = self.form.save_revision()
        workflow = Workflow.objects.get(name=WORKFLOW_NAME)
        self.workflow_state = workflow.start(self.form, self.drafter)
        self.image = get_image_model().objects.create(title="Gambar", file=get_test_image_file())
        self.document = get_document_model().objects.create(
            title="Surat", file=ContentFile(b"isi", "surat.pdf")
        )
        self.uploaded = UploadedFile.objects.create(
            file=ContentFile(b"isi", "a.pdf"), uploaded_by_user=cast.bkpsdm
        )
        self.session = EditingSession.objects.create(
            user=cast.bkpsdm, content_object=self.form, last_seen_at=self.evaluation.period.opened_at
        )

    def _values(self) -> dict[tuple[str, str], Any]:
        state, page = self.workflow_state, self.page.pk
        values = {
            "page_id": page, "page_pk": page, "page_to_move_id": page,
            "parent_page_id": self.page.get_parent().pk, "destination_id": self.page.get_parent().pk,
            "image_id": self.image.pk, "filter_spec": "max-100x100", "document_id": self.document.pk,
            "doc_id": self.document.pk, "uploaded_file_id": self.uploaded.pk,
            "workflow_pk": state.workflow_id, "workflow_state_id": state.pk,
            "task_id": state.current_task_state.task_id,
            "task_state_id": state.current_task_state_id, "action_name": "approve",
            "app_label": "forms_config", "app_name": "forms_config", "model_name": "evaluationform",
            "content_type_app_name": "forms_config", "content_type_model_name": "guidancepage",
            "object_id": self.form.pk, "session_id": self.session.pk, "uidb64": "MQ", "token": "set-password",
            "kind": ImportKind.EMPLOYEES, "act": "rater", "number": self.form.versions.first().number,
            "period": self.evaluation.period_id, "year": self.evaluation.period.year,
            "month": self.evaluation.period.month,
            "employee_id": self.cast.employee.pk, "former": self.former,
            "evaluation_id": self.rated.pk, "post": self.cast.employee.assignments.get().pk, "step": "nilai",
        }  # fmt: skip
        special = {
            ("kelola/formulir/", "revision_id"): self.form_revision.pk,
            ("kelola/formulir/", "revision_id_a"): self.form_revision.pk,
            ("kelola/formulir/", "revision_id_b"): "latest",
            ("kelola/formulir/", "pk"): self.form.pk,
            ("kelola/formulir/versi/", "pk"): self.form.versions.first().pk,
            ("evaluasi/%(pk)s/suara/", "pk"): self.read.pk,
            ("skp/", "key"): "rhk-1",
            ("umpan-balik/catatan/", "code"): self.note.code,
            ("umpan-balik/minta/", "pk"): self.evaluation.pk,
            ("umpan-balik/minta/%(pk)s/batalkan/", "pk"): self.asked.pk,
            ("umpan-balik/permintaan/", "pk"): self.asked.pk,
            ("pengembangan/", "key"): competence.GAP,
            ("kalibrasi/", "pk"): self.calibration.pk,
            ("kalibrasi/%(pk)s/berita-acara/", "pk"): self.record.pk,
            ("kelola/impor/%(kind)s/templat.xlsx", "kind"): ImportKind.CREDITS,
            ("kelola/pages/", "revision_id"): self.revision.pk,
            ("kelola/pages/", "_0"): page,
            ("kelola/pages/", "_1"): self.revision.pk,
            ("kelola/pages/", "_2"): "latest",
            ("kelola/bulk/", "app_label"): "wagtailcore",
            ("kelola/bulk/", "model_name"): "page",
            ("kelola/bulk/", "action"): "delete",
            ("kelola/pages/create/", "model_name"): "guidancepage",
            ("kelola/workflows/tasks/add/", "model_name"): "otherofficertask",
            ("kelola/settings/", "app_name"): "evaluations",
            ("kelola/settings/", "model_name"): "evaluationsettings",
            ("dokumen/", "_0"): self.document.pk,
            ("dokumen/", "_1"): self.document.filename,
            ("panduan/", "_0"): self.page.slug + "/",
        }
        return {(ANYWHERE, name): value for name, value in values.items()} | special


def _model_of(pattern: URLPattern) -> type[Model] | None:
    view = pattern.callback
    found = getattr(view, "view_initkwargs", {}).get("model") or getattr(
        getattr(view, "view_class", None), "model", None
    )
    return found if found in set(apps.get_models()) - {Page} else None


def _model_by_beginning(route: str) -> type[Model] | None:
    fitting = [beginning for beginning in MODEL_BY_BEGINNING if route.startswith(beginning)]
    return MODEL_BY_BEGINNING[max(fitting, key=len)] if fitting else None
