# For install.sh and upgrade.sh: a release is the committed code of this checkout with its packages.

# make_release: prints the folder of the new release. Packages are shared by releases with the same lock files.
make_release() {
  local release=$SEKIN_CODE/releases/${RELEASE:-$(date -u +%Y%m%dT%H%M%SZ)}
  [[ ! -e $release ]] || fail "$release sudah ada"
  mkdir -p "$release"
  if [[ -e $SOURCE/.git ]]; then
    git -c safe.directory='*' -C "$SOURCE" archive HEAD | tar --extract --directory="$release"
  else
    tar --create --directory="$SOURCE" --exclude=./.venv --exclude=./var --exclude=./.env . | tar --extract --directory="$release"
  fi
  ln -s "$(packages "$release")" "$release/.venv"
  ln -s "$SEKIN_CONFIG/sekin.env" "$release/.env"
  # As root with the settings at hand: the code stays out of reach of the service's user.
  (cd "$release" && .venv/bin/python manage.py collectstatic --noinput --verbosity 0) >&2
  "$release/.venv/bin/python" -m compileall -q "$release" >/dev/null || true
  chmod -R u=rwX,go=rX "$release"
  echo "$release"
}

packages() { # packages RELEASE: the folder of the virtual environment for its lock files
  local key venv
  key=$({ "$PYTHON" --version; cat "$1/requirements.txt"; } | sha256sum | cut -c1-12)
  venv=$(readlink -m "$SEKIN_CODE/venvs")/$key
  if [[ ! -e $venv/.complete ]]; then
    rm -rf "$venv"
    mkdir -p "${venv%/*}"
    "$PYTHON" -m venv "$venv"
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$1/requirements.txt" >&2
    touch "$venv/.complete"
  fi
  echo "$venv"
}

switch_to() { # switch_to RELEASE: in one step
  ln -sfn "$1" "$SEKIN_CODE/.next"
  mv -T "$SEKIN_CODE/.next" "$SEKIN_CODE/current"
}
