"""Who may log in, and how passwords are stored."""

from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.hashers import Argon2PasswordHasher

from evaluations.domain.login_names import account_of


class LightArgon2PasswordHasher(Argon2PasswordHasher):
    """Argon2id at 19 MiB, t=2, p=1 (OWASP's minimum): a login rush must not eat every core."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1


class NipOrUsernameBackend(ModelBackend):
    """Log in by username or by NIP, however it is written: see ``login_names``."""

    def authenticate(self, request, username=None, password=None, **kwargs):
        if not username or password is None:
            return None
        user = account_of(username)
        if user is None:
            get_user_model()().set_password(password)  # same time for unknown names
            return None
        if user.check_password(password) and self.user_can_authenticate(user):
            return user
        return None
