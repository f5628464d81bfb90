"""Who may log in, and how passwords are stored."""

from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.hashers import Argon2PasswordHasher

from evaluations.domain.access.leaving import left_as, usable_account
from evaluations.domain.access.login_names import account_of


class LightArgon2PasswordHasher(Argon2PasswordHasher):
    """Argon2id at 19 MiB, t=2, p=1 (OWASP's minimum): a login rush must not eat every core."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1


class InServiceBackend(ModelBackend):
    """Only who is in service has an account: asked at the login and at every request, however one logged in."""

    def user_can_authenticate(self, user) -> bool:
        return super().user_can_authenticate(user) and left_as(user) is None

    def get_user(self, user_id):
        return usable_account(user_id)

    def get_all_permissions(self, user_obj, obj=None):
        """Most people have none; for them nothing is asked."""
        if not getattr(user_obj, "has_rights", True) and not user_obj.is_superuser:
            return set()
        return super().get_all_permissions(user_obj, obj)


class NipOrUsernameBackend(InServiceBackend):
    """Log in by username or by NIP, however it is written: see ``login_names``."""

    def authenticate(self, request, username=None, password=None, **kwargs):
        if not username or password is None:
            return None
        user = account_of(username)
        if user is None:
            get_user_model()().set_password(password)  # an unknown name takes as long as a known one
            return None
        if not user.check_password(password):
            return None
        if self.user_can_authenticate(user):
            return user
        if request is not None:  # in a login the form says why, and only to who knows the password
            request.login_refused = why_closed(user)
        return None


def why_closed(user) -> str:
    """Why somebody with the right password does not get in."""
    status = left_as(user)
    if status is None:
        return "Akun Anda dinonaktifkan. Hubungi BKPSDM bila Anda masih memerlukannya."
    return (
        f"Akun Anda sudah ditutup karena Anda tercatat: {status.label.lower()}. Hubungi BKPSDM bila ini keliru "
        "atau bila Anda memerlukan hasil evaluasi Anda."
    )
