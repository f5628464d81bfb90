"""How often a client may ask."""

from django.conf import settings
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView


class ClientThrottle(SimpleRateThrottle):
    """``API_RATE`` requests per client, all its tokens together."""

    scope = "client"

    def get_rate(self) -> str:
        return settings.API_RATE

    def get_cache_key(self, request: Request, view: APIView) -> str | None:
        return f"api-throttle-{request.auth.pk}" if request.auth else None
