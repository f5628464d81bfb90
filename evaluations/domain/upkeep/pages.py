"""Pages of the guidance that appear and disappear at the moment which their editor has set; and forgotten searches."""

from datetime import datetime, timedelta

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Revision

from forms_config.models import GuidancePage, GuidanceSearch

RARE, RARE_DAYS = 2, 180  # searches made less often, and not again for so long, tell nobody anything


def follow_schedule(now: datetime) -> int:
    """Publish what is approved for a moment that has come, then take down what has expired."""
    kind = ContentType.objects.get_for_model(GuidancePage)
    due = Revision.objects.filter(approved_go_live_at__lte=now, content_type=kind).order_by(
        "approved_go_live_at", "pk"
    )
    number = 0
    for revision in due:
        revision.publish(log_action="wagtail.publish.scheduled")
        number += 1
    for page in GuidancePage.objects.live().filter(expire_at__lte=now):
        page.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
        number += 1
    return number


def forget_rare_searches(now: datetime) -> int:
    """So that the table, which has an end, keeps room for what people look for now."""
    rare = GuidanceSearch.objects.filter(times__lt=RARE, last_at__lt=now - timedelta(days=RARE_DAYS))
    return rare.delete()[0]
