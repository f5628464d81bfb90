"""Work that nobody waits for in a request: ``@task(backend="jobs")`` of django_tasks, kept in the database.

A worker (``manage.py worker``, any number of them) takes one job after the other. Where none runs the timer does what
has waited too long, so that a small office needs no worker. Each job notices by itself when its worker died.
"""

import logging
import time
from datetime import datetime, timedelta

from django.db import close_old_connections
from django.utils.crypto import get_random_string
from django_tasks import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult, DBTaskResultQuerySet

log = logging.getLogger("sekin.jobs")

BACKEND = "jobs"
PATIENCE = timedelta(minutes=5)  # a job that waited so long has no worker
ATTEMPTS = 3  # workers that may die over one job
KEPT = timedelta(days=14)  # what ended: for whoever looks for the reason of a failure


def waiting() -> DBTaskResultQuerySet:
    """The jobs that no worker has taken yet, the one that waits longest first."""
    return DBTaskResult.objects.ready().filter(backend_name=BACKEND).order_by("enqueued_at")


def run_waiting(now: datetime) -> int:
    """Do here what waits, if no worker has taken it within ``PATIENCE``; gives how many jobs."""
    count = waiting().count()
    if not waiting().filter(enqueued_at__lte=now - PATIENCE).exists():
        return 0
    _worker(batch=True).run()
    return count


def put_back(job: str) -> bool:
    """Let another worker take a job whose worker died; False when it has brought down ``ATTEMPTS`` of them."""
    running = DBTaskResult.objects.running().filter(pk=job) if job else DBTaskResult.objects.none()
    for row in running:
        if len(row.worker_ids) < ATTEMPTS:
            return bool(running.update(status=TaskResultStatus.READY, started_at=None))
    return False


def forget_finished(now: datetime) -> None:
    """Remove the results of jobs that ended more than ``KEPT`` ago."""
    DBTaskResult.objects.finished().filter(finished_at__lt=now - KEPT).delete()


def work_for_ever() -> None:
    """Take jobs in a thread of this process, as ``make run`` does; it ends with the process."""
    while True:
        try:
            _worker(batch=False).run()
        except Exception:
            log.exception("The worker stopped; it goes on in a moment")
            close_old_connections()
            time.sleep(5)


def _worker(*, batch: bool) -> Worker:
    return Worker(
        queue_names=["*"],
        excluded_queue_names=[],
        interval=1,
        batch=batch,
        backend_name=BACKEND,
        startup_delay=False,
        max_tasks=None,
        worker_id=get_random_string(32),
    )
