"""The form of the login page."""

from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError


class LoginForm(AuthenticationForm):
    """Says why an account is closed, where the backend has left word of it."""

    def get_invalid_login_error(self) -> ValidationError:
        refused = getattr(self.request, "login_refused", "")
        return ValidationError(refused, code="closed") if refused else super().get_invalid_login_error()
