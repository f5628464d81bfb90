#!/usr/bin/env bash
# install.sh SITE: everything that deploy/README.md describes, on one Debian server. May run again: what is there stays.
#   sudo deploy/install.sh sekin.bantulkab.go.id
# DATABASE=sqlite for a small office without PostgreSQL.
set -euo pipefail
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/paths.sh"
. "$SOURCE/deploy/release.sh"
need_root
site=${1:?install.sh SITE, misalnya sekin.bantulkab.go.id}

system_packages() {
  local wanted=(python3 python3-venv nginx openssl curl git ca-certificates)
  [[ ${DATABASE:-} == sqlite ]] || wanted+=(postgresql postgresql-client)
  dpkg --status "${wanted[@]}" >/dev/null 2>&1 && return
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${wanted[@]}" >/dev/null
}

user_and_folders() {
  id sekin >/dev/null 2>&1 || useradd --system --home-dir "$SEKIN_FILES" --no-create-home --shell /usr/sbin/nologin sekin
  install -d -m 755 "$SEKIN_CODE" "$SEKIN_CODE/releases"
  install -d -o root -g sekin -m 750 "$SEKIN_CONFIG"
  install -d -o root -g root -m 700 "$SEKIN_CONFIG/tls" "$SEKIN_BACKUPS"
  install -d -o sekin -g www-data -m 750 "$SEKIN_FILES" "$SEKIN_FILES/media"
  install -d -o sekin -g sekin -m 700 "$SEKIN_FILES/private"
}

# Passwords are made here, once, and stand in two files: the owner's only where root reads.
settings_and_database() {
  local port=${PGPORT:-5432} url=sqlite:///$SEKIN_FILES/sekin.sqlite3
  [[ ! -e $SEKIN_CONFIG/sekin.env ]] || return 0
  if [[ ${DATABASE:-} != sqlite ]]; then
    url=postgres://sekin_web:$(openssl rand -hex 24)@127.0.0.1:$port/sekin
    install -m 600 /dev/null "$SEKIN_CONFIG/owner.env"
    echo "DATABASE_URL=postgres://sekin_owner:$(openssl rand -hex 24)@127.0.0.1:$port/sekin" > "$SEKIN_CONFIG/owner.env"
  fi
  install -o root -g sekin -m 640 /dev/null "$SEKIN_CONFIG/.sekin.env"
  place "$SOURCE/deploy/sekin.env" > "$SEKIN_CONFIG/.sekin.env"
  sed -i "s#@SECRET_KEY@#$(openssl rand -hex 48)#; s#@SITE@#$site#; s#@DATABASE_URL@#$url#" "$SEKIN_CONFIG/.sekin.env"
  chgrp sekin "$SEKIN_CONFIG/.sekin.env"
  mv "$SEKIN_CONFIG/.sekin.env" "$SEKIN_CONFIG/sekin.env"
  if [[ ${DATABASE:-} == sqlite ]]; then
    install -o sekin -g sekin -m 600 /dev/null "$SEKIN_FILES/sekin.sqlite3"
  else
    make_database
  fi
}

first_release() {
  if [[ ! -e $SEKIN_CODE/current ]]; then
    local release # apart from its value, so that a failure counts
    release=$(make_release)
    switch_to "$release"
  fi
  manage_as_owner migrate --verbosity 0
  manage load_official
}

certificate() {
  [[ ! -e $SEKIN_CONFIG/tls/fullchain.pem ]] || return 0
  openssl req -x509 -newkey rsa:2048 -nodes -days 90 -subj "/CN=$site" -addext "subjectAltName=DNS:$site" \
    -keyout "$SEKIN_CONFIG/tls/privkey.pem" -out "$SEKIN_CONFIG/tls/fullchain.pem" 2>/dev/null
  say "sertifikat sementara dibuat; gantilah $SEKIN_CONFIG/tls dengan yang asli"
}

units_and_nginx() {
  local unit
  install -d "$SYSTEMD" "$NGINX/sites-available" "$NGINX/sites-enabled"
  for unit in "$SOURCE"/deploy/systemd/*; do
    place "$unit" > "$SYSTEMD/$(basename "$unit")"
  done
  place "$SOURCE/deploy/nginx.conf" | sed "s#@SITE@#$site#g" > "$NGINX/sites-available/sekin"
  ln -sf "$NGINX/sites-available/sekin" "$NGINX/sites-enabled/sekin"
}

start() {
  if [[ -d /run/systemd/system && -z $ROOT ]]; then
    systemctl daemon-reload
    systemctl enable --quiet --now sekin-web.service sekin-worker.service sekin-tick.timer sekin-backup.timer
    nginx -t -q && systemctl reload nginx
  else
    services restart
  fi
  is_ready || fail "web tidak siap: journalctl -u sekin-web"
}

say "paket sistem"; system_packages
say "pengguna dan folder"; user_and_folders
say "pengaturan dan basis data"; settings_and_database
say "kode, paket Python, isi awal"; first_release
say "TLS"; certificate
say "systemd dan nginx"; units_and_nginx
say "mulai"; start
say "siap: https://$site"
