"""Included only where ``OIDC_ISSUER`` is set, since Authlib may not be installed elsewhere."""

from django.urls import path

from sekin_site.login import oidc

urlpatterns = [
    path("", oidc.start, name="oidc_start"),
    path("kembali/", oidc.callback, name="oidc_callback"),
]
