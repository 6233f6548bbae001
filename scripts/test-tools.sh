#!/usr/bin/env bash
# Makes sure that what only the tests use is there, shells and xmllint: on
# Debian or Ubuntu, as root, it installs those that are missing.
set -euo pipefail

log=/var/log/labs-test-tools.log # what apt-get writes
declare -A packages=([zsh]=zsh [fish]=fish [dash]=dash [busybox]=busybox [xmllint]=libxml2-utils)

missing=()
for program in "${!packages[@]}"; do
  command -v "$program" >/dev/null || missing+=("${packages[$program]}")
done
((${#missing[@]} > 0)) || exit 0

if [[ $(id -u) != 0 ]] || ! command -v apt-get >/dev/null; then
  echo "test tools: the tests need ${missing[*]}; install them and run this again" >&2
  exit 3
fi
echo "test tools: installing ${missing[*]} with apt-get (log: $log)"
if ! (apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends "${missing[@]}") >"$log" 2>&1 </dev/null; then
  tail -n 5 "$log" >&2
  echo "test tools: could not install ${missing[*]}; see $log" >&2
  exit 3
fi
