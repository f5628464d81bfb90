"""Tells ``access.accounts.sessions`` when somebody logs in, is seen, or logs out, and ``login`` of a new kata sandi."""

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db.models.signals import post_save

from evaluations.domain.access.accounts import sessions
from evaluations.enums import AccountAction
from evaluations.models import AccountEvent
from sekin_site.login.throttling import forgive


def begin(sender, request, user, **kwargs) -> None:
    """Django has given the session its new key by now, but has perhaps not stored it."""
    if not request.session.session_key:
        request.session.save()
    agent = request.META.get("HTTP_USER_AGENT", "")
    sessions.note_login(user, request.session.session_key, agent)


def end(sender, request, user, **kwargs) -> None:
    if request.session.session_key:
        sessions.note_logout(request.session.session_key)


def forgive_mistakes(sender, instance: AccountEvent, created: bool, **kwargs) -> None:
    """Whoever has just set a new kata sandi may log in, however often the old one was mistyped."""
    if created and instance.action in (AccountAction.ACTIVATED, AccountAction.RESET):
        forgive(instance.user)


def connect() -> None:
    post_save.connect(forgive_mistakes, sender=AccountEvent, dispatch_uid="sekin_forgive_mistakes")
    user_logged_in.connect(begin, dispatch_uid="sekin_session_begins")
    user_logged_out.connect(end, dispatch_uid="sekin_session_ends")


class SeenMiddleware:
    """Behind the authentication: notes that a logged-in session is in use. The user is not fetched for that."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        key = request.session.session_key
        response = self.get_response(request)
        session = request.session
        if key and session.accessed and session.session_key == key and SESSION_KEY in session:
            sessions.note_seen(key)
        return response
