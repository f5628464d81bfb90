"""Checks of people and their posts."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from evaluations.domain.organization.doctor.facts import Post, Regency
from evaluations.domain.organization.doctor.findings import Found
from evaluations.domain.organization.legal_statuses import NOT_AT_WORK
from evaluations.domain.organization.structure import day
from evaluations.enums import LEFT_SERVICE, AssignmentKind

ONE_DAY = timedelta(days=1)


def without_post(regency: Regency) -> Iterator[Found]:
    """Evaluated by their legal position, but on no post that day: no evaluation can be made."""
    for person in regency.evaluated:
        if not regency.present_posts(person.pk):
            posts = regency.posts_of.get(person.pk, [])
            earlier = [post for post in posts if post.last_day < regency.on]
            last = f" Jabatan terakhirnya, {_post(regency, earlier[-1])}." if earlier else ""
            yield Found(f"{person} tidak punya jabatan pada {day(regency.on)}.{last}", employee_id=person.pk)


def gone_but_on_post(regency: Regency) -> Iterator[Found]:
    """Retired, left or dead people who still hold a post."""
    for posts in _by_person(regency):
        status = regency.statuses[posts[0].employee_id]
        if status in LEFT_SERVICE:
            person = regency.people[posts[0].employee_id]
            held = "; ".join(f"{post.position} ({regency.unit_name(post.unit_id)})" for post in posts)
            yield Found(
                f"{person} {NOT_AT_WORK[status]}, tetapi masih tercatat sebagai {held}.",
                employee_id=person.pk,
                posts=_ids(posts),
            )


def gaps(regency: Regency) -> Iterator[Found]:
    """Days of this year between two posts; earlier years were evaluated long ago."""
    year = date(regency.on.year, 1, 1)
    for person in regency.evaluated:
        for before, after in _gaps(regency.posts_of.get(person.pk, [])):
            first, last = before.last_day + ONE_DAY, after.starts_on - ONE_DAY
            if last >= year and first <= regency.on:
                yield Found(
                    f"{person} tidak punya jabatan dari {day(first)} sampai {day(last)}, antara {before.position} "
                    f"({regency.unit_name(before.unit_id)}) dan {after.position} ({regency.unit_name(after.unit_id)}).",
                    employee_id=person.pk,
                    about=f"{first.isoformat()}_{last.isoformat()}",
                )


def _gaps(posts: list[Post]) -> Iterator[tuple[Post, Post]]:
    """Neighbours between which nothing is held; ``posts`` by their first day."""
    latest: Post | None = None
    for post in posts:
        if latest is not None and latest.last_day < post.starts_on - ONE_DAY:
            yield latest, post
        if latest is None or post.last_day > latest.last_day:
            latest = post


def overlaps(regency: Regency) -> Iterator[Found]:
    """Two definitive posts on the same days, this year or later."""
    year = date(regency.on.year, 1, 1)
    for employee_id, posts in regency.posts_of.items():
        definitive = [post for post in posts if post.kind == AssignmentKind.DEFINITIVE]
        for before, after in _overlaps(definitive):
            if min(before.last_day, after.last_day) >= year:
                person = regency.people[employee_id]
                yield Found(
                    f"{person} punya dua jabatan definitif sekaligus sejak {day(after.starts_on)}: "
                    f"{_post(regency, before)}; {_post(regency, after)}.",
                    employee_id=employee_id,
                    about=f"{before.pk}_{after.pk}",
                    posts=(before.pk,),  # the newer one is usually the right one
                )


def _overlaps(posts: list[Post]) -> Iterator[tuple[Post, Post]]:
    for number, post in enumerate(posts):
        for later in posts[number + 1 :]:
            if later.starts_on > post.last_day:
                break
            yield post, later


def on_post_of_closed_unit(regency: Regency) -> Iterator[Found]:
    """A post in a unit that has ended, or that does not exist yet."""
    for unit_id, posts in regency.posts_in.items():
        if regency.structure.get(unit_id) is not None:
            continue
        heir = regency.structure.home_of(unit_id)
        instead = f" Sementara dihitung pada {heir}." if heir else ""
        for post in posts:
            yield Found(
                f"{regency.people[post.employee_id]} masih ditempatkan di {regency.unit_name(unit_id)}, yang tidak "
                f"berlaku pada {day(regency.on)}.{instead}",
                employee_id=post.employee_id,
                unit_id=unit_id,
                about=str(post.pk),
                posts=(post.pk,),
            )


def without_nip(regency: Regency) -> Iterator[Found]:
    """ASN whose NIP is not known; a rater who is no ASN needs none, and leads a unit."""
    for posts in _by_person(regency):
        person = regency.people[posts[0].employee_id]
        if person.nip is None and (person.employment_type or not any(post.is_head for post in posts)):
            yield Found(
                f"{person} belum punya NIP, jadi tidak mendapat evaluasi dan tidak dapat masuk.",
                employee_id=person.pk,
            )


def _by_person(regency: Regency) -> Iterable[list[Post]]:
    """The posts that are held on the day, per person, in the order of names."""
    people = sorted(regency.posts_of, key=lambda pk: (regency.people[pk].name, pk))
    return filter(None, (regency.present_posts(pk) for pk in people))


def _post(regency: Regency, post: Post) -> str:
    until = f"sampai {day(post.ends_on)}" if post.ends_on else "tanpa tanggal selesai"
    return f"{post.position} ({regency.unit_name(post.unit_id)}) {until}"


def _ids(posts: list[Post]) -> tuple[int, ...]:
    return tuple(post.pk for post in posts)
