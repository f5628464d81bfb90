"""Views of the admin that edit nothing."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import dateformat, timezone
from django.views.decorators.http import require_safe

from forms_config.engine.schema import FilledBy
from forms_config.models import FormVersion
from forms_config.previewing import MODES, preview_context


@require_safe
@permission_required("forms_config.view_formversion", raise_exception=True)
def form_version(request: HttpRequest, pk: int) -> HttpResponse:
    """A published version as the ASN sees it, with ``?mode=rater`` as the rater does."""
    version = get_object_or_404(FormVersion.objects.select_related("form"), pk=pk)
    mode = request.GET.get("mode", FilledBy.EMPLOYEE.value)
    other = FilledBy.EMPLOYEE if mode == FilledBy.RATER.value else FilledBy.RATER
    published_on = dateformat.format(timezone.localtime(version.published_at), "j F Y")
    context = preview_context(version.parsed, mode, problems=[]) | {
        "note": f"Versi {version.number}, terbit {published_on}",
        "other_mode": f"Lihat {dict(MODES)[other.value].lower().replace('asn', 'ASN')}",
        "other_mode_url": f"?mode={other.value}",
    }
    return render(request, "forms_config/preview.html", context)
