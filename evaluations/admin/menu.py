"""The menu by task: daily work first, then what is set up once. Forms stand in between (``forms_config``).

Daily work is Periode, Pantauan, SKP, Pegawai, Capaian organisasi, Keberatan, Pengembangan (orders 100 to 199);
set-up begins at 200.
"""

from wagtail.admin.viewsets.base import ViewSetGroup

from evaluations.admin.absences import AbsenceViewSet
from evaluations.admin.account_log import AccountLogViewSet
from evaluations.admin.accounts import AccountViewSet
from evaluations.admin.credits import CreditViewSet
from evaluations.admin.development import DevelopmentViewSet, OfferViewSet
from evaluations.admin.doctor.views import DoctorViewSet
from evaluations.admin.guidance.opinions import ConfusionViewSet, ReadingViewSet
from evaluations.admin.guidance.questions import QuestionViewSet
from evaluations.admin.guidance.searches import SearchViewSet
from evaluations.admin.guidance.viewsets import LegalBasisViewSet, PagesViewSet
from evaluations.admin.holidays import HolidayViewSet
from evaluations.admin.people.viewsets import (
    AssignmentViewSet,
    EmployeeViewSet,
    LegalStatusViewSet,
    ReportingLineViewSet,
    UnitViewSet,
)
from evaluations.admin.periods.templates import PeriodTemplateViewSet
from evaluations.admin.plan_library import PlanLibraryViewSet
from evaluations.admin.plans import PlanViewSet
from evaluations.admin.rater_reports import RaterReportViewSet
from evaluations.admin.reminders import OutboxViewSet, ReminderRuleViewSet
from evaluations.admin.roles import RoleViewSet
from evaluations.admin.stand_ins import StandInViewSet


class PeopleGroup(ViewSetGroup):
    menu_label = "Pegawai"
    menu_icon = "group"
    menu_order = 120
    items = (
        EmployeeViewSet,
        DoctorViewSet,
        RaterReportViewSet,
        StandInViewSet,
        AbsenceViewSet,
        AssignmentViewSet,
        ReportingLineViewSet,
        LegalStatusViewSet,
        CreditViewSet,
        UnitViewSet,
    )


class PlanGroup(ViewSetGroup):
    menu_label = "SKP"
    menu_icon = "list-ul"
    menu_order = 115
    items = (PlanViewSet, PlanLibraryViewSet)


class DevelopmentGroup(ViewSetGroup):
    menu_label = "Pengembangan"
    menu_icon = "clipboard-list"
    menu_order = 140
    items = (DevelopmentViewSet, OfferViewSet)


class CalendarGroup(ViewSetGroup):
    menu_label = "Jadwal"
    menu_icon = "calendar"
    menu_order = 220
    items = (PeriodTemplateViewSet, HolidayViewSet, ReminderRuleViewSet, OutboxViewSet)


class GuidanceGroup(ViewSetGroup):
    menu_label = "Panduan"
    menu_icon = "folder-open-inverse"
    menu_order = 210
    items = (
        PagesViewSet,
        QuestionViewSet,
        ConfusionViewSet,
        SearchViewSet,
        ReadingViewSet,
        LegalBasisViewSet,
    )


class AccountGroup(ViewSetGroup):
    menu_label = "Akun & peran"
    menu_icon = "key"
    menu_order = 240
    items = (AccountViewSet, RoleViewSet, AccountLogViewSet)
