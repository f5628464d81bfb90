#!/usr/bin/env bash
# backup.sh [FOLDER]: one backup of database, pictures and evidence, with checksums; the last KEEP (14) are kept.
# Prints its folder on the last line. The site may go on: the database is copied as of one moment, the files after it.
set -euo pipefail
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/paths.sh"
need_root
umask 077

folder=${1:-$SEKIN_BACKUPS}
keep=${KEEP:-14}
name=sekin-$(date -u +%Y%m%dT%H%M%SZ)
while [[ -e $folder/$name ]]; do name=$name+; done
part=$folder/.part-$name
trap 'rm -rf "$part"' EXIT
mkdir -p "$part"

if [[ -n $(sqlite_file) ]]; then
  # As the service's user, so that no file of root appears beside the database. VACUUM INTO sees one moment.
  copy=$SEKIN_FILES/.backup-$$.sqlite3
  as_sekin "$PYTHON" -c 'import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute("VACUUM INTO ?", sys.argv[2:])' \
    "$(sqlite_file)" "$copy"
  mv "$copy" "$part/database.sqlite3"
else
  pg_dump --format=custom --no-owner --no-acl --file="$part/database.dump" "$(database_url)"
fi
for kind in MEDIA_ROOT PRIVATE_MEDIA_ROOT; do
  mkdir -p "$(setting $kind)"
  tar --create --file="$part/$kind.tar" --directory="$(setting $kind)" --warning=no-file-changed . || (($? == 1))
done
basename "$(readlink -f "$SEKIN_CODE/current")" > "$part/release"
(cd "$part" && sha256sum -- * > SHA256SUMS)
mv "$part" "$folder/$name"

# Names sort by time. Without the settings (SECRET_KEY, passwords): those are kept apart, see docs/runbook.md.
find "$folder" -maxdepth 1 -type d -name 'sekin-*Z*' | sort | head -n "-$keep" | xargs -r rm -rf --
echo "$folder/$name"
