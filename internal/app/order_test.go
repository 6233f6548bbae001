package app

import (
	"strings"
	"testing"

	"github.com/urfave/cli/v2"

	"labs.local/labs/internal/testkit"
)

func TestOptionsMayFollowArguments(t *testing.T) {
	flags := []cli.Flag{&cli.StringFlag{Name: "name"}, &cli.BoolFlag{Name: "yes", Aliases: []string{"y"}}, &cli.IntFlag{Name: "parallel", Aliases: []string{"p"}}}
	app := &cli.App{Commands: []*cli.Command{{Name: "goto", Flags: flags}, {Name: "kubectl", SkipFlagParsing: true}, {Name: "bundle", Subcommands: []*cli.Command{{Name: "serve", Flags: flags}}}}}
	for line, want := range map[string]string{
		"labs goto one --yes":             "labs goto --yes one",
		"labs goto one -p 2 two -y":       "labs goto -p 2 -y one two",
		"labs goto one --name=x --wrong":  "labs goto --name=x --wrong one",
		"labs goto one --name":            "labs goto --name one",
		"labs goto one -- --yes":          "labs goto one -- --yes",
		"labs goto - --yes":               "labs goto --yes -",
		"labs kubectl get pods --watch x": "labs kubectl get pods --watch x",
		"labs nonsense one --yes":         "labs nonsense one --yes",
		"labs bundle serve one --name x":  "labs bundle serve --name x one",
		"labs bundle serve":               "labs bundle serve",
		"labs bundle none --name x":       "labs bundle --name none x",
		"labs":                            "labs",
	} {
		testkit.Equal(t, strings.Join(order(app, strings.Fields(line)), " "), want)
	}
}
