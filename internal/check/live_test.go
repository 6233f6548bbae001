package check_test

import (
	"testing"
	"time"

	"labs.local/labs/internal/check"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/testkit"
)

func TestListsOfATreeCanBeExact(t *testing.T) {
	tree := func(names ...string) any {
		var list []any
		for _, name := range names {
			list = append(list, map[string]any{"name": name})
		}
		return map[string]any{"items": list}
	}
	web := text(`{"items": [{"name": "a", "x": 1}, {"name": "b"}]}`)
	overlap := lab.Check{Lists: "same", Tree: map[string]any{"l": []any{map[string]any{"a": 1}, map[string]any{"a": 1, "b": 2}}}}
	match(t, []row{
		{"contain", lab.Check{Tree: tree("b")}, web, ""},
		{"same", lab.Check{Tree: tree("b", "a"), Lists: "same"}, web, ""},
		{"one more", lab.Check{Tree: tree("b"), Lists: "same"}, web, `expected output.items to have no other entries than [{"name":"b"}], got [{"name":"a","x":1},{"name":"b"}]`},
		{"one for two", lab.Check{Tree: tree("a", "a"), Lists: "same"}, web, `expected output.items to have no other entries than [{"name":"a"},{"name":"a"}], got [{"name":"a","x":1},{"name":"b"}]`},
		{"one that fits two", overlap, text(`{"l": [{"a": 1, "b": 2}, {"a": 1, "c": 3}]}`), ""},
		{"ordered", lab.Check{Tree: tree("a", "b"), Lists: "ordered"}, web, ""},
		{"another order", lab.Check{Tree: tree("b", "a"), Lists: "ordered"}, web, `expected output.items[0] to have the entry {"name":"b"}; the only entry does not match`},
		{"one more in order", lab.Check{Tree: tree("a"), Lists: "ordered"}, web, `expected output.items to have no other entries than [{"name":"a"}], got [{"name":"a","x":1},{"name":"b"}]`},
		{"one less in order", lab.Check{Tree: tree("a", "b", "c"), Lists: "ordered"}, web, `expected output.items to have the entry {"name":"c"}; none of the 2 entries matches`},
	})
}

func TestWhatSomebodyCanDoIsChecked(t *testing.T) {
	can := &lab.Can{As: "serviceaccount:reader", Verb: "list", Resource: "pods"}
	cannot := &lab.Can{As: "user:ann", Verb: "get", Resource: "secrets", Name: "key", Allowed: new(false)}
	match(t, []row{
		{"allowed", lab.Check{Can: can}, text(check.Allowed), ""},
		{"not allowed", lab.Check{Can: can}, text("no"), "expected serviceaccount:reader can list pods; the API server does not allow it"},
		{"refused", lab.Check{Can: cannot}, text("no"), ""},
		{"not refused", lab.Check{Can: cannot}, lab.Output{Text: check.Allowed, Stderr: `RBAC: allowed by RoleBinding "x"`}, `expected user:ann cannot get secrets key; the API server allows it: RBAC: allowed by RoleBinding "x"`},
	})
}

func TestAScriptSaysWhyItDoesNotPass(t *testing.T) {
	match(t, []row{
		{"passes", lab.Check{Shell: "true"}, lab.Output{}, ""},
		{"its last line", lab.Check{Shell: "x"}, lab.Output{ExitCode: 1, Text: "looking\nno such Pod\n"}, "expected the script to pass; no such Pod"},
		{"its last error", lab.Check{Shell: "x"}, lab.Output{ExitCode: 1, Text: "looking\n", Stderr: "a\nno Pod\n"}, "expected the script to pass; no Pod"},
		{"no word", lab.Check{Shell: "x"}, lab.Output{ExitCode: 3}, "expected the script to pass; exit code 3"},
		{"an exit code", lab.Check{Shell: "x", ExitCode: new(3)}, lab.Output{ExitCode: 3}, ""},
	})
}

func TestStandardErrorIsChecked(t *testing.T) {
	match(t, []row{
		{"there", lab.Check{Stderr: "deprec.ted"}, lab.Output{Stderr: "Warning: deprecated\n"}, ""},
		{"other", lab.Check{Stderr: "^x$"}, lab.Output{Stderr: "y"}, `expected standard error that matches ^x$, got "y"`},
		{"none", lab.Check{Stderr: "^x$"}, text("x"), `expected standard error that matches ^x$, got no output`},
	})
}

func TestItemsAreThoseOfAList(t *testing.T) {
	running := lab.Check{CEL: `items.size() == 2 && items.all(p, p.status.phase == "Running")`}
	match(t, []row{
		{"all", running, text(`{"items": [{"status": {"phase": "Running"}}, {"status": {"phase": "Running"}}]}`), ""},
		{"too few", running, text(`{"items": []}`), `expected items.size() == 2, got 0`},
		{"one is not", running, text(`{"items": [{"status": {"phase": "Running"}}, {"status": {"phase": "Pending"}}]}`), `expected p.status.phase == "Running", got "Pending"`},
	})
}

func TestAStatementOfALiveCheck(t *testing.T) {
	for want, c := range map[string]lab.Check{
		"pod/web does not exist":                        {Absent: "pod/web"},
		"serviceaccount:reader can list pods":           {Can: &lab.Can{As: "serviceaccount:reader", Verb: "list", Resource: "pods"}},
		"pod app=web: items.size() == 2":                {Objects: &lab.Objects{Kind: "pod", Selector: "app=web"}, CEL: "items.size() == 2"},
		"pod/web: status.phase is \"Running\", for 20s": {Object: "pod/web", Tree: map[string]any{"status": map[string]any{"phase": "Running"}}, HoldsFor: seconds(20)},
		"log of pod/web: output contains line up":       {Logs: &lab.Logs{Pod: "web"}, Line: "up"},
		"standard error matches deprecated":             {Stderr: "deprecated"},
		"x[] is 1, the lists have no other entries":     {Tree: map[string]any{"x": []any{1}}, Lists: "same"},
		"pod app=web, env: output contains line A=1":    {Exec: &lab.Exec{Objects: &lab.Objects{Kind: "pod", Selector: "app=web"}, Command: []string{"env"}}, Line: "A=1"},
		"listing Secrets is refused":                    {Name: lab.Words{"en": "listing Secrets is refused", "zh": "不能列出 Secret"}, Can: &lab.Can{}},
	} {
		testkit.Equal(t, check.Statement(&c).String(), want)
	}
	named := check.Statement(&lab.Check{Name: lab.Words{"en": "listing Secrets is refused", "zh": "不能列出 Secret"}})
	testkit.Equal(t, i18n.NewPrinter("zh").Message(named), "不能列出 Secret")
	testkit.Equal(t, i18n.NewPrinter("zh").Message(check.Statement(&lab.Check{Name: lab.Words{"": "one"}})), "one")
}

func seconds(n int) lab.Duration { return lab.Duration{Duration: time.Duration(n) * time.Second} }
