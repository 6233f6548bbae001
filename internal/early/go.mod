// A module of its own for the sake of its name: Go initializes packages in the
// order of their import paths, and this one has to come before k8s.io/kubectl.
module early.labs.local

go 1.26.0

require k8s.io/kubectl v0.37.2
