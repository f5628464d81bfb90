# Where an installation lives, and what all scripts here need. A trial puts everything below ROOT.
ROOT=${ROOT:-}
SEKIN_CODE=$ROOT/srv/sekin           # releases/…, venvs/…, current → one release
SEKIN_CONFIG=$ROOT/etc/sekin         # sekin.env, owner.env, tls/
SEKIN_FILES=$ROOT/var/lib/sekin      # media/ (public pictures), private/ (evidence), SQLite if that is used
SEKIN_BACKUPS=$ROOT/var/backups/sekin
SEKIN_RUN=$ROOT/run/sekin            # the socket between nginx and gunicorn
SYSTEMD=$ROOT/etc/systemd/system
NGINX=$ROOT/etc/nginx
PYTHON=${PYTHON:-/usr/bin/python3}   # Debian's: one that only root reaches would be of no use to the service
SOURCE=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

say() { printf '\n== %s\n' "$*"; }
fail() { printf 'deploy: %s\n' "$*" >&2; exit 1; }
need_root() { [[ $EUID -eq 0 ]] || fail "jalankan sebagai root (sudo)"; }

# place FILE: its text, with all folders below ROOT.
place() { sed "s#/\(srv\|etc\|var/lib\|var/backups\|var/log/nginx\|run\)/sekin#$ROOT&#g" "$1"; }

as_postgres() { (cd / && runuser -u postgres -- "$@"); }
as_sekin() { setpriv --reuid sekin --regid www-data --groups sekin,www-data --inh-caps=-all -- "$@"; }

# manage ARGS…: a command of the current release, with the installation's settings, as the service's user.
manage() { (cd "$SEKIN_CODE/current" && as_sekin .venv/bin/python manage.py "$@"); }

# manage_as_owner ARGS…: the same with the rights of the database's owner, which only migrations need.
manage_as_owner() { DATABASE_URL=$(database_url) manage "$@"; }

# setting NAME: what sekin.env says, empty if nothing.
setting() { sed -n "s/^$1=//p" "$SEKIN_CONFIG/sekin.env" | tail -n 1; }

# database_url: with the owner's rights where there are two roles.
database_url() {
  if [[ -f $SEKIN_CONFIG/owner.env ]]; then
    sed -n 's/^DATABASE_URL=//p' "$SEKIN_CONFIG/owner.env"
  else
    setting DATABASE_URL
  fi
}

# sqlite_file: its path, or empty where the database is PostgreSQL.
sqlite_file() { database_url | sed -n 's#^sqlite:///##p'; }

# make_database: the PostgreSQL database and its roles, with the passwords that the settings name.
make_database() {
  local password='s#^[a-z]*://[^:]*:\([^@]*\)@.*#\1#'
  OWNER_PASSWORD=$(database_url | sed "$password") WEB_PASSWORD=$(setting DATABASE_URL | sed "$password") \
    as_postgres psql --quiet --no-psqlrc -v ON_ERROR_STOP=1 -d postgres -f - < "$SOURCE/deploy/roles.sql"
}

# services start|stop|restart: web, worker and timer.
services() {
  if [[ -d /run/systemd/system && -z $ROOT ]]; then
    systemctl "$1" sekin-web.service sekin-worker.service sekin-tick.timer
  else
    "$SOURCE/deploy/without_systemd.sh" "$1"
  fi
}

# is_ready: the web server answers, within three minutes, that the database is there and as the code expects.
is_ready() {
  local host=${site:-$(setting ALLOWED_HOSTS | cut -d, -f1)}
  for _ in {1..180}; do
    curl --silent --fail --max-time 5 --unix-socket "$SEKIN_RUN/web.sock" -H "Host: $host" \
      http://localhost/readyz >/dev/null && return 0
    sleep 1
  done
  return 1
}
