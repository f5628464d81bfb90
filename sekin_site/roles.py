"""Roles as code: each group and exactly the permissions it has. Applied after every ``migrate``.

Who is in a group follows from the roles given to people (``evaluations.domain.roles``).
"""

from django.contrib.auth.models import Group, Permission
from django.db.models import Q
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from evaluations.enums import ROLE_GROUPS, Role

BKPSDM, DRAFTER, AUDITOR = (ROLE_GROUPS[role] for role in (Role.BKPSDM, Role.DRAFTER, Role.AUDITOR))

ALL = ("add", "change", "delete", "view")
PAGE_RIGHTS = ("add_page", "change_page", "publish_page")
FILE_RIGHTS = tuple(f"{act}_{kind}" for act in ("add", "change", "choose") for kind in ("image", "document"))
_EDITED_BY_BKPSDM = {
    "forms_config": {
        "indicator": ALL,
        "ratingscale": ALL,
        "predikatmatrix": ALL,
        "indexscheme": ALL,
        "constant": ALL,
        "evaluationform": (*ALL, "publish", "lock", "unlock"),
        "formversion": ("view",),
    },
    "evaluations": {
        "organizationalunit": ALL,
        "rolegrant": ("view",),
        "employee": ALL,
        "assignment": ALL,
        "reportingline": ALL,
        "legalstatusspan": ALL,
        "evaluationperiod": ALL,
        "periodform": ALL,
        "periodtemplate": ALL,
        "holiday": ALL,
        "reminderrule": ALL,
        "evaluationsettings": ("change", "view"),
        "apiclient": ALL,
        "importbatch": ALL,
        "columnmapping": ALL,
        "legalstatusword": ALL,
    },
    "wagtailimages": {"image": (*ALL, "choose"), "collection": ()},
    "wagtaildocs": {"document": (*ALL, "choose")},
}
DRAFT = ("add", "change", "view")
_EDITED_BY_DRAFTERS = {
    "forms_config": {
        "indicator": DRAFT,
        "ratingscale": DRAFT,
        "predikatmatrix": DRAFT,
        "indexscheme": DRAFT,
        "constant": DRAFT,
        "evaluationform": DRAFT,
        "formversion": ("view",),
    },
}


def _permissions(edited: dict[str, dict[str, tuple[str, ...]]]) -> set[str]:
    return {
        f"{app}.{action}_{model}"
        for app, models in edited.items()
        for model, actions in models.items()
        for action in actions
    }


PERMISSIONS: dict[str, set[str]] = {
    BKPSDM: {
        "wagtailadmin.access_admin",
        "evaluations.manage_evaluations",
        "evaluations.view_all_evaluations",
        *_permissions(_EDITED_BY_BKPSDM),
    },
    DRAFTER: {"wagtailadmin.access_admin", *_permissions(_EDITED_BY_DRAFTERS)},  # hands in, never publishes
    AUDITOR: {"evaluations.view_all_evaluations"},
}


def apply_roles(**kwargs) -> None:
    """Make the groups and set their permissions to what stands above; idempotent."""
    for name, wanted in PERMISSIONS.items():
        group, _ = Group.objects.get_or_create(name=name)
        condition = Q(pk__in=[])
        for permission in wanted:
            app, codename = permission.split(".")
            condition |= Q(content_type__app_label=app, codename=codename)
        group.permissions.set(Permission.objects.filter(condition))
    _open_guidance(Group.objects.get(name=BKPSDM))


def _open_guidance(group: Group) -> None:
    """Wagtail asks for the rights on pages and files per tree: the whole tree, since all pages are guidance."""
    root, collection = Page.get_first_root_node(), Collection.get_first_root_node()
    if root is not None:
        for permission in Permission.objects.filter(
            content_type__app_label="wagtailcore", codename__in=PAGE_RIGHTS
        ):
            GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permission)
    if collection is not None:
        for permission in Permission.objects.filter(codename__in=FILE_RIGHTS):
            GroupCollectionPermission.objects.get_or_create(
                group=group, collection=collection, permission=permission
            )
