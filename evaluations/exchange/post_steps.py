"""How the posts of one person follow one another when a file tells of the present one: without gap or overlap, and
never backwards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.utils.formats import date_format

from evaluations.domain.organization.post_kinds import fill_post_kind
from evaluations.enums import AssignmentKind, PositionType
from evaluations.exchange.changes import Compared, Difference, differences, fill
from evaluations.models import Assignment, Employee
from forms_config.engine.figures import POSTS

ONE_DAY = timedelta(days=1)

POST = (
    Compared("unit", "Unit", lambda unit: f"{unit.name} ({unit.code})"),
    Compared("position", "Jabatan"),
    Compared("position_type", "Jenis jabatan", lambda code: PositionType(code).label),
    Compared("is_head", "Memimpin unit", lambda leads: "ya" if leads else "tidak"),
)
STARTS = Compared("starts_on", "Mulai", date_format)
ENDS = Compared("ends_on", "Sampai", date_format)
KIND = Compared("post_kind", "Jenjang jabatan", lambda kind: dict(POSTS)[kind])
ACTING = Compared("kind", "Sifat", lambda kind: AssignmentKind(kind).label)

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PostStep:
    """What happens to the posts of one person: some end, one begins, or one is set right.

    ``warning`` and ``held`` are (kind, message); a held step is written only where an officer lets the row through.
    """

    ends: tuple[Assignment, ...] = ()
    begins: Assignment | None = None
    corrects: Assignment | None = None
    differences: tuple[Difference, ...] = ()
    warning: tuple[str, str] | None = None
    held: tuple[str, str] | None = None


def next_step(
    employee: Employee,
    posts: Sequence[Assignment],
    values: Values,
    today: date,
    *,
    has_returned: bool = False,
) -> PostStep:
    """How the last definitive post becomes the one in ``values``; ``posts`` of every kind, the first begun first.

    A changed unit or post ends the old one the day before the new one begins. Where the file gives the same day
    (somebody moved, but kept the TMT of the post), the new one begins today; where it gives an earlier one, the file is
    older than what is stored.
    """
    if values["kind"] != AssignmentKind.DEFINITIVE:
        return _acting_step(employee, posts, values)
    definitive = [post for post in posts if post.kind == AssignmentKind.DEFINITIVE]
    last = definitive[-1] if definitive else None
    found = tuple(differences(POST, last, values))
    since = values["starts_on"]
    if last is None:
        return _begin(employee, values, since, found)
    if last.ends_on is not None and last.ends_on < today:
        return _after_an_end(employee, last, values, found, today, has_returned=has_returned)
    if not found:
        return _same_post(definitive, since)
    if since > last.starts_on:
        return _begin(employee, values, since, found, after=last)
    if since < last.starts_on:
        return _backwards(employee, last, values, found, today)
    if today > last.starts_on:
        message = (
            f"Unit atau jabatan berubah, tetapi TMT tidak; dicatat mulai hari ini, {date_format(today)}."
        )
        return _begin(employee, values, today, found, after=last, warning=("tmt_not_later", message))
    return _set_right(last, values, found)


def leaving_step(
    employee: Employee, posts: Sequence[Assignment], values: Values, today: date, why: str
) -> PostStep:
    """Somebody has left the service: every post ends yesterday, since no file names the day. Of somebody new only a
    post that has ended already is kept."""
    yesterday = today - ONE_DAY
    if not posts:
        if values["starts_on"] > yesterday:
            return PostStep()
        found = tuple(differences(POST, None, values))
        step = _begin(employee, values, values["starts_on"], found, until=yesterday)
        return replace(step, differences=(*step.differences, *_told(ENDS.difference(None, yesterday))))
    running = [post for post in posts if post.ends_on is None or post.ends_on > yesterday]
    ended: list[Difference] = []
    for post in running:
        last_day = max(post.starts_on, yesterday)
        ended += _told(ENDS.difference(post.ends_on, last_day))
        post.ends_on = last_day
    if not running:
        return PostStep()
    held = "; ".join(f"{post.position} ({post.unit.name})" for post in running)
    message = f"{why}: penempatan sebagai {held} diakhiri {date_format(yesterday)}. Betulkan tanggalnya bila berbeda."
    return PostStep(
        ends=tuple(running),
        differences=tuple(ended),
        warning=("post_ended_by_leaving", message),
    )


def _acting_step(employee: Employee, posts: Sequence[Assignment], values: Values) -> PostStep:
    """A Plt or Plh stands beside the definitive post, which stays."""
    same = [post for post in posts if post.kind == values["kind"] and post.unit == values["unit"]]
    last = same[-1] if same else None
    if last is None or values["starts_on"] > last.starts_on:
        acting = (*_told(ACTING.difference(None, values["kind"])), *differences(POST, None, values))
        step = _begin(employee, values, values["starts_on"], acting)
        if last is not None and last.ends_on is None:
            last.ends_on = values["starts_on"] - ONE_DAY
            step = replace(step, ends=(last,))
        return step
    if values["starts_on"] < last.starts_on or last.ends_on is not None:
        return PostStep()
    found = tuple(differences(POST, last, values))
    return _set_right(last, values, found) if found else PostStep()


def _after_an_end(
    employee: Employee, last: Assignment, values: Values, found: tuple[Difference, ...], today: date, *,
    has_returned: bool,
) -> PostStep:  # fmt: skip
    since = values["starts_on"]
    if last.ends_on is None or since > last.ends_on:
        return _begin(employee, values, since, found)
    if has_returned:
        message = f"Kembali bekerja; jabatannya dicatat lagi mulai hari ini, {date_format(today)}."
        return _begin(employee, values, today, found, warning=("returned", message))
    message = f"Jabatan di {last.unit.name} sudah diakhiri {date_format(last.ends_on)}; tidak diubah."
    return PostStep(warning=("post_ended", message))


def _backwards(
    employee: Employee, last: Assignment, values: Values, found: tuple[Difference, ...], today: date
) -> PostStep:
    """The file tells of an earlier post than the stored one. Let through, it counts from today."""
    message = (
        f"TMT {date_format(values['starts_on'])} mendahului jabatan yang tercatat, {last.position} ({last.unit.name}) "
        f"sejak {date_format(last.starts_on)}. Berkas ini agaknya lebih lama."
    )
    held = ("older_post", message)
    if last.starts_on < today:
        return replace(_begin(employee, values, today, found, after=last), held=held)
    return replace(_set_right(last, values, found), held=held)


def _same_post(definitive: Sequence[Assignment], since: date) -> PostStep:
    last = definitive[-1]
    step = _correct_start(definitive, since)
    if not fill_post_kind(last):
        return step
    kind = _told(KIND.difference("", last.post_kind))
    return replace(step, corrects=last, differences=(*step.differences, *kind))


def _set_right(last: Assignment, values: Values, found: tuple[Difference, ...]) -> PostStep:
    fill(last, POST, values)
    last.post_kind = ""  # it belonged to the wrong post
    fill_post_kind(last)
    return PostStep(corrects=last, differences=found)


def _begin(
    employee: Employee,
    values: Values,
    on: date,
    found: tuple[Difference, ...],
    *,
    after: Assignment | None = None,
    until: date | None = None,
    warning: tuple[str, str] | None = None,
) -> PostStep:
    if after is not None:
        after.ends_on = on - ONE_DAY
    fields = {compared.name: values[compared.name] for compared in POST}
    post = Assignment(employee=employee, starts_on=on, ends_on=until, kind=values["kind"], **fields)
    fill_post_kind(post)
    starts = _told(STARTS.difference(after.starts_on if after else None, on))
    return PostStep((after,) if after else (), post, None, (*found, *starts), warning)


def _told(difference: Difference | None) -> list[Difference]:
    return [difference] if difference else []


def _correct_start(posts: Sequence[Assignment], since: date) -> PostStep:
    """The same post with another TMT: set right, where it neither overlaps nor rewrites a recorded move."""
    last, earlier = posts[-1], posts[:-1]
    starts = STARTS.difference(last.starts_on, since)
    ends_too_soon = last.ends_on is not None and last.ends_on < since
    if starts is None or ends_too_soon or (since < last.starts_on and earlier):
        return PostStep()
    ends: tuple[Assignment, ...] = ()
    if earlier and earlier[-1].ends_on == last.starts_on - ONE_DAY:
        ends = (earlier[-1],)
        earlier[-1].ends_on = since - ONE_DAY
    last.starts_on = since
    return PostStep(ends=ends, corrects=last, differences=(starts,))
