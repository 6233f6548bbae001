#!/usr/bin/env bash
# A cluster by kind and the five labs by the bash script, from nothing but the
# node image: what one would have instead of "labs up && labs test".
#
#   CLUSTER=labs-bench KUBECONFIG=... NODE_IMAGE=... scripts/bench/cold.sh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

kind create cluster --name "$CLUSTER" --image "$NODE_IMAGE" --wait 5m
docker build --quiet --tag localhost/toolbox-base:v1 --build-arg NODE_IMAGE="$NODE_IMAGE" --file images/toolbox/base.Dockerfile images/toolbox
docker build --quiet --tag localhost/toolbox:v1 --build-arg BASE=localhost/toolbox-base:v1 images/toolbox
kind load docker-image localhost/toolbox:v1 --name "$CLUSTER"
scripts/bench/labs.sh
