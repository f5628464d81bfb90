from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """One row is one login: of a person, of an officer without employee record, or of an API client.

    Kept minimal on purpose: who somebody is in the organisation stands on ``evaluations.Employee``.
    """

    class Meta(AbstractUser.Meta):
        verbose_name = "pengguna"
        verbose_name_plural = "pengguna"

    def __str__(self) -> str:
        return self.get_full_name() or self.username
