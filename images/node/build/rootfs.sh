# shellcheck shell=bash
# Makes the node's root file system in a folder: Debian, then what kind's own
# base image adds to it, then what is ours.

suite=bookworm # the last with a systemd (252) that runs on cgroup v1
packages=(
  bash ca-certificates conntrack coreutils curl ethtool findutils iproute2 iptables
  kmod mawk mount nftables procps systemd util-linux
)

# debian FOLDER
debian() {
  progress "Debian $suite and ${#packages[@]} packages"
  quietly mmdebstrap --mode=root --variant=minbase --include="$(IFS=, && echo "${packages[*]}")" \
    --keyring=/usr/share/keyrings/debian-archive-keyring.gpg \
    --dpkgopt='path-exclude=/usr/share/man/*' \
    --dpkgopt='path-exclude=/usr/share/locale/*' \
    --dpkgopt='path-exclude=/usr/share/doc/*' \
    --dpkgopt='path-include=/usr/share/doc/*/copyright' \
    "$suite" "$1" ${DEBIAN_MIRROR:+"$DEBIAN_MIRROR"}
  rm -rf "$1"/var/lib/apt/lists/* "$1"/var/cache/apt/* "$1"/var/cache/debconf/*-old "$1"/var/log/* "$1"/usr/share/info
  progress_end
}

# add_kind ROOTFS takes the files of kind's base image from kind's Go module.
add_kind() {
  local rootfs=$1 files
  progress "the files of kind's base image"
  files=$(cd "$here" && go list -m -f '{{.Dir}}' sigs.k8s.io/kind)/images/base/files
  [[ -d $files ]] || fail "step \"$step_name\": kind's module has no images/base/files any more; adapt build/rootfs.sh"
  cp -r --no-preserve=mode,ownership "$files"/{etc,kind,usr} "$rootfs"
  chmod 755 "$rootfs/usr/local/bin/entrypoint" "$rootfs"/kind/bin/*
  # Not used here: rootless overlays, and a hook that hides the host's product name from Pods.
  rm "$rootfs"/etc/systemd/system/containerd-fuse-overlayfs.service \
    "$rootfs"/kind/bin/mount-product-files.sh "$rootfs"/usr/local/bin/clean-install
  sed -i '/base_runtime_spec/d; /cri-base.json/d' "$rootfs/etc/containerd/config.toml"
  quietly patch --directory="$rootfs" --strip=1 --input="$here/entrypoint.patch"
  quietly chroot "$rootfs" /bin/bash -euc '
    cd /lib/systemd/system
    rm -f sysinit.target.wants/systemd-tmpfiles-setup.service multi-user.target.wants/* local-fs.target.wants/* \
      sockets.target.wants/*udev* sockets.target.wants/*initctl* basic.target.wants/*
    rm -rf /etc/systemd/system/*.wants/*
    echo ReadKMsg=no >>/etc/systemd/journald.conf
    ln -sf /usr/lib/systemd/systemd /sbin/init
    systemctl enable kubelet.service containerd.service undo-mount-hacks.service
    # A container loads no modules, and nobody logs in.
    systemctl mask systemd-binfmt.service systemd-modules-load.service modprobe@{configfs,dm_mod,drm,fuse,loop}.service \
      sys-kernel-{config,debug,tracing}.mount sys-fs-fuse-connections.mount systemd-update-utmp{,-runlevel}.service
    mkdir -p /etc/kubernetes/manifests
  '
}

# add_ours ROOTFS PROGRAMS
add_ours() {
  local rootfs=$1 programs=$2 name
  cp -r --no-preserve=ownership "$here/rootfs/." "$rootfs"
  echo "$version" >"$rootfs/kind/version"
  quietly chroot "$rootfs" systemctl enable pod-network.service
  mkdir -p "$rootfs/opt/cni/bin" "$rootfs/usr/local/sbin"
  install "$programs"/{host-local,loopback,portmap,ptp} "$rootfs/opt/cni/bin"
  install "$programs/runc" "$rootfs/usr/local/sbin"
  install "$programs/containerd-shim-runc-v2" "$rootfs/usr/local/bin"
  install "$programs/kubectl" "$rootfs/usr/bin"
  install "$programs/node" "$rootfs/usr/local/bin"
  for name in usr/local/bin/{containerd,crictl,ctr} usr/bin/{kubeadm,kubelet}; do
    ln "$rootfs/usr/local/bin/node" "$rootfs/$name"
  done
}
