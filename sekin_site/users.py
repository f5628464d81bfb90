"""The technical user screen of the superadmin, without what has its own screen: roles, and leaving."""

from django.contrib import messages
from django.contrib.auth.models import Group
from django.db.models import ProtectedError
from django.http import HttpResponse
from django.shortcuts import redirect
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views import users

from evaluations.domain.role_groups import put_in_step
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


class DeleteView(users.DeleteView):
    """Who ever did something stays, so that the logs go on naming them."""

    def form_valid(self, form) -> HttpResponse:
        try:
            return super().form_valid(form)
        except ProtectedError:
            messages.error(
                self.request,
                f"{self.object} tidak dapat dihapus karena tercatat dalam riwayat. Nonaktifkan akunnya saja.",
            )
            return redirect(self.edit_url_name, self.object.pk)


class UserViewSet(users.UserViewSet):
    delete_view_class = DeleteView

    def get_form_class(self, for_update: bool = False) -> type:
        return EditForm if for_update else CreationForm
