#!/bin/sh
# Serves the cluster's API on 127.0.0.1:8001 with the rights of this Pod.
# The token is named by its file, because the kubelet renews it.
set -eu
account=/var/run/secrets/kubernetes.io/serviceaccount
export KUBECONFIG=/tmp/kubeconfig
cat >"$KUBECONFIG" <<CONFIG
apiVersion: v1
kind: Config
current-context: pod
contexts: [{name: pod, context: {cluster: here, user: pod}}]
clusters: [{name: here, cluster: {server: "https://$KUBERNETES_SERVICE_HOST:$KUBERNETES_SERVICE_PORT", certificate-authority: $account/ca.crt}}]
users: [{name: pod, user: {tokenFile: $account/token}}]
CONFIG
exec /kubectl proxy --port=8001
