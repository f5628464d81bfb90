"""Plans of a year become plans of the post that was held when they were handed in or approved, and what is approved
is kept as version 1, which the evaluations that were sent with its very rows were reported against.

A plan of somebody without a post in that year keeps none. Whoever moved since needs a plan for the new post.
"""

from collections import defaultdict
from datetime import date, timedelta
from itertools import groupby

from django.db import migrations
from django.utils import timezone

AT_ONCE = 500
INDICATOR = ("aspect", "text", "target", "target_value", "unit", "polarity")
IN_EMPLOYEE_HANDS = ("OPEN", "DRAFT", "RETURNED")


def forward(apps, schema_editor):
    model = apps.get_model
    everything = model("evaluations", "PerformancePlan").objects.order_by("pk")
    last = 0
    while plans := list(everything.filter(pk__gt=last).select_related("employee", "rater")[:AT_ONCE]):
        give_posts(model, plans)
        freeze(model, [plan for plan in plans if plan.state == "APPROVED"])
        last = plans[-1].pk


def give_posts(model, plans):
    posts = held_by(model, {plan.employee_id for plan in plans})
    for plan in plans:
        plan.assignment = post_of(plan, posts[plan.employee_id])
    model("evaluations", "PerformancePlan").objects.bulk_update(plans, ["assignment"])


def held_by(model, people):
    posts = defaultdict(list)
    rows = model("evaluations", "Assignment").objects.filter(employee__in=people).select_related("unit")
    for post in rows.order_by("starts_on", "pk"):
        posts[post.employee_id].append(post)
    return posts


def post_of(plan, posts):
    """Held on the plan's day, else the nearest in its year; the own post before Plt, Plh and other duties."""
    first, last = date(plan.year, 1, 1), date(plan.year, 12, 31)
    moment = plan.approved_at or plan.submitted_at or plan.created_at
    day = min(max(timezone.localdate(moment), first), last)
    in_year = [p for p in posts if p.starts_on <= last and (p.ends_on is None or p.ends_on >= first)]
    return min(in_year, key=lambda p: (distance(p, day), p.kind != "DEFINITIVE", -p.pk), default=None)


def distance(post, day):
    if post.starts_on > day:
        return post.starts_on - day
    return max(day - (post.ends_on or day), timedelta())


def freeze(model, plans):
    rows = rows_of(model, plans)
    expectations = defaultdict(dict)
    texts = model("evaluations", "LeaderExpectation").objects.filter(plan__in=plans)
    for plan, value, text in texts.order_by("pk").values_list("plan", "value", "text"):
        expectations[plan][value] = text
    raters = held_by(model, {plan.rater_id for plan in plans if plan.rater_id})
    versions = model("evaluations", "PlanVersion").objects
    made = versions.bulk_create(
        versions.model(
            plan=plan, number=1, rows=rows[plan.pk], expectations=expectations[plan.pk],
            people=people_of(plan, raters), approved_at=plan.approved_at,
        )
        for plan in plans
    )  # fmt: skip
    pin(model, {(plan.employee_id, plan.year): version for plan, version in zip(plans, made, strict=True)})


def rows_of(model, plans):
    """As ``domain.evaluating.plan_content`` has them."""
    cells = (
        model("evaluations", "WorkResult").objects.filter(plan__in=plans)
        .order_by("plan", "-kind", "order", "pk", "indicators__order", "indicators__pk")
        .values_list(
            "plan", "pk", "key", "kind", "statement", "supported_result__statement",
            *(f"indicators__{name}" for name in INDICATOR),
        )
    )  # fmt: skip
    found = defaultdict(list)
    for (plan, _, *head), group in groupby(cells, key=lambda cell: cell[:6]):
        indicators = [dict(zip(INDICATOR, cell[6:], strict=True)) for cell in group if any(cell[6:])]
        for one in indicators:
            one["target_value"] = None if one["target_value"] is None else str(one["target_value"])
        row = dict(zip(("_row", "kind", "statement", "parent"), head, strict=True))
        found[plan].append(row | {"indicators": indicators})
    return found


def people_of(plan, raters):
    people = {"employee": identity(plan.employee, plan.assignment)}
    if plan.rater is not None:
        people["rater"] = identity(plan.rater, post_of(plan, raters[plan.rater_id]))
    return people


def identity(person, post):
    before = f"{person.title_before} " if person.title_before else ""
    after = f", {person.title_after}" if person.title_after else ""
    return {
        "name": f"{before}{person.name}{after}",
        "nip": person.nip or "",
        "rank": person.rank,
        "position": post.position if post else "",
        "unit": post.unit.name if post else "",
    }


def pin(model, versions):
    """What was sent with the very rows of a version was reported against it."""
    sent = model("evaluations", "Evaluation").objects.exclude(state__in=IN_EMPLOYEE_HANDS)
    sent = sent.filter(employee__in={employee for employee, _ in versions})
    pins = model("evaluations", "PlanVersion").evaluations.through
    found = sent.order_by().values_list("pk", "employee", "period__year", "plan_rows")
    pins.objects.bulk_create(
        (
            pins(evaluation_id=pk, planversion_id=versions[employee, year].pk)
            for pk, employee, year, rows in found.iterator(chunk_size=AT_ONCE)
            if (employee, year) in versions and rows and rows == versions[employee, year].rows
        ),
        batch_size=AT_ONCE,
    )


class Migration(migrations.Migration):

    dependencies = [("evaluations", "0025_plans_of_posts")]

    operations = [migrations.RunPython(forward, migrations.RunPython.noop)]
