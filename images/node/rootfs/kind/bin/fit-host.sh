#!/bin/bash
# Fits the node to the host it runs on; called by the entrypoint before systemd
# is. On a host with cgroup v2 and all capabilities it changes nothing.
set -o errexit -o nounset -o pipefail

kubelet_config=/etc/kubernetes/kubelet.conf.d
cap_sys_resource=24

# kubelet_setting NAME YAML: one file of settings that the kubelet adds to its own.
kubelet_setting() {
  mkdir -p "$kubelet_config"
  printf 'apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n%s\n' "$2" >"$kubelet_config/$1.conf"
}

has_capability() {
  local bounding
  bounding=$(awk '$1 == "CapBnd:" { print $2 }' /proc/self/status)
  ((16#$bounding >> $1 & 1))
}

# Nobody may raise a limit or lower an OOM score without CAP_SYS_RESOURCE:
# containerd, kubelet and systemd have to leave them as they are.
without_sys_resource() {
  echo "INFO: the host withholds CAP_SYS_RESOURCE: limits and OOM scores stay as they are" >&2
  sed -i 's/restrict_oom_score_adj = false/restrict_oom_score_adj = true/' /etc/containerd/config.toml
  sed -i '/^Limit.*=infinity$/d; /^OOMScoreAdjust=/d' /etc/systemd/system/containerd.service
  kubelet_setting 10-no-sys-resource $'featureGates:\n  KubeletInUserNamespace: true'
}

# On cgroup v1 the kubelet has to be let run, and cgroups are made as files: by
# way of systemd, runc freezes a container that starts before it sets its
# devices, and on a busy machine that fails ("unable to freeze",
# kubernetes/kubernetes#131087).
on_cgroup_v1() {
  sed -i 's/SystemdCgroup = true/SystemdCgroup = false/' /etc/containerd/config.toml
  kubelet_setting 10-cgroup-v1 $'failCgroupV1: false\ncgroupDriver: cgroupfs'
}

# The Pod network of this image is a static file, the same on every node.
if [[ $(hostname) != *-control-plane ]]; then
  echo "ERROR: this image makes clusters of one node, and this is node \"$(hostname)\"" >&2
  exit 1
fi
mkdir -p "$kubelet_config"
has_capability "$cap_sys_resource" || without_sys_resource
[[ -f /sys/fs/cgroup/cgroup.controllers ]] || on_cgroup_v1
