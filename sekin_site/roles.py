"""Roles as code: each group and exactly the permissions it has. Applied after every ``migrate``.

Who is in a group follows from the roles given to people (``evaluations.domain.access.roles``).
"""

from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db.models import Q
from django.utils import translation
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from evaluations.domain.upkeep.integrity import Check
from evaluations.enums import ROLE_GROUPS, Role

BKPSDM, DRAFTER, AUDITOR = (ROLE_GROUPS[role] for role in (Role.BKPSDM, Role.DRAFTER, Role.AUDITOR))

ALL = ("add", "change", "delete", "view")
PAGE_RIGHTS = ("add_page", "change_page", "publish_page")
FILE_RIGHTS = tuple(f"{act}_{kind}" for act in ("add", "change", "choose") for kind in ("image", "document"))
OUR_APPS = ("evaluations", "forms_config", "sekin_site")
_EDITED_BY_BKPSDM = {
    "forms_config": {
        "indicator": ALL,
        "ratingscale": ALL,
        "predikatmatrix": ALL,
        "indexscheme": ALL,
        "constant": ALL,
        "evaluationform": (*ALL, "publish", "lock", "unlock"),
        "formversion": ("view",),
        "guidancesynonym": ALL,
        "legalbasis": ALL,
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
        "workingcalendar": ALL,
        "calendaruse": ALL,
        "ramadan": ALL,
        "reminderrule": ALL,
        "libraryresult": ALL,
        "developmentoffer": ALL,
        "distributionrules": ALL,
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
    # Drafters hand forms in and never publish.
    DRAFTER: {"wagtailadmin.access_admin", *_permissions(_EDITED_BY_DRAFTERS)},
    AUDITOR: {"evaluations.view_all_evaluations"},
}


# Wagtail asks for the rights on pages and files per tree: BKPSDM has the whole tree, since all pages are guidance.
TREES = (
    (GroupPagePermission, "page", Page, PAGE_RIGHTS),
    (GroupCollectionPermission, "collection", Collection, FILE_RIGHTS),
)

ACTS = {
    "add": "Menambah",
    "change": "Mengubah",
    "delete": "Menghapus",
    "view": "Melihat",
    "choose": "Memilih",
    "publish": "Menerbitkan",
    "lock": "Mengunci",
    "unlock": "Membuka kunci",
    "bulk_delete": "Menghapus sekaligus",
}


def apply_roles(**kwargs) -> None:
    """Make the groups and set their rights to what stands above; idempotent."""
    for name, wanted in PERMISSIONS.items():
        group, _ = Group.objects.get_or_create(name=name)
        condition = Q(pk__in=[])
        for permission in wanted:
            app, codename = permission.split(".")
            condition |= Q(content_type__app_label=app, codename=codename)
        group.permissions.set(Permission.objects.filter(condition))
        for rights, tree, nodes, codenames in TREES:
            root = nodes.get_first_root_node()
            permissions = Permission.objects.filter(codename__in=codenames if name == BKPSDM and root else ())
            for permission in permissions:
                rights.objects.get_or_create(group=group, permission=permission, **{tree: root})
            rights.objects.filter(group=group).exclude(permission__in=permissions, **{tree: root}).delete()


def name_permissions(**kwargs) -> None:
    """Django writes the names of rights once, when a model is new, and always in English."""
    renamed = []
    with translation.override(settings.LANGUAGE_CODE):
        for permission in Permission.objects.select_related("content_type"):
            action = permission.codename.rpartition("_")[0]
            name = f"{ACTS.get(action)} {permission.content_type.name}"
            if action in ACTS and permission.name != name:
                permission.name = name
                renamed.append(permission)
    Permission.objects.bulk_update(renamed, ["name"])


def groups_with_other_rights() -> Iterable[int]:
    """Groups of roles whose rights are not what stands above, and others that may anything in our own apps."""
    groups = dict(Group.objects.values_list("name", "pk"))
    held: dict[str, set[str]] = {name: set() for name in groups}
    rights = Group.permissions.through.objects.values_list(
        "group__name", "permission__content_type__app_label", "permission__codename"
    )
    for name, app, codename in rights:
        if name in PERMISSIONS or app in OUR_APPS:
            held[name].add(f"{app}.{codename}")
    wrong = {name for name, rights in held.items() if rights != PERMISSIONS.get(name, set())}
    for rights, tree, _, codenames in TREES:
        rows = rights.objects.filter(group__name__in=PERMISSIONS)
        found = set(rows.values_list("group__name", "permission__codename", f"{tree}__depth"))
        wrong |= {name for name, *_ in found ^ {(BKPSDM, codename, 1) for codename in codenames}}
    return [groups[name] for name in wrong]


CHECK = Check(
    "group_right",
    "Hak setiap grup sama dengan daftar peran",
    "Jalankan manage.py migrate, yang memulihkan grup peran. Cabut hak aplikasi ini dari grup lain.",
    Group,
    groups_with_other_rights,
)
