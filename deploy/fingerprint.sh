#!/usr/bin/env bash
# Two lines that tell whether two installations hold the same: a hash of every row, and one of every file.
set -euo pipefail
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/paths.sh"
need_root

database() {
  if [[ -n $(sqlite_file) ]]; then
    as_sekin "$PYTHON" -c 'import sqlite3, sys; [print(line) for line in sqlite3.connect(sys.argv[1]).iterdump()]' \
      "$(sqlite_file)"
  else
    # Without comments, the random word by which pg_dump guards its output, and the casts and brackets of conditions,
    # which PostgreSQL writes in another way once it has read its own dump.
    pg_dump --no-owner --no-acl "$(database_url)" |
      grep --invert-match --extended-regexp '^(--|\\(un)?restrict )' |
      sed --regexp-extended '/CONSTRAINT |^CREATE .*(INDEX|TRIGGER) /s/::character varying|::text|\[\]|[()]//g'
  fi
}

files() {
  local kind
  for kind in MEDIA_ROOT PRIVATE_MEDIA_ROOT; do
    (cd "$(setting $kind)" && find . -type f -print0 | sort -z | xargs -0 -r sha256sum)
  done
}

printf 'database %s\n' "$(database | sha256sum | cut -d' ' -f1)"
printf 'files    %s\n' "$(files | sha256sum | cut -d' ' -f1)"
