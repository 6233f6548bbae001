package lab_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	labs "labs.local/labs"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/testkit"
)

func TestTheFilesOfAnImageCanBeCopied(t *testing.T) {
	dir := t.TempDir()
	testkit.Must(t, os.CopyFS(dir, files()))
	testkit.Must(t, os.Symlink("Dockerfile", filepath.Join(dir, "images", "toolbox", "other.Dockerfile")))
	root, err := os.OpenRoot(dir)
	testkit.Must(t, err)
	defer root.Close()
	course := load(t, lab.WithImages(root.FS(), labs.Course))
	for image, file := range map[string]string{"toolbox": "other.Dockerfile", "kubectl-proxy": "kubectl-proxy.sh"} {
		context, err := fs.Sub(course.Files, "images/"+image)
		testkit.Must(t, err)
		copied := t.TempDir()
		testkit.Must(t, os.CopyFS(copied, context))
		want, err := fs.ReadFile(context, file)
		testkit.Must(t, err)
		got, err := os.ReadFile(filepath.Join(copied, file))
		testkit.Must(t, err)
		testkit.Equal(t, string(got), string(want))
	}
}
