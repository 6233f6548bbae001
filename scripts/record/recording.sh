#!/usr/bin/env bash
# Records docs/recording.svg: the keys of docs/recording.keys, on a cluster of
# its own, in a shell whose folder has the manifest that the task asks for.
set -euo pipefail
cd "$(dirname "$0")/../.."

work=$(mktemp -d)
export XDG_STATE_HOME=$work/state LABS_NAME=labs-recording LABS_LANG=${LABS_LANG:-en}
export PATH=$PWD/bin:$PATH PS1='$ '
trap 'labs down --all --yes; rm -rf "$work"' EXIT

labs up
mkdir "$work/folder"
cp labs/01-env-metadata/downward-env-cpu-limit.yaml "$work/folder/pod.yaml"
go build -o "$work/record" ./scripts/record
keys=$PWD/docs/recording.keys out=${1:-$PWD/docs/recording.svg}
cd "$work/folder"
"$work/record" -cols 80 -rows 34 -o "$out" "$keys" sh
