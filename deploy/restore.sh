#!/usr/bin/env bash
# restore.sh BACKUP: put database, pictures and evidence of a backup in place of the present ones, which are kept
# beside them (…before-restore-TIME) until somebody deletes them. Stops the services and starts them again.
set -euo pipefail
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/paths.sh"
need_root

backup=$(readlink -f "${1:?restore.sh BACKUP}")
stamp=$(date -u +%Y%m%dT%H%M%SZ)
(cd "$backup" && sha256sum --check --quiet SHA256SUMS) || fail "$backup rusak, tidak ada yang diubah"

restore_postgresql() {
  local old=sekin_before_restore_$stamp
  [[ -f $backup/database.dump ]] || fail "cadangan ini bukan dari PostgreSQL"
  as_postgres psql --quiet -v ON_ERROR_STOP=1 -d postgres \
    -c "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'sekin'" \
    -c "ALTER DATABASE sekin RENAME TO \"$old\"" >/dev/null
  make_database
  pg_restore --no-owner --no-acl --exit-on-error --single-transaction -d "$(database_url)" "$backup/database.dump"
}

restore_sqlite() {
  local file suffix
  file=$(sqlite_file)
  [[ -f $backup/database.sqlite3 ]] || fail "cadangan ini bukan dari SQLite"
  for suffix in "" -wal -shm; do
    [[ ! -e $file$suffix ]] || mv "$file$suffix" "$file.before-restore-$stamp$suffix"
  done
  install -o sekin -g sekin -m 600 "$backup/database.sqlite3" "$file"
}

restore_files() { # restore_files NAME-OF-SETTING
  local folder
  folder=$(setting "$1")
  mv "$folder" "$folder.before-restore-$stamp"
  install -d -o sekin -g www-data -m "$(stat -c %a "$folder.before-restore-$stamp")" "$folder"
  tar --extract --same-owner --preserve-permissions --file="$backup/$1.tar" --directory="$folder"
}

services stop
if [[ -n $(sqlite_file) ]]; then restore_sqlite; else restore_postgresql; fi
restore_files MEDIA_ROOT
restore_files PRIVATE_MEDIA_ROOT
services start
echo "dipulihkan dari $backup (rilis $(cat "$backup/release")); yang lama disimpan dengan nama before_restore_$stamp"
