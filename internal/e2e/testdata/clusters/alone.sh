#!/usr/bin/env bash
# A machine with labs, some files and a Docker without images, and no network at all:
#
#   alone.sh LABS SCRIPT FILE...    run SCRIPT there, with the files in its folder
#
# It runs in namespaces of its own (network, mounts, processes): whatever ends it, all that it started ends too.
# Only its folder below /tmp would be left; the next run removes that.
set -euo pipefail

if [[ ${1:-} != --inside ]]; then
  for left in /tmp/labs-alone-*; do
    [[ ! -e $left ]] || kill -0 "${left##*-}" 2>/dev/null || rm -rf "$left"
  done
  box=/tmp/labs-alone-$$
  mkdir -p "$box"/{bin,data,tmp,exec,home,empty}
  cp "$1" "$box/empty/labs"
  realpath --zero "${@:3}" | xargs --null ln -s --target-directory "$box/empty"
  ln -s "$(command -v docker)" "$box/bin/docker"
  code=0
  setpriv --pdeathsig KILL unshare --net --mount --pid --fork --kill-child --mount-proc "$0" --inside "$box" "$(realpath "$2")" || code=$?
  rm -rf "$box"
  exit "$code"
fi

box=$2
started=$EPOCHREALTIME
say() { printf '%6.1fs  %s\n' "$(awk "BEGIN { print $EPOCHREALTIME - $started }")" "$*"; }
fail() { echo "alone: $*" >&2; exit 1; }

# clean PROGRAM ARGS... runs a program with labs, docker and nothing else.
clean() { (cd "$box/empty" && env -i PATH="$box/bin" HOME="$box/home" DOCKER_HOST="unix://$box/docker.sock" "$@"); }

# engine OPTION... starts Docker.
engine() {
  DOCKER_TMPDIR=$box/tmp dockerd --data-root "$box/data" --exec-root "$box/exec" --pidfile "$box/docker.pid" --host "unix://$box/docker.sock" "$@" >"$box/dockerd.log" 2>&1 &
  dockerd=$!
  trap finish EXIT
  until clean "$box/bin/docker" info >/dev/null 2>&1; do
    kill -0 "$dockerd" 2>/dev/null || { tail -n 5 "$box/dockerd.log" >&2; fail "dockerd ended"; }
    sleep 0.1
  done
  [[ -z $(clean "$box/bin/docker" images --all --quiet) ]] || fail "the engine has images"
  say "the engine answers, and has no image"
}
finish() {
  clean ./labs down --all --yes >/dev/null 2>&1 || true
  kill "$dockerd" 2>/dev/null && wait "$dockerd" || true
}

ip link set lo up
source "$3"
