"""Logging in, as somebody who should get in and as somebody who should not."""

from django.test import Client
from django.urls import reverse

PASSWORD = "rahasia-untuk-uji-2026"


def attempt(client: Client, name: str, password: str = PASSWORD, **extra):
    """Post the login form; ``REMOTE_ADDR`` and other request data go into ``extra``."""
    return client.post(reverse("login"), {"username": name, "password": password}, **extra)


def is_in(client: Client) -> bool:
    return client.get("/").status_code == 200
