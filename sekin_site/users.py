"""The technical user screen of the superadmin, without the groups that follow from roles."""

from django.contrib.auth.models import Group
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views import users

from evaluations.domain.access.role_groups import put_in_step
from evaluations.enums import ROLE_GROUPS


class _WithoutRoles:
    """Groups that follow from roles are neither offered nor lost."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        groups = self.fields["groups"]
        groups.queryset = Group.objects.exclude(name__in=ROLE_GROUPS.values())
        groups.help_text = "Peran BKPSDM, penyusun, dan auditor diberikan di menu Peran, bukan di sini."

    def _save_m2m(self):
        super()._save_m2m()
        put_in_step([self.instance.pk])


class CreationForm(_WithoutRoles, UserCreationForm):
    pass


class EditForm(_WithoutRoles, UserEditForm):
    pass


class UserViewSet(users.UserViewSet):
    def get_form_class(self, for_update: bool = False) -> type:
        return EditForm if for_update else CreationForm
