# shellcheck shell=bash
# What every part of build.sh uses: versions, steps, messages, clean-up.

steps=5
step_number=0
step_name="start"
doing="" # what progress showed last
space_needed=2 # GiB in the working folder
person=2       # where messages go: standard error, or what that was before it became the log

# tell TEXT: to the person, while standard error goes to the log.
tell() { echo "$*" >&"$person"; }

# fail SENTENCE: this machine cannot build the image.
fail() {
  tell "build.sh: $*"
  exit 3
}

# version_of MODULE: go.mod is the one place that says a version.
version_of() { awk -v module="$1" '$1 == module { print $2; exit }' "$here/go.mod"; }

architecture() {
  case $(uname -m) in
    x86_64 | amd64) echo amd64 ;;
    aarch64 | arm64) echo arm64 ;;
    *) fail "the node image is made for amd64 and arm64, and this machine is $(uname -m)" ;;
  esac
}

elapsed() { printf '%d:%02d' $((SECONDS / 60)) $((SECONDS % 60)); }

step() {
  step_number=$((step_number + 1))
  step_name=$1
  echo "[$step_number/$steps $(elapsed)] $step_name"
}

# progress TEXT says what is being done: on one line of a terminal, elsewhere on
# a line every ten seconds.
progress() {
  doing=$1
  if [[ -t 1 ]]; then
    printf "\r\033[K      %s (%s)" "$1" "$(elapsed)"
  elif ((SECONDS >= ${next_progress:-0})); then
    echo "      $1 ($(elapsed))"
    next_progress=$((SECONDS + 10))
  fi
}

progress_end() { [[ ! -t 1 ]] || printf '\r\033[K'; }

# quietly COMMAND...: its output is shown only if it fails. Runs in the
# background so that an interrupt is acted on at once.
quietly() {
  "$@" >>"$work/log" 2>&1 </dev/null 9>&- &
  local pid=$!
  while kill -0 "$pid" 2>/dev/null; do
    progress "$doing"
    sleep 0.2 & wait $!
  done
  finish "$pid" "$1"
}

# finish PID WHAT waits for a background command and explains its failure.
finish() {
  wait "$1" || explain "$2" $?
}

# explain WHAT CODE ends the build with the last that was heard of a command.
explain() {
  progress_end
  tell "---- the last lines of $1:"
  tell "$(tail -n 15 "$work/log")"
  tell "----"
  local why="it failed with exit code $2"
  if grep -qi "no space left" "$work/log" || (($(free_space "$work") < 1024)); then
    why="no space is left for $work, for Go's build cache or for $engine; free some, or set TMPDIR and GOCACHE"
  elif grep -qiE "no such host|temporary failure (in name|resolving)|connection refused|i/o timeout|could not resolve|network is unreachable" "$work/log"; then
    why="the network does not answer; the Go module proxy and a Debian mirror are needed (GOPROXY, DEBIAN_MIRROR)"
  fi
  fail "step \"$step_name\": $why"
}

# free_space FOLDER, in KiB.
free_space() { df --output=avail -k "$1" | tail -n1; }

# require_builder says early what would fail late.
require_builder() {
  local hint="build it on one that can, and carry it over with \"$engine save\" and \"$engine load\""
  command -v apt-get >/dev/null && [[ -r /etc/debian_version ]] ||
    fail "the node image is built on Debian or Ubuntu, which this machine is not; $hint"
  [[ $(id -u) == 0 ]] || fail "building the node image takes root (it makes a root file system); run it with sudo, or $hint"
  command -v go >/dev/null || fail "building the node image takes Go $(awk '$1 == "go" { print $2 }' "$here/go.mod") or newer; install it, or $hint"
  local free
  free=$(free_space "${TMPDIR:-/tmp}")
  ((free >= space_needed * 1024 * 1024)) ||
    fail "${TMPDIR:-/tmp} has $((free / 1024)) MiB free and the build needs $space_needed GiB; free some or set TMPDIR"
}

# take_turn waits until no other build runs, and removes what a killed one left.
take_turn() {
  exec 9>/run/lock/labs-node.lock
  if ! flock --nonblock 9; then
    echo "another build runs; waiting for it"
    flock 9
  fi
  rm -rf --one-file-system "${TMPDIR:-/tmp}"/labs-node.*
}

clean_up() {
  local code=$?
  case $code in
    0 | 3 | 130) ;;
    *) (explain "the build" "$code") || code=$? ;;
  esac
  trap '' INT TERM HUP
  progress_end
  local job
  for job in $(jobs -p); do
    kill -- "-$job" 2>/dev/null || true
    wait "$job" 2>/dev/null || true
    kill -KILL -- "-$job" 2>/dev/null || true
  done
  # Never leave the file system of the folder: mmdebstrap mounts /dev and /proc in it.
  rm -rf --one-file-system "$work"
  [[ $code == 0 ]] || tell "build.sh: stopped after $(elapsed) in step \"$step_name\"; nothing is left behind"
  exit "$code"
}

install_packages() {
  local package missing=()
  for package in debian-archive-keyring gcc libc6-dev libseccomp-dev mmdebstrap patch pkg-config zstd; do
    [[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) == installed ]] || missing+=("$package")
  done
  ((${#missing[@]})) || return 0
  echo "      these Debian packages are missing and get installed: ${missing[*]}"
  doing="apt-get install"
  quietly apt-get update
  quietly env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends "${missing[@]}"
}
