"""The pages on which one gets in and out."""

from django.contrib.auth import views as auth_views

from sekin_site.login.login_form import LoginForm
from sekin_site.login.throttling import links


class LoginView(auth_views.LoginView):
    """NIP or username, and password."""

    authentication_form = LoginForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(**kwargs) | links()
