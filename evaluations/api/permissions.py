"""What a token's scope opens."""

from django.views import View
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from evaluations.enums import ApiScope

READ_SCOPES = (ApiScope.AGGREGATE, ApiScope.PERSONAL)


class HasReadScope(BasePermission):
    """The view says in ``scopes`` which scopes may read it; without that, only the one for personal data."""

    def has_permission(self, request: Request, view: View) -> bool:
        client = request.auth
        return client is not None and client.scope in getattr(view, "scopes", (ApiScope.PERSONAL,))
