// Package labs holds the built-in course: its labs, the manifests that they
// apply and the images that they use.
package labs

import "embed"

// Course is the file system of the built-in course.
//
//go:embed labs manifests images/toolbox images/kubectl-proxy
var Course embed.FS
