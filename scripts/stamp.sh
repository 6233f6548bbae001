#!/usr/bin/env bash
# Prints what the linker writes into labs: which version this is, of which
# commit and that commit's date, by git and not by the clock. A source without
# git has none of it, and builds.
#
#   scripts/stamp.sh [MACHINE]    MACHINE as uname -m says it; this one without it
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# A tarball that lies in somebody else's repository is not of that repository.
GIT_CEILING_DIRECTORIES=$(dirname "$PWD")
export GIT_CEILING_DIRECTORIES

# module NAME: the version of a module in go.mod.
module() { awk -v name="$1" '$1 == name { print $2; exit }' go.mod; }

# node_image MACHINE: what the node image of this source is called there; it is
# not made for all.
node_image() (
  machine=${1:-$(uname -m)}
  uname() { echo "$machine"; }
  export machine
  export -f uname
  images/node/build.sh --tag 2>/dev/null || true
)

# Twelve digits, for how many git takes by itself depends on the clone.
version=$(git describe --tags --always --abbrev=12 --dirty 2>/dev/null || echo devel)
commit=$(git rev-parse HEAD 2>/dev/null || true)
date=$(TZ=UTC0 git log -1 --format=%cd --date=format-local:%Y-%m-%dT%H:%M:%SZ 2>/dev/null || true)
kubectl=$(module k8s.io/kubectl)

# kubectl's own packages do not know their version.
kubernetes=k8s.io/component-base/version
echo "-s -w" \
  "-X main.version=$version -X main.commit=$commit -X main.date=$date -X main.nodeImage=$(node_image "${1:-}")" \
  "-X $kubernetes.gitVersion=v1${kubectl#v0} -X $kubernetes.gitCommit= -X $kubernetes.gitTreeState="
