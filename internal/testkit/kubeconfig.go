package testkit

import (
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// Token is the credential in the files that Kubeconfig writes.
const Token = "secret-token"

// Kubeconfig writes a kubeconfig for a server, with the certificate (PEM) of
// its authority where there is one, and gives its path.
func Kubeconfig(t testing.TB, server string, authority []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "kubeconfig")
	text := fmt.Sprintf(`apiVersion: v1
kind: Config
current-context: one
contexts: [{name: one, context: {cluster: one, user: one}}]
users: [{name: one, user: {token: %s}}]
clusters: [{name: one, cluster: {server: %q, certificate-authority-data: %q}}]
`, Token, server, base64.StdEncoding.EncodeToString(authority))
	Must(t, os.WriteFile(path, []byte(text), 0o600))
	return path
}
