#!/usr/bin/env bash
# Makes sure that a container engine answers, and says which.
#
#   scripts/engine.sh         find an engine; on Debian or Ubuntu, as root, install and start Docker
#   scripts/engine.sh name    print the name of the engine that answers, change nothing
#   scripts/engine.sh stop    stop the Docker daemon that this script started
#
# Exit code 3: no engine answers. KIND_EXPERIMENTAL_PROVIDER (or ENGINE) names
# the engine to use; without it the order is kind's: docker, nerdctl, podman.
set -euo pipefail

log=/var/log/labs-dockerd.log        # what the daemon that we start writes
install_log=/var/log/labs-engine.log # what apt-get writes
state=/run/labs-engine               # exists while a daemon of ours runs: its pid
lock=/run/lock/labs-engine.lock
config=/etc/docker/daemon.json
runtime=/usr/local/sbin/runc-bounded
patience=60 # seconds that dockerd gets to answer

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

say() { echo "engine: $*"; }
fail() {
  echo "engine: $*" >&2
  exit 3
}

# --- which engine answers ---------------------------------------------------

candidates() {
  local named=${ENGINE:-${KIND_EXPERIMENTAL_PROVIDER:-}}
  echo "${named:-docker nerdctl podman}"
}

check_candidates() {
  case $(candidates) in
    "docker nerdctl podman" | docker | nerdctl | podman) ;;
    *) fail "\"$(candidates)\" is no engine that kind knows; ENGINE or KIND_EXPERIMENTAL_PROVIDER must be docker, nerdctl or podman" ;;
  esac
}

# answers asks the engine itself: a client on PATH does not mean that one runs.
answers() {
  command -v "$1" >/dev/null || return 1
  case $1 in
    docker) docker info --format '{{.ServerVersion}}' 2>/dev/null | grep -q . ;;
    *) "$1" info >/dev/null 2>&1 ;;
  esac
}

answering() {
  local engine
  for engine in $(candidates); do
    if answers "$engine"; then
      echo "$engine"
      return
    fi
  done
  return 1
}

# --- capabilities -----------------------------------------------------------

# lacks_capabilities is true where root can never get some capability that the
# kernel knows, and that "docker run --privileged" would therefore ask in vain.
lacks_capabilities() {
  local bounding last
  [[ -r /proc/sys/kernel/cap_last_cap ]] || return 1
  bounding=$((16#$(awk '$1 == "CapBnd:" { print $2 }' /proc/self/status)))
  last=$(cat /proc/sys/kernel/cap_last_cap)
  ((bounding != (1 << (last + 1)) - 1))
}

# bound_runtime makes runc-bounded Docker's default runtime.
bound_runtime() {
  say "root lacks a capability that --privileged asks for: Docker gets a runtime that does without it ($runtime, set in $config)"
  command -v go >/dev/null || fail "building $runtime needs Go; install it and run this again"
  (cd "$repository" && CGO_ENABLED=0 go build -trimpath -ldflags=-s -o "$runtime" ./cmd/runc-bounded) ||
    fail "build of cmd/runc-bounded failed; its messages are above"
  write_config
}

wanted='{ "default-runtime": "runc-bounded", "runtimes": { "runc-bounded": { "path": "'$runtime'" } } }'

# write_config adds the runtime to Docker's configuration and keeps what else
# the file says.
write_config() {
  mkdir -p "$(dirname "$config")"
  if [[ ! -s $config ]]; then
    echo "$wanted" >"$config"
  elif grep -q '"default-runtime": *"runc-bounded"' "$config"; then
    return 0
  elif grep -q '"default-runtime"' "$config"; then
    fail "$config sets a default runtime of its own; change that by hand to $wanted"
  elif command -v jq >/dev/null; then
    jq --argjson wanted "$wanted" '. * $wanted' "$config" >"$config.new" && mv "$config.new" "$config" ||
      fail "$config is not valid JSON; mend it and run this again"
  else
    fail "$config exists; add this to it by hand: $wanted"
  fi
}

# warn_unbounded speaks up where the daemon that answers runs without the
# runtime that this host needs; restarting somebody's daemon is not for us.
warn_unbounded() {
  [[ -z ${DOCKER_HOST:-} ]] && lacks_capabilities || return 0
  [[ $(docker info --format '{{.DefaultRuntime}}' 2>/dev/null) == runc-bounded ]] ||
    say "warning: root lacks a capability and Docker does not use runc-bounded, so kind may fail; stop Docker and run this again" >&2
}

# --- install and start ------------------------------------------------------

is_debian() { [[ -r /etc/debian_version ]] && command -v apt-get >/dev/null; }

require_debian_root() {
  [[ $(docker info 2>&1) != *"permission denied"* ]] ||
    fail "Docker runs, but user $(id -un) may not use it; sudo usermod --append --groups docker $(id -un) and log in again, or run this as root"
  [[ $(candidates) == *docker* ]] ||
    fail "$(candidates) does not answer; start it, or unset KIND_EXPERIMENTAL_PROVIDER and ENGINE to use Docker"
  is_debian ||
    fail "no container engine answers; install Docker (or Podman, nerdctl), start it and run this again"
  [[ $(id -u) == 0 ]] ||
    fail "no container engine answers; run this as root, or: sudo apt-get install docker.io && sudo systemctl start docker"
}

install_docker() {
  local packages=(docker.io)
  command -v docker >/dev/null || [[ -z $(apt-cache search --names-only '^docker-cli$') ]] || packages+=(docker-cli)
  say "installing ${packages[*]} with apt-get (log: $install_log)"
  # RUNLEVEL=1: without systemd nothing but this script starts the daemon.
  if ! (apt-get update && DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 \
    apt-get install --yes --no-install-recommends -o Dpkg::Options::=--force-confold "${packages[@]}") >"$install_log" 2>&1 </dev/null; then
    tail -n 5 "$install_log" >&2
    fail "could not install ${packages[*]}; see $install_log"
  fi
}

# alive PID: that process runs, and is not the corpse of one.
alive() { [[ $(ps -o stat= -p "${1:-0}" 2>/dev/null) == [^Z]* ]]; }

# runs PROGRAM PID: as alive, and it is that program.
runs() { alive "${2:-}" && [[ $(ps -o comm= -p "$2") == "$1" ]]; }

# drop_stale PROGRAM FILE: a daemon that was killed leaves its pid behind, and
# the next one would refuse to start because of it.
drop_stale() {
  if [[ -e $2 ]] && ! runs "$1" "$(cat "$2")"; then
    say "removing $2 of a $1 that is gone"
    rm -f "$2"
  fi
}

start_detached() {
  local pidfile=/var/run/docker.pid pid
  drop_stale dockerd "$pidfile"
  if [[ -e $pidfile ]]; then
    pid=$(cat "$pidfile") # it is starting up, or hangs
  else
    drop_stale containerd /var/run/docker/containerd/containerd.pid
    say "starting dockerd (log: $log)"
    setsid dockerd >"$log" 2>&1 </dev/null &
    pid=$!
    disown
    echo "$pid" >"$state"
  fi
  wait_for_docker "$pid"
}

start_with_systemd() {
  say "starting docker.service"
  systemctl restart docker || fail "systemctl could not start docker; see: journalctl -u docker"
  wait_for_docker "$(systemctl show --property MainPID --value docker)"
}

wait_for_docker() {
  local pid=$1 deadline=$((SECONDS + patience))
  until answers docker; do
    if ! alive "$pid"; then
      [[ ! -e $log ]] || tail -n 8 "$log" >&2
      fail "dockerd stopped while it started; the last lines of $log are above"
    fi
    ((SECONDS < deadline)) ||
      fail "dockerd runs (process $pid) but did not answer in $patience s: $(docker info 2>&1 | grep -i 'error\|cannot' | head -n1)"
    sleep 0.2
  done
}

# --- commands ---------------------------------------------------------------

report() {
  local engine=$1
  [[ $engine != docker ]] || warn_unbounded
  say "$engine answers"
}

ensure() {
  local engine
  if engine=$(answering); then
    report "$engine"
    return
  fi
  require_debian_root
  under_lock __ensure
}

# under_lock runs this script again while no other does. The lock's descriptor
# is closed in it: a daemon that inherits one would hold the lock for ever.
under_lock() {
  mkdir -p "$(dirname "$lock")"
  flock --close --timeout 600 --conflict-exit-code 75 "$lock" "${BASH_SOURCE[0]}" "$1" || {
    local code=$?
    [[ $code != 75 ]] || fail "another engine.sh holds $lock for more than 10 minutes"
    exit "$code"
  }
}

ensure_locked() {
  if ! answering >/dev/null; then
    ! lacks_capabilities || bound_runtime
    command -v dockerd >/dev/null || install_docker
    if [[ -d /run/systemd/system ]]; then start_with_systemd; else start_detached; fi
  fi
  report "$(answering)"
}

stop() {
  local pid
  [[ -e $state ]] || fail "no daemon runs that this script started"
  pid=$(cat "$state")
  rm -f "$state"
  runs dockerd "$pid" || fail "the daemon that this script started (process $pid) is gone already"
  kill "$pid"
  while runs dockerd "$pid"; do sleep 0.2; done
  say "stopped dockerd"
}

check_candidates
case ${1:-} in
  "") ensure ;;
  name) answering || fail "no container engine answers" ;;
  stop) stop ;;
  __ensure) ensure_locked ;;
  *)
    sed -n '2,6s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2
    exit 2
    ;;
esac
