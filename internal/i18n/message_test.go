package i18n_test

import (
	"errors"
	"io"
	"testing"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/testkit"
)

func TestErrorf(t *testing.T) {
	err := i18n.Errorf("read %q: %w", "x", io.EOF)
	testkit.Equal(t, err.Error(), `read "x": EOF`)
	testkit.Equal(t, errors.Is(err, io.EOF), true)
	both := i18n.Errorf("%w and %w", io.EOF, io.ErrClosedPipe)
	testkit.Equal(t, errors.Is(both, io.ErrClosedPipe), true)
	testkit.Equal(t, errors.Is(i18n.Errorf("no more"), io.EOF), false)
}

func TestPrinter(t *testing.T) {
	chinese := i18n.NewPrinter("zh")
	interrupted := i18n.Errorf("interrupted")
	for _, c := range []struct{ got, want string }{
		{chinese.Text("interrupted"), "已中断"},
		{i18n.NewPrinter("en").Text("interrupted"), "interrupted"},
		{(*i18n.Printer)(nil).Text("port %d", 8001), "port 8001"},
		{chinese.Text("not in the catalogue: %w", interrupted), "not in the catalogue: 已中断"},
		{chinese.Error(errors.Join(io.EOF, interrupted)), "EOF\n已中断"},
		{chinese.Message(i18n.Join(", ", i18n.Text("interrupted"), i18n.Foreign("100%"))), "已中断，100%"},
		{i18n.Join("; ").String(), ""},
	} {
		testkit.Equal(t, c.got, c.want)
	}
}

func TestDetect(t *testing.T) {
	known := []string{"en", "zh"}
	for _, c := range []struct {
		environment map[string]string
		want        string
	}{
		{nil, "en"},
		{map[string]string{"LANG": "zh_CN.UTF-8"}, "zh"},
		{map[string]string{"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"},
		{map[string]string{"LANG": "de_DE.UTF-8", "LABS_LANG": "zh-Hant"}, "zh"},
		{map[string]string{"LANG": "zhx"}, "en"},
	} {
		testkit.Equal(t, i18n.Detect(func(name string) string { return c.environment[name] }, known), c.want)
	}
}
