"""The addresses that stay: portal /, login /masuk/, admin /kelola/, guidance /panduan/, API /api/v1/."""

from django.conf import settings
from django.conf.urls.static import static
from django.urls import include, path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from evaluations.portal.views import passwords
from sekin_site import views
from sekin_site.login.views import (
    LoginView,
    LogoutView,
    change_second_step,
    enter_code,
    second_step_settings,
    second_step_setup,
)

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("masuk/", LoginView.as_view(), name="login"),
    path("masuk/kode/", enter_code, name="second_step"),
    path("masuk/langkah-kedua/", second_step_settings, name="second_step_settings"),
    path("masuk/langkah-kedua/pasang/", second_step_setup, name="second_step_setup"),
    path("masuk/langkah-kedua/ubah/", change_second_step, name="second_step_change"),
    path("keluar/", LogoutView.as_view(), name="logout"),
    path("kata-sandi/", passwords.change, name="password_change"),
    # The portal's login is the only door.
    path("kelola/login/", RedirectView.as_view(pattern_name="login", query_string=True)),
    path("kelola/logout/", LogoutView.as_view()),
    path("kelola/", include(wagtailadmin_urls)),
    path("dokumen/", include(wagtaildocs_urls)),
    path("panduan/", include(wagtail_urls)),
    path("api/v1/", include("evaluations.api.urls")),
    path("", include("evaluations.portal.urls")),
]

if settings.OIDC_ISSUER:
    urlpatterns = [path("masuk/sso/", include("sekin_site.login.oidc_urls")), *urlpatterns]
if settings.DEBUG:
    urlpatterns = static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT) + urlpatterns
