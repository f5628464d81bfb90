#!/usr/bin/env bash
# upgrade.sh: bring the installation to the committed code of this checkout. Backs up first; when a migration fails or
# the new release does not get ready, database, files and code go back to what they were.
set -euo pipefail
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/paths.sh"
. "$SOURCE/deploy/release.sh"
need_root
old=$(readlink -f "$SEKIN_CODE/current") || fail "belum ada instalasi; pakai deploy/install.sh"

say "paket dan berkas statis rilis baru (situs tetap berjalan)"
new=$(make_release)

say "berhenti dan mencadangkan"
services stop
backup=$("$SOURCE/deploy/backup.sh" | tail -n 1)
echo "$backup"

go_forward() {
  say "migrasi dan mulai: $(basename "$new")"
  switch_to "$new" &&
    manage_as_owner migrate --verbosity 1 &&
    manage check --deploy --fail-level WARNING &&
    services start &&
    is_ready
}

if go_forward; then
  say "siap: rilis $(basename "$new"). Cadangan sebelum peningkatan: $backup"
  exit 0
fi
say "GAGAL; kembali ke rilis $(basename "$old")"
services stop
switch_to "$old"
"$SOURCE/deploy/restore.sh" "$backup"
is_ready || fail "rilis lama juga tidak siap; lihat docs/runbook.md"
fail "peningkatan dibatalkan, situs berjalan lagi dengan rilis lama dan data sebelum peningkatan"
