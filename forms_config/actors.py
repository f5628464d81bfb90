"""Who acts: the type of every ``actor``, without knowing the app in which logins are defined."""

from typing import TYPE_CHECKING

from django.contrib.auth.models import AbstractUser

if TYPE_CHECKING:  # the stubs' name for the model that AUTH_USER_MODEL names, with all its fields
    from django.contrib.auth.models import _User as Actor
else:
    Actor = AbstractUser

__all__ = ["Actor"]
