#!/usr/bin/env bash
# Prints what a cluster takes that nobody uses: the mean of a minute of its
# node's processor time, in percent of one processor, and of its memory.
#
#   scripts/bench/idle.sh NODE
set -euo pipefail

settle=60 # seconds until what the start left behind is done
samples=30

sleep "$settle"
for _ in $(seq "$samples"); do
  docker stats --no-stream --format '{{.CPUPerc}} {{.MemUsage}}' "$1"
done | awk '
  { sub("%", "", $1); processor += $1; memory += $2 * ($2 ~ /GiB/ ? 1024 : 1) }
  END { printf "%.1f %% of a processor, %.0f MiB\n", processor / NR, memory / NR }'
