"""Who may log in, and how passwords are stored."""

from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db.models import Q


class LightArgon2PasswordHasher(Argon2PasswordHasher):
    """Argon2id at 19 MiB, t=2, p=1 (OWASP's minimum): a login rush must not eat every core."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1


class NipOrUsernameBackend(ModelBackend):
    """Log in by username or by NIP, written with or without spaces.

    The NIP is looked up on the employee record, since it can change while the login stays.
    """

    def authenticate(self, request, username=None, password=None, **kwargs):
        if not username or password is None:
            return None
        User = get_user_model()
        number = "".join(username.split())
        user = User.objects.filter(Q(username=username) | Q(employee__nip=number)).first()
        if user is None:
            User().set_password(password)  # same time for unknown names
            return None
        if user.check_password(password) and self.user_can_authenticate(user):
            return user
        return None
