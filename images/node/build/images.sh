# shellcheck shell=bash
# Makes the images that the control plane's Pods run, puts them into the node's
# containerd, and makes the node image itself.

# preload ROOTFS PROGRAMS
preload() {
  local rootfs=$1 programs=$2 archive=$work/control-plane shared pause name
  progress "one layer for all programs"
  shared=$(shared_layer "$archive" "$rootfs" "$programs")
  pause=$(pause_layer "$archive" "$programs")
  required_images "$rootfs" >"$work/required"
  while read -r name; do
    case $name in
      */pause:*) image "$archive" "$name" "$(runs /pause)" "$pause" ;;
      */etcd:* | */coredns:* | */kube-*) image "$archive" "$name" "$(runs "/usr/local/bin/$(program_of "$name")")" "$shared" ;;
      *) fail "step \"$step_name\": kubeadm wants $name, which no program here stands for" ;;
    esac
  done <"$work/required"
  use_pause "$rootfs" "$(grep /pause: "$work/required")"
  progress "put them into the node's containerd"
  import "$rootfs" "$archive"
  unpacked "$rootfs"
  progress_end
}

# required_images ROOTFS: kubeadm says which images it starts.
required_images() {
  "$1/usr/bin/kubeadm" config images list --kubernetes-version "$version"
}

# program_of registry.k8s.io/coredns/coredns:v1.14.6 is coredns.
program_of() {
  local name=${1##*/}
  echo "${name%%:*}"
}

# runs PROGRAM prints an image's run configuration.
runs() {
  printf '{"Entrypoint":["%s"],"Env":["PATH=/usr/local/bin:/usr/sbin:/usr/bin"],"WorkingDir":"/"}' "$1"
}

# shared_layer ARCHIVE ROOTFS PROGRAMS: the programs, and the tools that kube-proxy calls.
shared_layer() {
  local folder=$work/shared name
  mkdir -p "$folder/usr/local/bin"
  install -d -m 1777 "$folder/tmp"
  install "$3/node" "$folder/usr/local/bin"
  for name in coredns etcd kube-apiserver kube-controller-manager kube-proxy kube-scheduler; do
    ln "$folder/usr/local/bin/node" "$folder/usr/local/bin/$name"
  done
  add_tools "$folder" "$2"
  layer "$1" "$folder" zstd
}

pause_layer() {
  install -D "$2/pause" "$work/pause/pause"
  layer "$1" "$work/pause" zstd
}

# add_tools FOLDER ROOTFS takes the iptables tools from the root file system,
# with the libraries that they need.
add_tools() {
  local folder=$1 rootfs=$2 backend name
  chroot "$rootfs" /bin/sh -euc '
    files="/usr/sbin/xtables-nft-multi /usr/sbin/xtables-legacy-multi /usr/sbin/nft $(echo /usr/lib/*/xtables/*.so)"
    { printf "%s\n" $files; ldd $files | grep -o "/[^ :]*lib[^ :]*" ; } | sort -u' >"$work/tools.list"
  tar --create --directory="$rootfs" --dereference --files-from=<(sed 's|^/||' "$work/tools.list") | tar --extract --directory="$folder"
  for backend in nft legacy; do
    mkdir -p "$folder/usr/libexec/iptables/$backend"
    for name in {iptables,ip6tables}{,-save,-restore}; do
      ln -s "/usr/sbin/xtables-$backend-multi" "$folder/usr/libexec/iptables/$backend/$name"
    done
  done
}

# use_pause ROOTFS IMAGE tells containerd which image holds a Pod together.
use_pause() {
  sed -i "s|sandbox_image = .*|sandbox_image = \"$2\"|" "$1/etc/containerd/config.toml"
  grep -q "\"$2\"" "$1/etc/containerd/config.toml" || fail "step \"$step_name\": kind's containerd configuration has no sandbox_image any more"
}

# import ROOTFS ARCHIVE runs the node's own containerd on the node's own store,
# for as long as the import takes.
import() {
  local socket=$work/containerd/containerd.sock containerd
  mkdir -p "$work/containerd"
  cat >"$work/containerd/config.toml" <<TOML
version = 3
root = "$1/var/lib/containerd"
state = "$work/containerd"
disabled_plugins = ["io.containerd.cri.v1.images", "io.containerd.cri.v1.runtime", "io.containerd.grpc.v1.cri", "io.containerd.nri.v1.nri"]
[grpc]
  address = "$socket"
[ttrpc]
  address = "$socket.ttrpc"
TOML
  "$1/usr/local/bin/containerd" --config "$work/containerd/config.toml" >>"$work/log" 2>&1 9>&- &
  containerd=$!
  until [[ -S $socket ]] && "$1/usr/local/bin/ctr" --address "$socket" version >/dev/null 2>&1; do
    kill -0 "$containerd" 2>/dev/null || explain containerd 1
    sleep 0.2 & wait $!
  done
  quietly import_archive "$1" "$socket" "$2"
  kill "$containerd"
  wait "$containerd" || true
}

import_archive() {
  archive_tar "$3" | "$1/usr/local/bin/ctr" --address "$2" --namespace k8s.io images import \
    --label=io.cri-containerd.pinned=pinned --snapshotter=overlayfs --digests -
}

# unpacked ROOTFS moves the unpacked layers out of /var, which is copied into a
# volume for each node, and leaves links. The programs become the node's own
# files, so that they are there, and in memory, once.
unpacked() {
  local snapshots=$1/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots layers=$1/kind/layers one program
  mkdir -p "$layers"
  for one in "$snapshots"/*; do
    mv "$one" "$layers"
    ln -s "/kind/layers/${one##*/}" "$one"
  done
  for program in "$layers"/*/fs/usr/local/bin/*; do
    ln -f "$1/usr/local/bin/node" "$program"
  done
}

# load ROOTFS makes one layer of the root file system and gives the image to
# the engine; its name appears when all of it is there.
load() {
  local archive=$work/node all
  progress "pack the root file system"
  all=$(layer "$archive" "$1")
  rm -rf --one-file-system "$1"
  image "$archive" "$tag" "$(printf '{"Entrypoint":["/usr/local/bin/entrypoint","/sbin/init"],"Env":["PATH=%s","container=docker"],"StopSignal":"SIGRTMIN+3","Labels":{"io.labs.node":"%s"}}' \
    /usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "${tag#*:}")" "$all"
  progress "$engine load"
  quietly load_archive "$archive"
  progress_end
}

load_archive() { archive_tar "$1" | "$engine" load; }
