"""Checks of who rates whom."""

from collections import Counter
from collections.abc import Iterator

from evaluations.domain.organization.doctor.facts import Person, Post, Regency
from evaluations.domain.organization.doctor.findings import Found
from evaluations.enums import LegalStatus


def without_rater(regency: Regency) -> Iterator[Found]:
    """People who have a post but nobody above them who could rate."""
    for person, post in _on_post(regency):
        found = regency.raters[person.pk]
        if found.problem == "no_rater":
            yield Found(
                f"{person}, {post.position} ({regency.unit_name(post.unit_id)}), tidak punya penilai. {found.reason}",
                employee_id=person.pk,
            )


def circles(regency: Regency) -> Iterator[Found]:
    """People who rate each other, directly or around a few corners."""
    seen: set[int] = set()
    for person, _ in _on_post(regency):
        way: list[int] = []
        step: int | None = person.pk
        while step is not None and step not in seen:
            seen.add(step)
            way.append(step)
            found = regency.raters.get(step)
            step = found.rater.pk if found and found.rater else None
        if step is not None and step in way:
            circle = way[way.index(step) :]
            names = " → ".join(str(regency.people[pk]) for pk in [*circle, step])
            named = next((pk for pk in circle if pk in regency.lines), step)
            yield Found(
                f"Penilaian melingkar: {names} (anak panah: dinilai oleh).",
                employee_id=named,
                about="_".join(map(str, sorted(circle))),
            )


def self_rating(regency: Regency) -> Iterator[Found]:
    """People who lead the very unit whose head should rate them, as a Plt often does."""
    for person, post in _on_post(regency):
        acting = _leads_above_themselves(regency, person, post)
        # Who leads their own unit beside the own post, as a headmaster does, is rated above as any head.
        if acting and acting.unit_id != post.unit_id and person.pk not in regency.lines:
            found = regency.raters[person.pk]
            instead = f"Sementara ini dinilai {found.rater}." if found.rater else "Tidak ada penilai lain."
            yield Found(
                f"{person}, {post.position}, juga memimpin {regency.unit_name(acting.unit_id)} sebagai "
                f"{acting.position}, sehingga akan menilai dirinya sendiri. {instead}",
                employee_id=person.pk,
                about=str(acting.unit_id),
            )


def _leads_above_themselves(regency: Regency, person: Person, post: Post) -> Post | None:
    """The post by which a person leads the first unit on the way up that has a head at work."""
    for unit in regency.structure.ancestors_of(post.unit_id):
        if post.is_head and unit.pk == post.unit_id:
            continue
        heads = [head for head in regency.heads_of(unit.pk) if regency.is_at_work(head.employee_id)]
        if heads:
            return next((head for head in heads if head.employee_id == person.pk), None)
    return None


def raters_from_outside(regency: Regency) -> Iterator[Found]:
    """Named raters who work in another agency and lead nothing above the person."""
    for person, post in _on_post(regency):
        rater = regency.raters[person.pk].rater
        line = regency.lines.get(person.pk)
        if rater is None or line is None or line.rater_id != rater.pk:
            continue  # by the tree the rater always leads a unit above
        posts = regency.present_posts(rater.pk)
        above = {unit.pk for unit in regency.structure.ancestors_of(post.unit_id)}
        agencies = {regency.agency_id(one.unit_id) for one in posts}
        if (
            posts
            and not above & {one.unit_id for one in posts}
            and regency.agency_id(post.unit_id) not in agencies
        ):
            yield Found(
                f"{person} ({regency.unit_name(post.unit_id)}) dinilai {rater}, {posts[-1].position} "
                f"({regency.unit_name(posts[-1].unit_id)}), dari perangkat daerah lain. Dasar: {line.reason}.",
                employee_id=person.pk,
                about=str(rater.pk),
            )


def named_raters_not_at_work(regency: Regency) -> Iterator[Found]:
    """Exceptions that no longer work, since the named rater retired, left or is on leave."""
    for person, _ in _on_post(regency):
        line = regency.lines.get(person.pk)
        if line is not None and not regency.is_at_work(line.rater_id):
            status = regency.statuses[line.rater_id]
            found = regency.raters[person.pk]
            instead = f"Sementara ini dinilai {found.rater}." if found.rater else "Tidak ada penilai lain."
            yield Found(
                f"Penilai yang ditetapkan untuk {person}, {regency.people[line.rater_id]}, tidak bertugas "
                f"({LegalStatus(status).label}). {instead}",
                employee_id=person.pk,
                about=str(line.pk),
            )


def too_many_subordinates(regency: Regency) -> Iterator[Found]:
    """Raters with more people than the settings find sensible."""
    counted = Counter(found.rater.pk for found in regency.raters.values() if found.rater is not None)
    for rater_id, number in counted.most_common():
        if number <= regency.max_subordinates:
            return
        yield Found(
            f"{regency.people[rater_id]} menilai {number} orang; batas wajarnya {regency.max_subordinates}.",
            employee_id=rater_id,
        )


def _on_post(regency: Regency) -> Iterator[tuple[Person, Post]]:
    """Those who are evaluated and have a post, with that post."""
    for person in regency.evaluated:
        post = regency.main_post(person.pk)
        if post is not None:
            yield person, post
