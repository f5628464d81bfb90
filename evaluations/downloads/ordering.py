"""Ordering a download, cancelling it, and who may fetch it."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from evaluations.domain.refusals import Refused
from evaluations.downloads.kinds import product
from evaluations.downloads.making import start
from evaluations.enums import DownloadKind, DownloadState
from evaluations.models import Download
from forms_config.actors import Actor


def order(kind: DownloadKind, options: Mapping[str, Any], *, actor: Actor) -> Download:
    """Have a file made; whoever asks again while it is made gets the same.

    Raises ``Refused``: not_yours, nothing_there.
    """
    wanted = product(kind, options, actor)
    wanted.check()
    same = Download.objects.visible_to(actor).unfinished().filter(kind=kind, options=options).first()
    if same is not None:
        return same
    total = wanted.count()
    if not total:
        raise Refused("nothing_there", wanted.nothing)
    download = Download.objects.create(
        owner=actor,
        kind=kind,
        options=options,
        title=wanted.title[:300],
        total=total,
        ordered_at=timezone.now(),
    )
    transaction.on_commit(partial(start, download))
    return download


def cancel(download: Download, *, actor: Actor) -> None:
    """Its job notices with the next piece; once more changes nothing. Raises ``Refused``: wrong_state."""
    mine = Download.objects.visible_to(actor).filter(pk=download.pk)
    if mine.unfinished().update(state=DownloadState.CANCELLED, finished_at=timezone.now()):
        return
    if not mine.filter(state=DownloadState.CANCELLED).exists():
        raise Refused("wrong_state", "Unduhan ini sudah tidak dibuat lagi, jadi tidak dapat dibatalkan.")


def check_fetching(download: Download, *, actor: Actor) -> None:
    """Whether the file may be handed out now. Raises ``Refused``: not_ready, not_yours."""
    if not download.is_ready or download.expires_at is None or download.expires_at <= timezone.now():
        raise Refused("not_ready", "Berkas ini belum siap atau sudah dihapus. Pesan sekali lagi.")
    product(download.kind, download.options, actor).check()
