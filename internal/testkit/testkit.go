// Package testkit is what the tests of several packages share.
package testkit

import (
	"encoding/base64"
	"errors"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write what came as the golden files")

// Golden holds a text against the file testdata/NAME.
func Golden(t *testing.T, name, got string) {
	t.Helper()
	if err := Compare(name, got); err != nil {
		t.Error(err)
	}
}

// Compare is Golden where there is no test at hand.
func Compare(name, got string) error {
	file := filepath.Join("testdata", name)
	if *update {
		if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o755), os.WriteFile(file, []byte(got), 0o644)); err != nil {
			return err
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		return fmt.Errorf("%s: -want +got:\n%s", file, diff)
	}
	return nil
}

// Equal says where two values differ.
func Equal(t *testing.T, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// Must ends the test at an error.
func Must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// Text is what an error says, and "" for none.
func Text(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

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

// Implementers are the names of the types with a method, as files of Go source declare them, sorted.
func Implementers(t *testing.T, method string, files ...string) []string {
	t.Helper()
	var types []string
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		Must(t, err)
		for _, declaration := range file.Decls {
			if f, ok := declaration.(*ast.FuncDecl); ok && f.Name.Name == method && f.Recv != nil {
				types = append(types, f.Recv.List[0].Type.(*ast.Ident).Name)
			}
		}
	}
	slices.Sort(types)
	return types
}
