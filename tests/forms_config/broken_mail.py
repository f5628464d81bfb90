"""A mail server that answers nonsense."""

from smtplib import SMTPException

from django.core.mail.backends.base import BaseEmailBackend


class EmailBackend(BaseEmailBackend):
    def open(self) -> None:
        raise SMTPException("Server surat rusak")
