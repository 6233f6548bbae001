#!/usr/bin/env bash
# Builds the kind node image from source: for machines that cannot pull
# kindest/node. See README.md.
#
#   images/node/build.sh          build the image, unless the engine has it
#   images/node/build.sh --tag    print its name (needs nothing, changes nothing)
#
# Exit code 3: this machine cannot build it (the message says why).
# TMPDIR says where it works; ENGINE which of docker, nerdctl, podman gets the image.
set -euo pipefail
set -m # a process group for each background command: stopping one stops what it started
shopt -s inherit_errexit 2>/dev/null || true # bash 3 has none, and only needs --tag

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$here/build/common.sh"
source "$here/build/programs.sh"
source "$here/build/rootfs.sh"
source "$here/build/archive.sh"
source "$here/build/images.sh"

# inputs lists every file that the image is made from.
inputs() {
  (cd "$here" && find . -type f ! -name '*.md' ! -name '*_test.go' ! -name test.sh ! -path './test/*' | LC_ALL=C sort)
}

hash_inputs() {
  local sum=sha256sum
  command -v sha256sum >/dev/null || sum="shasum -a 256" # macOS
  (cd "$here" && { inputs | xargs $sum && echo "$arch"; } | $sum | cut -c1-12)
}

main() {
  arch=$(architecture)
  version=$(version_of k8s.io/kubernetes)
  tag=labs-node:$version-$(hash_inputs)
  case ${1:-} in
    --tag) echo "$tag" ;;
    "") build ;;
    *) usage ;;
  esac
}

usage() {
  sed -n '2,9s/^# \{0,1\}//p' "$here/build.sh" >&2
  exit 2
}

build() {
  engine=$("$here/../../scripts/engine.sh" name) || exit 3
  if exists; then
    return
  fi
  require_builder
  take_turn
  if exists; then
    return
  fi
  work=$(mktemp -d "${TMPDIR:-/tmp}/labs-node.XXXXXX")
  exec 3>&2 2>>"$work/log"
  person=3
  trap clean_up EXIT
  trap 'exit 130' INT TERM HUP
  echo "building $tag for $engine in $work"
  local programs=$work/programs rootfs=$work/rootfs

  step "install what the build needs"
  install_packages
  step "compile Kubernetes, etcd, CoreDNS, containerd, runc"
  compile "$programs"
  step "make the root file system"
  debian "$rootfs"
  add_kind "$rootfs"
  add_ours "$rootfs" "$programs"
  step "make the images of the control plane"
  preload "$rootfs" "$programs"
  step "load the image into $engine"
  load "$rootfs"
  echo "built $tag in $(elapsed)"
}

exists() {
  "$engine" image inspect "$tag" >/dev/null 2>&1 && echo "$tag is there already"
}

main "$@"
exit # so that nothing is read from this file after that
