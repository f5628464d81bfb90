#!/usr/bin/env bash
# What the installed units say, on a machine without systemd (a container, the trial): start, stop, restart web and
# worker in the background, or `run UNIT` in the foreground, for instance sekin-tick from a cron line.
set -euo pipefail
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/paths.sh"
need_root
logs=$ROOT/var/log/sekin

value() { sed -n "s/^$2=//p" "$SYSTEMD/$1.service"; }

run() { # run UNIT: its commands as its user, with its environment and nothing else
  local unit=$1 environment command user=()
  [[ -z $(value "$unit" User) ]] || user=(
    setpriv --reuid "$(value "$unit" User)" --regid "$(value "$unit" Group)"
    --groups "$(value "$unit" SupplementaryGroups),$(value "$unit" Group)" --inh-caps=-all --no-new-privs --
  )
  mapfile -t environment < <(
    value "$unit" EnvironmentFile | xargs --no-run-if-empty cat | grep --extended-regexp '^[A-Z_]+='
    value "$unit" Environment
  )
  [[ -z $ROOT ]] || environment+=("ROOT=$ROOT")
  umask "$(value "$unit" UMask)"
  cd "$(value "$unit" WorkingDirectory)"
  read -ra command <<< "$(value "$unit" ExecStartPre)"
  [[ -z ${command[*]} ]] || env -i PATH="$PATH" LANG=C.UTF-8 "${environment[@]}" "${user[@]}" "${command[@]}"
  read -ra command <<< "$(value "$unit" ExecStart)"
  exec env -i PATH="$PATH" LANG=C.UTF-8 "${environment[@]}" "${user[@]}" "${command[@]}"
}

start() {
  local unit
  install -d -o sekin -g www-data -m 750 "$SEKIN_RUN"
  install -d -m 750 "$logs"
  for unit in sekin-web sekin-worker; do
    setsid "$0" run $unit >> "$logs/$unit.log" 2>&1 < /dev/null &
    echo $! > "$logs/$unit.pid"
  done
}

stop() {
  local unit pid
  for unit in sekin-web sekin-worker; do
    pid=$(cat "$logs/$unit.pid" 2>/dev/null) || continue
    rm "$logs/$unit.pid"
    kill -TERM "$pid" 2>/dev/null || continue
    for _ in {1..140}; do
      kill -0 "$pid" 2>/dev/null || continue 2
      sleep 0.5
    done
    kill -KILL -- "-$pid"
  done
}

case ${1:-} in
  start) start ;;
  stop) stop ;;
  restart) stop; start ;;
  run) run "${2:?run UNIT}" ;;
  *) fail "start, stop, restart, atau run UNIT" ;;
esac
