#!/usr/bin/env bash
# Proves that labs and one file are enough, on a machine without a network:
#
#   offline.sh LABS BUNDLE    in a network without any route, with a Docker of its own that has no image,
#                             load the bundle, make the cluster, run all labs
#
# It runs in namespaces of its own (network, mounts, processes): whatever ends it, all that it started ends too.
# Only its folder below /tmp would be left; the next run removes that.
set -euo pipefail

if [[ ${1:-} != --inside ]]; then
  for left in /tmp/labs-offline-*; do
    [[ ! -e $left ]] || kill -0 "${left##*-}" 2>/dev/null || rm -rf "$left"
  done
  box=/tmp/labs-offline-$$
  mkdir -p "$box"/{bin,data,exec,home,empty}
  cp "$1" "$box/empty/labs"
  ln -s "$(realpath "$2")" "$box/empty/workshop.tar.zst"
  ln -s "$(command -v docker)" "$box/bin/docker"
  code=0
  setpriv --pdeathsig KILL unshare --net --mount --pid --fork --kill-child --mount-proc "$0" --inside "$box" || code=$?
  rm -rf "$box"
  exit "$code"
fi

box=$2
started=$EPOCHREALTIME
say() { printf '%6.1fs  %s\n' "$(awk "BEGIN { print $EPOCHREALTIME - $started }")" "$*"; }
fail() { echo "offline: $*" >&2; exit 1; }

# clean PROGRAM ARGS... runs a program with labs, docker and nothing else.
clean() { (cd "$box/empty" && env -i PATH="$box/bin" HOME="$box/home" DOCKER_HOST="unix://$box/docker.sock" "$@"); }

ip link set lo up
[[ -z $(ip route) ]] || fail "there is a route: $(ip route)"
! (exec 3<>/dev/tcp/192.0.2.1/443) 2>"$box/connect" || fail "a connection came about"
grep -q 'Network is unreachable' "$box/connect" || fail "a connection failed for another reason: $(cat "$box/connect")"
say "no route: $(grep -o 'Network is unreachable' "$box/connect" | head -n1)"

dockerd --data-root "$box/data" --exec-root "$box/exec" --pidfile "$box/docker.pid" --host "unix://$box/docker.sock" >"$box/dockerd.log" 2>&1 &
dockerd=$!
finish() {
  kill "$dockerd" 2>/dev/null && wait "$dockerd" || true
}
trap finish EXIT
until clean "$box/bin/docker" info >/dev/null 2>&1; do
  kill -0 "$dockerd" 2>/dev/null || { tail -n 5 "$box/dockerd.log" >&2; fail "dockerd ended"; }
  sleep 0.1
done
[[ -z $(clean "$box/bin/docker" images --all --quiet) ]] || fail "the engine has images"
[[ $(ls "$box/empty") == $'labs\nworkshop.tar.zst' ]] || fail "there is more than labs and the bundle"
say "the engine answers, and has no image"

trap 'clean ./labs down --all >/dev/null 2>&1 || true; finish' EXIT
clean ./labs bundle load workshop.tar.zst
say "loaded"
clean ./labs up
say "up"
clean ./labs test
say "tested"
clean ./labs down --all
say "down"
[[ -z $(ip route show default) ]] || fail "there is a default route: $(ip route)"
