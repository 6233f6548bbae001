# shellcheck shell=bash
# Compiles the programs of the node.

tags=no_btrfs,no_devmapper,no_zfs,no_aufs,grpcnotrace
static=(
  ./cmd/node ./cmd/kubectl ./cmd/pause
  github.com/containerd/containerd/v2/cmd/containerd-shim-runc-v2
  github.com/containernetworking/plugins/plugins/ipam/host-local
  github.com/containernetworking/plugins/plugins/main/loopback
  github.com/containernetworking/plugins/plugins/main/ptp
  github.com/containernetworking/plugins/plugins/meta/portmap
)
runc=github.com/opencontainers/runc

# ld_flags stamps the versions: kubeadm and others refuse to guess them.
ld_flags() {
  local package major minor
  IFS=. read -r major minor _ <<<"${version#v}"
  printf ' %s' -s -w
  for package in k8s.io/component-base/version k8s.io/client-go/pkg/version; do
    printf ' -X %s' "$package.gitVersion=$version" "$package.gitMajor=$major" "$package.gitMinor=$minor" \
      "$package.gitCommit=" "$package.gitTreeState=clean"
  done
  printf ' -X %s' github.com/containerd/containerd/v2/version.Version="$(version_of github.com/containerd/containerd/v2)"
}

# compile FOLDER puts all programs there.
compile() {
  export GOFLAGS=-trimpath
  ! much_memory || export GOGC=off
  CGO_ENABLED=0 go_build "$1" "$tags" "${static[@]}"
  CGO_ENABLED=1 go_build "$1" seccomp "$runc"
}

# much_memory: without garbage collection the compiler is faster and needs
# about 10 GiB.
much_memory() {
  (($(awk '$1 == "MemAvailable:" { print $2 }' /proc/meminfo) > 12 * 1024 * 1024))
}

# go_build FOLDER TAGS PACKAGE... shows how many packages are still to compile.
go_build() {
  local folder=$1 tags=$2
  shift 2
  progress "look at what is to compile"
  cd "$here"
  go list -deps -tags "$tags" -f '{{if and .Stale (ne .StaleReason "not installed but available in build cache")}}{{.ImportPath}}{{end}}' \
    "$@" >"$work/stale" &
  finish $! "go list"
  local total
  total=$(wc -l <"$work/stale")
  : >"$work/compiled"
  go build -v -tags "$tags" -ldflags "$(ld_flags)" -o "$folder/" "$@" 2>"$work/compiled" &
  local pid=$!
  while kill -0 "$pid" 2>/dev/null; do
    show_compiled "$total"
    sleep 1 & wait $!
  done
  wait "$pid" || {
    local code=$?
    cat "$work/compiled" >>"$work/log"
    explain "go build" "$code"
  }
  progress_end
}

show_compiled() {
  local total=$1 count
  count=$(wc -l <"$work/compiled")
  if ((count < total)); then
    progress "compiling: $((100 * count / total))% ($count of $total packages)"
  else
    progress "linking"
  fi
}
