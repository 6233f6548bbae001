package kube

import (
	"strings"
	"testing"

	"labs.local/labs/internal/testkit"
)

func TestTheItemsOfAListAreObjects(t *testing.T) {
	for name, manifest := range map[string]string{
		"a List":          "apiVersion: v1\nkind: List\nmetadata: {resourceVersion: ''}\nitems:\n- " + web + "\n- {apiVersion: v1, kind: List, items: [" + strings.Replace(web, "web", "log", 1) + "]}\n",
		"a typed list":    "apiVersion: v1\nkind: PodList\nitems:\n- metadata: {name: web}\n- metadata: {name: log}\n",
		"JSON":            "{\"apiVersion\": \"v1\", \"kind\": \"List\",\n\t\"items\": [" + web + "," + strings.Replace(web, "web", "log", 1) + "]}",
		"JSON in a row":   web + strings.Replace(web, "web", "log", 1),
		"with a BOM":      "\ufeffapiVersion: v1\nkind: Pod\nmetadata: {name: web}\n---\n# x\n---\n" + strings.Replace(web, "web", "log", 1),
		"on the line ---": "--- " + web + "\n--- # c\r\n" + strings.Replace(web, "web", "log", 1) + "\r\n...\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			c, a := serve(t, map[string]string{namespacePath: ours})
			names, err := c.Apply(t.Context(), "one-x", []byte(manifest))
			testkit.Must(t, err)
			testkit.Equal(t, names, []string{"pod/web", "pod/log"})
			testkit.Equal(t, a.changed(), []string{"PATCH " + webPath + " " + web, "PATCH " + strings.Replace(webPath, "web", "log", 1) + " " + strings.Replace(web, "web", "log", 1)})
		})
	}
}

func TestAManifestInUTF16IsApplied(t *testing.T) {
	for _, order := range [][2]int{{0, 1}, {1, 0}} {
		var manifest []byte
		for _, r := range "\ufeff" + web {
			pair := [2]byte{byte(r), byte(r >> 8)}
			manifest = append(manifest, pair[order[0]], pair[order[1]])
		}
		objects, err := Decode(manifest)
		testkit.Must(t, err)
		testkit.Equal(t, Reference(objects[0]), "pod/web")
	}
}

func TestAManifestThatCannotBeAppliedSaysTheTrueReason(t *testing.T) {
	for manifest, want := range map[string]string{
		"":                        "it contains no object",
		"---\n# nothing\n---\n":   "it contains no object",
		"kind: Pod\nmetadata: {}": "the object at line 1: apiVersion is missing",
		"---\n# of a web\napiVersion: v1\nmetadata: {name: a}":                "the object at line 3: kind is missing",
		"apiVersion: 1\nkind: Pod":                                            "the object at line 1: apiVersion is a number (1), not a string: put it in quotes",
		"apiVersion: v1\nkind: Pod\nmetadata: {name: 123}":                    "the object at line 1: metadata.name is a number (123), not a string: put it in quotes",
		"apiVersion: v1\nkind: Pod\nmetadata: {name: yes}":                    "the object at line 1: metadata.name is a boolean (true), not a string: put it in quotes",
		"apiVersion: v1\nkind: Pod\nmetadata: {name: [a]}":                    "the object at line 1: metadata.name is a list, not a string",
		"apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: 7}":        "the object at line 1: metadata.namespace is a number (7), not a string: put it in quotes",
		"apiVersion: v1\nkind: Pod\nmetadata: {name: a, labels: {b: 1.5}}":    "the object at line 1: metadata.labels.b is a number (1.5), not a string: put it in quotes",
		"apiVersion: v1\nkind: Pod\nmetadata: {labels: {a: b}}":               "the object at line 1: metadata.name is missing",
		"apiVersion: v1\nkind: Pod":                                           "the object at line 1: metadata is missing, or has no fields",
		"apiVersion: v1\nkind: List\nitems: [{apiVersion: v1, kind: Pod}, 3]": "the object at line 1: items[0]: metadata is missing, or has no fields",
		"- a":   "the object at line 1: is a list, not an object with fields",
		"hello": "the object at line 1: is a string, not an object with fields",
		web + "\n---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  name: b\n": "line 7: not YAML: key \"name\" already set in map",
		web + "\n---\na:\n\tb: c\n": "line 4 is indented with a tab: YAML allows only spaces",
		web + "\n---\na: [\n":       "line 3: not YAML: did not find expected node content",
		"a: \x00":                   "is not UTF-8 text\nhint: save the file with UTF-8 encoding",
		"{a: b} {c: d}":             "line 1: not YAML: did not find expected <document start>",
		"a: \xff":                   "is not UTF-8 text\nhint: save the file with UTF-8 encoding",
	} {
		c, a := serve(t, map[string]string{namespacePath: ours})
		_, err := c.Apply(t.Context(), "one-x", []byte(manifest))
		if got := testkit.Text(err); got != want {
			t.Errorf("%q: got %q, want %q", manifest, got, want)
		}
		testkit.Equal(t, a.changed(), []string(nil))
	}
}

func TestApplyLeavesOutWhatOnlyTheServerSets(t *testing.T) {
	c, a := serve(t, map[string]string{namespacePath: ours})
	a.warning = `299 - "a is deprecated"`
	ctx, warnings := WithWarnings(t.Context())
	_, err := c.Apply(ctx, "one-x", []byte("apiVersion: v1\nkind: Pod\nmetadata: {name: web, uid: u1, resourceVersion: '7', creationTimestamp: null, managedFields: []}"))
	testkit.Must(t, err)
	testkit.Equal(t, a.changed(), []string{"PATCH " + webPath + " " + web})
	testkit.Equal(t, warnings.String(), "Warning: pod/web: left out metadata.managedFields, metadata.uid, metadata.resourceVersion, which only the API server sets\nWarning: a is deprecated\n")
}

func TestAnObjectWhoseNameTheServerMakesIsCreated(t *testing.T) {
	c, a := serve(t, map[string]string{namespacePath: ours})
	names, err := c.Apply(t.Context(), "one-x", []byte("apiVersion: v1\nkind: Pod\nmetadata: {generateName: web-}"))
	testkit.Must(t, err)
	testkit.Equal(t, names, []string{"pod/web-"}) // this server makes none
	testkit.Equal(t, a.changed(), []string{`POST /api/v1/namespaces/one-x/pods {"apiVersion":"v1","kind":"Pod","metadata":{"generateName":"web-"}}`})
}
