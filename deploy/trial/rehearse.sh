#!/usr/bin/env bash
# Backup, loss and restore; an upgrade that fails and takes itself back; an upgrade that succeeds. On a running
# installation below ROOT (never on a real one). Each time the hashes of database and files are compared.
set -euo pipefail
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../paths.sh"
need_root
[[ -n $ROOT ]] || fail "latihan hanya untuk instalasi percobaan (ROOT)"

same() { # same WHAT FINGERPRINT
  local now
  now=$("$SOURCE/deploy/fingerprint.sh")
  [[ $now == "$2" ]] || fail "$1: isi berbeda: $now, seharusnya $2"
  is_ready || fail "$1: situs tidak siap"
  echo "ok: $1, isi sama"
}

# Something to lose: units, a picture, a file of evidence.
prepare() {
  manage import_units "$SOURCE/evaluations/demo/data/unor.json"
  as_sekin sh -c "umask 027; mkdir -p '$SEKIN_FILES/media/images' '$SEKIN_FILES/private/evidence/1'
    head -c 30000 /dev/urandom > '$SEKIN_FILES/media/images/latihan.png'
    head -c 50000 /dev/urandom > '$SEKIN_FILES/private/evidence/1/bukti dukung.pdf'"
}

lose() {
  if [[ -n $(sqlite_file) ]]; then
    as_sekin "$PYTHON" -c 'import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute("DROP TABLE evaluations_evidence")' \
      "$(sqlite_file)"
  else
    psql --quiet -d "$(database_url)" -c 'DROP TABLE evaluations_evidence CASCADE' 2>/dev/null
  fi
  rm -r "$SEKIN_FILES/private/evidence" "$SEKIN_FILES/media/images"
}

# The same code with one more migration, which writes for good and then stops.
broken_code() {
  local code=$ROOT/broken leaf
  cp -a "$SEKIN_CODE/current/." "$code"
  rm "$code/.venv" "$code/.env"
  leaf=$(basename "$(find "$code/sekin_site/migrations" -name '0*.py' | sort | tail -n 1)" .py)
  cat > "$code/sekin_site/migrations/${leaf%%_*}9_broken.py" <<PYTHON
from django.db import migrations


def stop(apps, editor):
    raise RuntimeError("the migration that the rehearsal wants to fail")


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("sekin_site", "$leaf")]
    operations = [
        migrations.RunSQL("UPDATE evaluations_organizationalunit SET name = 'rusak'"),
        migrations.RunSQL("CREATE TABLE rubbish (id integer)"),
        migrations.RunPython(stop),
    ]
PYTHON
  echo "$code"
}

prepare
before=$("$SOURCE/deploy/fingerprint.sh")
echo "$before"

say "cadangan"
backup=$("$SOURCE/deploy/backup.sh" | tail -n 1)
ls -l "$backup"
same "sesudah mencadangkan" "$before"

say "kehilangan dan pemulihan"
lose
[[ $("$SOURCE/deploy/fingerprint.sh") != "$before" ]] || fail "tidak ada yang hilang"
"$SOURCE/deploy/restore.sh" "$backup"
same "sesudah memulihkan" "$before"

say "cadangan yang rusak ditolak"
cp -a "$backup" "$ROOT/damaged"
echo x >> "$ROOT/damaged/PRIVATE_MEDIA_ROOT.tar"
! "$SOURCE/deploy/restore.sh" "$ROOT/damaged" 2>/dev/null || fail "cadangan yang rusak diterima"
same "sesudah menolak" "$before"

say "peningkatan yang gagal"
old=$(readlink "$SEKIN_CODE/current")
broken=$(broken_code)
! "$broken/deploy/upgrade.sh" > "$ROOT/upgrade.log" 2>&1 || fail "peningkatan yang rusak diterima"
tail -n 3 "$ROOT/upgrade.log"
[[ $(readlink "$SEKIN_CODE/current") == "$old" ]] || fail "rilis lama tidak kembali"
same "sesudah peningkatan yang gagal" "$before"

say "peningkatan yang berhasil"
"$SOURCE/deploy/upgrade.sh"
[[ $(readlink "$SEKIN_CODE/current") != "$old" ]] || fail "rilis tidak berganti"
same "sesudah peningkatan" "$before"
