#!/usr/bin/env bash
# Try the whole installation on this machine, on loopback and below a folder of its own: install.sh as documented, with
# its own PostgreSQL, nginx with TLS and the commands of the units, under production settings; then what
# deploy/trial/checks.py shows, and the rehearsal of backup, restore and upgrade on PostgreSQL and on SQLite.
# Root, since users, groups and file rights are part of it. Everything is removed at the end (KEEP=1 leaves it running).
# VENVS=folder keeps the Python packages for the next time. Works on what is committed.
set -euo pipefail
ROOT=$(mktemp -d /tmp/sekin-try.XXXXXX)
export ROOT
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/paths.sh"
need_root
chmod 755 "$ROOT"
had_user=$(id -u sekin 2>/dev/null || true)

finish() {
  local status=$? root
  if [[ -n ${KEEP:-} ]]; then
    echo "masih berjalan: https://localhost:${https_port:-}, ROOT=$ROOT PGHOST=$PGHOST PGPORT=$PGPORT"
    exit "$status"
  fi
  if ((status)); then
    tail -n 40 "$ROOT"/var/log/sekin/*.log "$ROOT"/var/log/nginx/*.log 2>/dev/null || true
  fi
  set +e
  for root in "$ROOT" "$ROOT/sqlite"; do
    ROOT=$root "$SOURCE/deploy/without_systemd.sh" stop
  done
  [[ ! -f $ROOT/run/nginx.pid ]] || kill "$(cat "$ROOT/run/nginx.pid")"
  [[ ! -d $ROOT/postgres ]] || as_postgres "$(postgres_bin)/pg_ctl" -D "$ROOT/postgres/data" -m immediate stop >/dev/null
  rm -rf "$ROOT"
  [[ -n $had_user ]] || userdel sekin
  exit "$status"
}
trap finish EXIT

free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

postgres_bin() { find /usr/lib/postgresql -mindepth 2 -maxdepth 2 -name bin | sort -V | tail -n 1; }

packages() {
  if ! command -v nginx >/dev/null || [[ -z $(postgres_bin 2>/dev/null) ]]; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
      nginx postgresql python3-venv openssl curl git >/dev/null
  fi
}

# A cluster of our own: roles belong to a cluster, and whatever runs on this machine is left alone.
postgres() {
  PGPORT=$(free_port) PGHOST=$ROOT/postgres
  export PGPORT PGHOST
  install -d -o postgres -g postgres -m 755 "$ROOT/postgres"
  as_postgres "$(postgres_bin)/initdb" -D "$ROOT/postgres/data" --auth-local=peer --auth-host=scram-sha-256 -E UTF8 \
    --no-sync >/dev/null
  as_postgres "$(postgres_bin)/pg_ctl" -D "$ROOT/postgres/data" -l "$ROOT/postgres/log" -w \
    -o "-p $PGPORT -k $ROOT/postgres -c listen_addresses=127.0.0.1 -c fsync=off" start >/dev/null
}

# Debian's nginx.conf around the installed site, on ports that are free.
nginx_server() {
  http_port=$(free_port) https_port=$(free_port)
  install -d "$ROOT/var/log/nginx"
  sed -i "s/listen 80;/listen 127.0.0.1:$http_port;/; s/listen 443 ssl/listen 127.0.0.1:$https_port ssl/; /listen \[::\]/d" \
    "$NGINX/sites-available/sekin"
  sed "s#/run/nginx.pid#$ROOT/run/nginx.pid#; s#/var/log/nginx#$ROOT/var/log/nginx#; s#/etc/nginx/sites-enabled#$NGINX/sites-enabled#" \
    /etc/nginx/nginx.conf > "$NGINX/nginx.conf"
  nginx -q -t -c "$NGINX/nginx.conf"
  nginx -c "$NGINX/nginx.conf"
}

python_packages() { # python_packages FOLDER: where installations below ROOT find them
  mkdir -p "$1" "$SEKIN_CODE"
  ln -s "$1" "$SEKIN_CODE/venvs"
}

sqlite_installation() {
  mkdir -p "$ROOT/sqlite/srv/sekin"
  ln -s "$(readlink -f "$SEKIN_CODE/venvs")" "$ROOT/sqlite/srv/sekin/venvs"
  ROOT=$ROOT/sqlite DATABASE=sqlite "$SOURCE/deploy/install.sh" localhost
}

say "paket sistem"; packages
[[ -z ${VENVS:-} ]] || python_packages "$VENVS"
say "PostgreSQL sendiri"; postgres
say "deploy/install.sh localhost"; time "$SOURCE/deploy/install.sh" localhost
say "nginx"; nginx_server
if command -v systemd-analyze >/dev/null; then
  say "systemd-analyze verify"; systemd-analyze verify --man=no "$SYSTEMD"/sekin-*
fi
say "pemeriksaan"
python3 "$SOURCE/deploy/trial/checks.py" --https "$https_port" --http "$http_port"
say "cadangan, pemulihan, peningkatan: PostgreSQL"; "$SOURCE/deploy/trial/rehearse.sh"
"$SOURCE/deploy/without_systemd.sh" stop
say "cadangan, pemulihan, peningkatan: SQLite"; sqlite_installation; ROOT=$ROOT/sqlite "$SOURCE/deploy/trial/rehearse.sh"
say "semua berhasil"
