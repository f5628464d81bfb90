"""The project's addresses and that of the plain REST base. Its form page lies in Wagtail's page tree."""

from django.urls import path

from bench.baseline.bare import bare
from bench.baseline.results import PlainResultList
from sekin_site.urls import urlpatterns as project

urlpatterns = [
    path("bench/results/", PlainResultList.as_view()),
    path("bench/bare/", bare, name="bare"),
    *project,
]
