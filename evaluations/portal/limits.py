"""How often one may ask for what is open to everybody, counted by address in the cache."""

from django.core.cache import cache
from django.http import HttpRequest

SECONDS = 60


def is_too_often(request: HttpRequest, what: str, per_minute: int) -> bool:
    """Count this request; whether the address has asked more than ``per_minute`` times since its first one."""
    key = f"limit-{what}-{request.META.get('REMOTE_ADDR', '')}"
    if cache.add(key, 1, SECONDS):
        return False
    try:
        return cache.incr(key) > per_minute
    except ValueError:  # it has just run out
        return False
