from django.urls import path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView

from evaluations.api.views import reference, results, root, summary, taps

# Its page has no answer to OPTIONS: the renderer would look for a template that there is not.
docs = SpectacularSwaggerView.as_view(
    url_name="api:schema", authentication_classes=[], http_method_names=["get", "head"]
)

app_name = "api"
urlpatterns = [
    path("", root.Root.as_view(), name="root"),
    path("results/", results.ResultList.as_view(), name="results"),
    path("results/<int:pk>/", results.ResultDetail.as_view(), name="result"),
    path("indicator-scores/", results.IndicatorScoreList.as_view(), name="indicator-scores"),
    path("attendance/", reference.AttendanceList.as_view(), name="attendance"),
    path("attendance/taps/", taps.TapPush.as_view(), name="attendance-taps"),
    path("guidance/", reference.GuidanceList.as_view(), name="guidance"),
    path("guidance/<slug:slug>/", reference.GuidanceDetail.as_view(), name="guidance-page"),
    path("units/", reference.UnitList.as_view(), name="units"),
    path("employees/", reference.EmployeeList.as_view(), name="employees"),
    path("periods/", reference.PeriodList.as_view(), name="periods"),
    path("performances/", reference.PerformanceList.as_view(), name="performances"),
    path("forms/", reference.FormList.as_view(), name="forms"),
    path("form-versions/<int:pk>/", reference.FormVersionDetail.as_view(), name="form-version"),
    path("summary/distribution/", summary.Distribution.as_view(), name="summary-distribution"),
    path("summary/completeness/", summary.Completeness.as_view(), name="summary-completeness"),
    path("summary/indicators/", summary.Indicators.as_view(), name="summary-indicators"),
    path("schema/", SpectacularAPIView.as_view(authentication_classes=[]), name="schema"),
    path("docs/", docs, name="docs"),
    # Only with a slash at the end, so that a missing slash is still put right by a redirect.
    re_path(r"^.*/$", root.NoSuchAddress.as_view()),
]
