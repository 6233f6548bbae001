package lab_test

import (
	"regexp"
	"testing"

	"labs.local/labs/internal/check"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/testkit"
)

func TestAReferenceCanBeWrittenAsItIs(t *testing.T) {
	for text, want := range map[string]string{
		"$${{ podIP }} is ${{ podIP }}": "${{ podIP }} is 10.0.0.7",
		"$$${{ podIP }}":                "$${{ podIP }}",
		"$${{ github.ref }}":            "${{ github.ref }}",
		"$${{ a":                        "$${{ a",
		"$${{}}":                        "${{}}",
	} {
		got, err := values.ExpandText(text)
		testkit.Must(t, err)
		testkit.Equal(t, got, want)
		manifest, err := values.ExpandManifest([]byte("a: '" + text + "'\n"))
		testkit.Must(t, err)
		testkit.Equal(t, string(manifest), "a: '"+want+"'\n")
	}
}

func FuzzEscape(f *testing.F) {
	for _, seed := range []string{"", "${{ x }}", "$${{ x }}", "$$${{x}}${{", "${{ ${{ a }}", "${{\n}}", "$$$$", "${{ a }${{ b }}}"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := lab.Values{}.ExpandText(lab.Escape(text))
		testkit.Must(t, err)
		testkit.Equal(t, got, text)
	})
}

func TestAnArgumentOfKubectlStaysOne(t *testing.T) {
	for _, test := range []struct {
		args []string
		want string
	}{
		{[]string{"get", "pod/${{ v }}"}, ""},
		{[]string{"get", "-l=${{ v }}"}, ""},
		{[]string{"exec", "web", "--", "${{ v }}"}, ""},
		{[]string{"get", "${{ v }}"}, `argument ${{ v }} becomes "--raw=/x" when its values are filled in, and kubectl would read that as a flag`},
		{[]string{"get", "${{ empty }}${{ v }}"}, `argument ${{ empty }}${{ v }} becomes "--raw=/x" when its values are filled in, and kubectl would read that as a flag`},
	} {
		for _, in := range []func([]string) error{
			func(args []string) error {
				_, err := lab.Expand(lab.Values{"v": "--raw=/x", "empty": ""}, lab.Operation{Kubectl: args})
				return err
			},
			func(args []string) error {
				_, err := lab.Expand(lab.Values{"v": "--raw=/x", "empty": ""}, lab.Check{Kubectl: args})
				return err
			},
		} {
			testkit.Equal(t, testkit.Text(in(test.args)), test.want)
		}
	}
}

func TestAValueInARequestStaysInItsPlace(t *testing.T) {
	v := lab.Values{"server": "https://127.0.0.1:6443", "n": `a/../b?c=d&e#f "`, "port": "8080", "body": `x", "admin": "yes`}
	for _, test := range []struct{ in, want lab.HTTP }{
		{lab.HTTP{URL: "${{ server }}/api/${{ n }}"}, lab.HTTP{URL: "https://127.0.0.1:6443/api/a%2F..%2Fb%3Fc=d&e%23f%20%22"}},
		{lab.HTTP{URL: "http://h:${{ port }}/x?a=${{ n }}"}, lab.HTTP{URL: "http://h:8080/x?a=a%2F..%2Fb%3Fc%3Dd%26e%23f+%22"}},
		{lab.HTTP{URL: "x", Body: `{"a": "${{ body }}", "n": ${{ port }}}`}, lab.HTTP{URL: "x", Body: `{"a":"x\", \"admin\": \"yes","n":8080}`}},
		{lab.HTTP{URL: "x", ContentType: "application/merge-patch+json", Body: `{"a": "${{ body }}"}`}, lab.HTTP{URL: "x", ContentType: "application/merge-patch+json", Body: `{"a": "x\", \"admin\": \"yes"}`}},
		{lab.HTTP{URL: "x", ContentType: "application/apply-patch+yaml", Body: "a: ${{ body }}\n"}, lab.HTTP{URL: "x", ContentType: "application/apply-patch+yaml", Body: "a: \"x\\\", \\\"admin\\\": \\\"yes\"\n"}},
		{lab.HTTP{URL: "x", ContentType: "application/x-www-form-urlencoded", Body: "a=${{ body }}"}, lab.HTTP{URL: "x", ContentType: "application/x-www-form-urlencoded", Body: "a=x%22%2C+%22admin%22%3A+%22yes"}},
		{lab.HTTP{URL: "x", ContentType: "text/plain", Body: "${{ body }}"}, lab.HTTP{URL: "x", ContentType: "text/plain", Body: v["body"]}},
		{lab.HTTP{URL: "x", Body: `{"n": 9007199254740993, "a": "${{ port }}"}`}, lab.HTTP{URL: "x", Body: `{"n": 9007199254740993, "a": "8080"}`}},
	} {
		got, err := lab.Expand(v, lab.Operation{HTTP: &test.in})
		testkit.Must(t, err)
		testkit.Equal(t, *got.HTTP, test.want)
	}
}

func TestAValueInAnExpressionIsText(t *testing.T) {
	for _, value := range append(nasty, `" || true || "`, "1 || true", "10.0.0.7", "-5", "a.*", "", "é世") {
		c, err := lab.Expand(lab.Values{"v": value}, lab.Check{CEL: `output == "${{ v }}"`, Match: "^${{ v }}$"})
		testkit.Must(t, err)
		testkit.Must(t, check.Match(&c, lab.Output{Text: value}, nil))
		if check.Match(&c, lab.Output{Text: value + "1"}, nil) == nil {
			t.Errorf("%q: %s holds of another text", value, c.CEL)
		}
		if _, err := regexp.Compile(c.Match); err != nil {
			t.Error(err)
		}
	}
	c, err := lab.Expand(lab.Values{"v": "1 || true"}, lab.Check{CEL: "json.n == ${{ v }}"})
	testkit.Must(t, err)
	if check.Match(&c, lab.Output{Text: `{"n": 2}`}, nil) == nil {
		t.Error("a value changes the expression")
	}
	c, err = lab.Expand(lab.Values{"v": "-5.5"}, lab.Check{CEL: "json.n == ${{ v }}"})
	testkit.Must(t, err)
	testkit.Must(t, check.Match(&c, lab.Output{Text: `{"n": -5.5}`}, nil))
}
