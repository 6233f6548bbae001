#!/usr/bin/env bash
# Runs labs test as the inputs of action.yml ask, which are in the environment
# as INPUT_*. The exit code is that of labs.
set -euo pipefail

arguments=()

fail() {
  echo "labs: $*" >&2
  exit 2
}

# option NAME VALUE: with "=", the value may begin with "-".
option() { [[ -z $2 ]] || arguments+=("--$1=$2"); }

switch() {
  case $2 in
    true) arguments+=("--$1") ;;
    false | "") ;;
    *) fail "input $1 must be true or false, not \"$2\"" ;;
  esac
}

# each PREFIX LINES: an argument for each line that is not blank.
each() {
  local line
  while read -r line; do
    [[ -z $line ]] || arguments+=("$1$line")
  done <<<"$2"
}

reports=${INPUT_REPORTS:-labs-reports}
[[ $reports != *$'\n'* ]] || fail "input reports must be one directory, not several lines"
mkdir -p -- "$reports"
for output in junit=junit.xml json=events.ndjson diagnostics=diagnostics; do
  echo "${output%%=*}=$reports/${output#*=}" >>"${GITHUB_OUTPUT:-/dev/null}"
done

option dir "${INPUT_COURSE:-}"
option run "${INPUT_RUN:-}"
option shard "${INPUT_SHARD:-}"
option parallel "${INPUT_PARALLEL:-}"
option retries "${INPUT_RETRIES:-}"
option timeout "${INPUT_TIMEOUT:-}"
each --node-image= "${INPUT_NODE_IMAGES:-}"
switch mutate "${INPUT_MUTATE:-}"
switch fail-fast "${INPUT_FAIL_FAST:-}"
switch trust "${INPUT_TRUST:-}"
option report "junit=$reports/junit.xml"
option report "json=$reports/events.ndjson"
option report "${GITHUB_STEP_SUMMARY:+markdown=$GITHUB_STEP_SUMMARY}"
option diagnostics "$reports/diagnostics"
each "" "${INPUT_ARGS:-}"
arguments+=(--)
each "" "${INPUT_LABS:-}"

# With node images, labs test makes its clusters itself.
[[ ${INPUT_NODE_IMAGES:-} =~ [^[:space:]] ]] || labs up
exec labs test "${arguments[@]}"
