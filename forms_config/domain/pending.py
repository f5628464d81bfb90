"""What publishing a draft would change in the version that holds, where each change comes from, and who made it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.core.cache import cache
from wagtail.blocks import StreamValue
from wagtail.models import Revision

from forms_config.actors import Actor
from forms_config.compiling import compile_form
from forms_config.domain.restoring import CannotTakeBack, draft_like
from forms_config.engine.compare import Change, Effect, changes, is_wording_only, with_words
from forms_config.engine.schema import FormSchema
from forms_config.models import (
    Constant,
    EvaluationForm,
    FormVersion,
    IndexScheme,
    Indicator,
    MatrixPredikat,
    PredikatMatrix,
    RatingScale,
    ScaleLevel,
)

COPIED = (RatingScale, ScaleLevel, Indicator, PredikatMatrix, MatrixPredikat, IndexScheme, Constant)
REMEMBERED = 24 * 60 * 60  # seconds


@dataclass(frozen=True, slots=True)
class Pending:
    """``own``: written in the editor. ``library``: came in with a scale, indicator, index, constant or quadrant."""

    version: FormVersion
    own: tuple[Change, ...]
    library: tuple[Change, ...]
    as_published: FormSchema  # what the version was made from, with the library of today

    def __bool__(self) -> bool:
        return bool(self.own or self.library)

    @property
    def decides_results(self) -> bool:
        return any(change.effect == Effect.RESULT for change in (*self.own, *self.library))

    @property
    def may_keep_library(self) -> bool:
        """Whether the words alone can be published, with the library as it was: see ``words_only``."""
        return bool(self.library) and all(change.effect == Effect.WORDING for change in self.own)

    @property
    def groups(self) -> list[tuple[str, list[Change]]]:
        """(where from, changes), those that decide a result first."""
        named = (("Dari perpustakaan", self.library), ("Ditulis dalam formulir", self.own))
        return [(name, gravest_first(found)) for name, found in named if found]


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one officer did to the draft in one go. ``changes`` is empty where the draft came back to what it was."""

    revision: Revision
    changes: list[Change]

    @property
    def author(self) -> str:
        return author(self.revision)

    @property
    def saved_at(self) -> datetime:
        return self.revision.created_at


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody has to know before publishing; ``others`` is what other officers left in the draft."""

    pending: Pending
    others: list[Contribution]

    @property
    def sentences(self) -> list[str]:
        """Everything that is asked about, for a fingerprint."""
        mine = (change.sentence for _, found in self.pending.groups for change in found)
        theirs = (change.sentence for one in self.others for change in one.changes)
        return [*mine, *theirs]


def question(draft: EvaluationForm, user: Actor) -> Question | None:
    """Before the first version, and for words or fillings that ``user`` alone has written, there is nothing to ask."""
    found = pending(draft)
    if not found:
        return None
    made = contributions(draft, found)
    others = [one for one in made if one.changes and one.revision.user_id != getattr(user, "pk", None)]
    return Question(found, others) if found.library or found.decides_results or others else None


def author(revision: Revision) -> str:
    """The name for people."""
    return (revision.user.get_full_name() or revision.user.get_username()) if revision.user else "Sistem"


def gravest_first(found: tuple[Change, ...]) -> list[Change]:
    return sorted(found, key=lambda change: list(Effect).index(change.effect))


def latest_version(form: EvaluationForm) -> FormVersion | None:
    """None also for a form that is not saved yet."""
    versions = FormVersion.objects.filter(form=form.pk)
    return versions.order_by("-number").first()


def latest_versions(forms: Iterable[EvaluationForm]) -> dict[int, int]:
    """The primary key of the latest version of each of these that has one; one statement."""
    rows = FormVersion.objects.filter(form__in=[form.pk for form in forms]).order_by("number")
    return dict(rows.values_list("form", "pk"))


def pending(draft: EvaluationForm, schema: FormSchema | None = None) -> Pending | None:
    """None where nothing was published yet. ``schema``: of the draft, where it is compiled already."""
    version = latest_version(draft)
    if version is None:
        return None
    now = schema or compile_form(draft)
    if now == version.parsed:
        return Pending(version, (), (), now)
    as_published = today(draft, version)
    return Pending(version, changes(as_published, now), changes(version.parsed, as_published), as_published)


def today(form: EvaluationForm, version: FormVersion) -> FormSchema:
    """What ``version`` was made from, with the library as it is now. Where the editor's content was not kept, the
    version itself: then every change counts as written in the form.
    """
    try:
        return compile_form(draft_like(form, version))
    except CannotTakeBack:
        return version.parsed


def moved_on(forms: Iterable[EvaluationForm]) -> set[int]:
    """The primary keys of those whose latest version was made with a library that is another today.

    As many statements, however many forms: what was once found is remembered as long as the library stays the same.
    """
    latest = latest_versions(forms)
    stamp = library_stamp() if latest else ""
    keys = {pk: f"forms_config.moved_on:{pk}:{stamp}" for pk in latest.values()}
    known = cache.get_many(keys.values())
    fresh = {}
    missing = [pk for pk, key in keys.items() if key not in known]
    for version in FormVersion.objects.filter(pk__in=missing).select_related("form"):
        fresh[keys[version.pk]] = today(version.form, version) != version.parsed
    cache.set_many(fresh, REMEMBERED)
    return {form for form, pk in latest.items() if (known | fresh)[keys[pk]]}


def library_stamp() -> str:
    """Another text as soon as anything differs that forms copy in; one statement per table."""
    digest = sha256()
    for model in COPIED:
        names = [column.attname for column in model._meta.concrete_fields]
        for row in model._default_manager.order_by("pk").values_list(*names):
            digest.update(repr([_plain(value) for value in row]).encode())
    return digest.hexdigest()[:16]


def _plain(value: Any) -> Any:
    return list(value.raw_data) if isinstance(value, StreamValue) else value


def words_only(draft: EvaluationForm, version: FormVersion) -> FormSchema | None:
    """``version`` with the corrected words of ``draft`` and the library as it was; None where the draft changes more
    than words.
    """
    before, after = today(draft, version), compile_form(draft)
    return with_words(version.parsed, before, after) if is_wording_only(before, after) else None


def contributions(form: EvaluationForm, found: Pending) -> list[Contribution]:
    """Everything saved since the version was published, the newest first: per officer the last state of each stretch
    of work, compared with the one before.
    """
    since = (
        form.revisions.filter(created_at__gt=found.version.published_at).select_related("user").order_by("pk")
    )
    before, made = found.as_published, []
    for revision in _stretches(since):
        after = compile_form(form.with_content_json(revision.content))
        made.append(Contribution(revision, gravest_first(changes(before, after))))
        before = after
    return made[::-1]


def _stretches(revisions: Iterable[Revision]) -> Iterator[Revision]:
    """The last revision of each run of revisions by the same user."""
    last = None
    for revision in revisions:
        if last is not None and last.user_id != revision.user_id:
            yield last
        last = revision
    if last is not None:
        yield last
