"""gunicorn behind nginx on one server; every value can be changed in /etc/sekin/sekin.env."""

import os

from gunicorn.glogging import Logger

from sekin_site.logs import without_people

bind = os.environ.get("WEB_BIND", "unix:/run/sekin/web.sock")
umask = 0o007  # the socket: for the service and its group, which is nginx's

# A page needs the processor and then waits for the database: processes for the first, threads for the second.
workers = int(os.environ.get("WEB_CONCURRENCY", min(2 * (os.cpu_count() or 1) + 1, 9)))
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS", 4))

# Seconds. A worker that gives no sign of life is replaced. A long download does not count as silence: it runs in a
# thread. Statements are given up earlier (STATEMENT_TIMEOUT in sekin-web.service), nginx waits a little longer.
timeout = 120
graceful_timeout = 60  # downloads may end before a restart
keepalive = 5

# Memory that libraries keep is given back; not all workers at the same moment.
max_requests = 5000
max_requests_jitter = 500
control_socket_disable = True  # systemd steers it
worker_tmp_dir = "/dev/shm"  # a slow disk must not look like a silent worker


class LogWithoutPeople(Logger):
    """The path as every other log of ours writes it: without the secret of a link that opens an account."""

    def atoms(self, resp, req, environ, request_time):
        path = without_people(environ["PATH_INFO"])
        return super().atoms(resp, req, environ, request_time) | {"U": path}


# To the journal. Without what follows "?": searches carry names and numbers of people.
logger_class = LogWithoutPeople
accesslog = "-"
access_log_format = '%({x-forwarded-for}i)s "%(m)s %(U)s" %(s)s %(B)s bytes %(L)s s'
errorlog = "-"
