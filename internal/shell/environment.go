package shell

import (
	"embed"
	"path/filepath"
	"strings"
	"text/template"
)

// Environment is what labs adds to that of a learner.
type Environment struct {
	// Cluster is the cluster's name, Kubeconfig the path of its kubeconfig.
	Cluster, Kubeconfig string
	// Bin is the folder with labs and kubectl.
	Bin string
	// Namespace is the path of the file that names the namespace in use.
	Namespace string
	// Folder is where the shell begins.
	Folder string
}

// Variables are those with a plain value; PATH gets Bin besides.
func (e *Environment) Variables() [][2]string {
	return [][2]string{{"KUBECONFIG", e.Kubeconfig}, {"LABS_NAME", e.Cluster}}
}

// Script sets the environment in a shell's language. An unquoted eval joins the lines: each ends with a semicolon.
func (e *Environment) Script(k Kind) string {
	var b strings.Builder
	for _, v := range e.Variables() {
		if k == Fish {
			b.WriteString("set -gx " + v[0] + " " + k.Quote(v[1]) + ";\n")
		} else {
			b.WriteString("export " + v[0] + "=" + k.Quote(v[1]) + ";\n")
		}
	}
	bin := k.Quote(unixPath(e.Bin))
	if k == Fish {
		b.WriteString("set -gx PATH " + bin + " (string match -v -- " + bin + " $PATH);\n")
	} else {
		b.WriteString(`case "$PATH:" in ` + bin + `:*) ;; *) export PATH=` + bin + `:"$PATH" ;; esac;` + "\n")
	}
	return b.String()
}

// unixPath writes a path of Windows as the shells of Git for Windows have it in PATH, where a colon ends a folder.
func unixPath(path string) string {
	if len(path) < 3 || path[1:3] != `:\` {
		return path
	}
	return "/" + strings.ToLower(path[:1]) + strings.ReplaceAll(path[2:], `\`, "/")
}

// Environ gives the environment of a process: that of this one, and labs' own.
func (e *Environment) Environ(of []string) []string {
	path := e.Bin
	environ := make([]string, 0, len(of)+3)
	for _, variable := range of {
		if name, value, _ := strings.Cut(variable, "="); isPath(name) {
			path = e.path(value)
			continue
		}
		environ = append(environ, variable)
	}
	for _, v := range e.Variables() {
		environ = append(environ, v[0]+"="+v[1])
	}
	return append(environ, "PATH="+path)
}

// path puts Bin before the other folders of PATH.
func (e *Environment) path(others string) string {
	folders := []string{e.Bin}
	for _, folder := range filepath.SplitList(others) {
		if folder != e.Bin {
			folders = append(folders, folder)
		}
	}
	return strings.Join(folders, string(filepath.ListSeparator))
}

// check ends a shell in which the learner's start-up file keeps the environment from being set.
func (e *Environment) check(k Kind) string {
	kubeconfig, bin := k.Quote(e.Kubeconfig), k.Quote(unixPath(e.Bin))
	if k == Fish {
		return `test "$KUBECONFIG" = ` + kubeconfig + "; and test \"$PATH[1]\" = " + bin + "; or exit"
	}
	return `[ "${KUBECONFIG-}" = ` + kubeconfig + ` ] || exit; case "$PATH:" in ` + bin + `:*) ;; *) exit ;; esac`
}

//go:embed rc
var files embed.FS

// render fills a start-up file of a shell, which lies in rc by the same name.
func (e *Environment) render(name string, k Kind, completion, started string) string {
	t := template.Must(template.ParseFS(files, "rc/"+name))
	var b strings.Builder
	err := t.Execute(&b, map[string]string{
		"Environment": e.Script(k), "Namespace": k.Quote(e.Namespace), "Completion": completion,
		"Folder": k.Quote(e.Folder), "Check": e.check(k), "Started": k.Quote(started),
	})
	if err != nil {
		panic(err) // the files are the program's own
	}
	return b.String()
}
