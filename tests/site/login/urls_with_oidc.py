"""The site's addresses as they are where OIDC_ISSUER is set."""

from django.urls import include, path

from sekin_site.urls import urlpatterns as all_others

urlpatterns = [path("masuk/sso/", include("sekin_site.login.oidc_urls")), *all_others]
