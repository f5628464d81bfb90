#!/usr/bin/env bash
# manage.sh COMMAND…: a command of the installation, as its user and with its settings: sudo deploy/manage.sh createsuperuser
set -euo pipefail
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/paths.sh"
need_root
manage "$@"
