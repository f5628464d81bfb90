"""What Wagtail's admin shows of this app; everything itself stands in ``evaluations.admin``."""

from typing import Any

from django.http import HttpRequest
from django.urls import include, path
from wagtail import hooks

from evaluations import rules
from evaluations.admin import (
    first_steps,
    form_moves,
    form_periods,
    impact,
    kept_accounts,
    library_news,
    own_account,
    roles,
    searching,
)
from evaluations.admin.api_clients import ApiClientViewSet
from evaluations.admin.attendance import BESIDE_CALENDARS, AttendanceGroup
from evaluations.admin.choosers import EmployeeChooser, UnitChooser
from evaluations.admin.dashboard import OverviewPanel
from evaluations.admin.distribution_rules import DistributionRulesViewSet
from evaluations.admin.doctor import acts as doctor_acts
from evaluations.admin.downloads import DownloadViewSet
from evaluations.admin.extensions import ExtensionViewSet
from evaluations.admin.guidance.viewsets import SynonymViewSet
from evaluations.admin.imports.meanings import ColumnMappingViewSet, LegalStatusWordViewSet
from evaluations.admin.imports.views import ImportViewSet
from evaluations.admin.menu import (
    AccountGroup,
    CalendarGroup,
    DevelopmentGroup,
    GuidanceGroup,
    PeopleGroup,
    PlanGroup,
)
from evaluations.admin.monitoring import MonitoringViewSet
from evaluations.admin.objection_numbers import ObjectionViewSet
from evaluations.admin.people import acts as people_acts
from evaluations.admin.performances import PerformanceViewSet
from evaluations.admin.periods.viewset import PeriodViewSet
from evaluations.guidance_references import guidance_references
from forms_config.admin.columns import FORM_COLUMN_HOOK
from forms_config.guidance_references import HOOK as GUIDANCE_REFERENCES
from forms_config.tools import HOOK as FORM_TOOL

hooks.register(FORM_TOOL, impact.tool)
hooks.register(FORM_TOOL, form_moves.tool)
hooks.register("after_edit_snippet", library_news.tell_what_follows)
hooks.register(FORM_COLUMN_HOOK, form_periods.periods_column)
hooks.register(GUIDANCE_REFERENCES, guidance_references)
hooks.register("before_delete_user", kept_accounts.keep)
hooks.register("before_bulk_action", kept_accounts.keep_all)
hooks.register("register_account_menu_item", own_account.password_item)
hooks.register("register_account_menu_item", own_account.sessions_item)


@hooks.register("register_admin_viewset")
def register_viewsets() -> list:
    return [
        EmployeeChooser("employee_chooser"),
        UnitChooser("unit_chooser"),
        PeriodViewSet(),
        MonitoringViewSet(),
        PlanGroup(),
        PeopleGroup(),
        PerformanceViewSet(),
        ObjectionViewSet(),
        DownloadViewSet(),
        DevelopmentGroup(),
        GuidanceGroup(),
        CalendarGroup(),
        AttendanceGroup(),
        *(viewset() for viewset in BESIDE_CALENDARS),
        SynonymViewSet(),  # reached from what is looked for
        DistributionRulesViewSet(),
        ColumnMappingViewSet(),
        LegalStatusWordViewSet(),
        ImportViewSet(),
        ApiClientViewSet(),
        ExtensionViewSet(),
        AccountGroup(),
    ]


@hooks.register("register_admin_urls")
def form_tools() -> list[Any]:
    return [
        path("", include((impact.urlpatterns, "form_impact"))),
        path("", include((form_moves.urlpatterns, "form_moves"))),
        path("", include((own_account.urlpatterns, "own_account"))),
        path("", include((first_steps.urlpatterns, "first_steps"))),
        path("", include((searching.urlpatterns, "search"))),
    ]


@hooks.register("register_admin_search_area")
def search_for_everything() -> searching.EverythingArea:
    return searching.EverythingArea()


@hooks.register("construct_homepage_panels")
def overview_for_managers(request: HttpRequest, panels: list) -> None:
    if rules.is_manager(request.user):
        panels.append(OverviewPanel())


@hooks.register("register_log_actions")
def register_log_actions(actions) -> None:
    actions.register_action(doctor_acts.LOG_ACTION, "Bereskan temuan", "Membereskan temuan")
    actions.register_action("evaluations.issue_token", "Buat token API", "Membuat token API")
    actions.register_action("evaluations.revoke_token", "Cabut token API", "Mencabut token API")
    actions.register_action(roles.GIVE, "Beri peran", "Memberi peran")
    actions.register_action(roles.TAKE, "Cabut peran", "Mencabut peran")
    actions.register_action(people_acts.LOG_ACTION, "Tindakan atas pegawai atau unit", "Melakukan tindakan")
    actions.register_action(
        form_moves.LOG_ACTION, "Pindah versi formulir", "Memindahkan ke versi formulir baru"
    )
