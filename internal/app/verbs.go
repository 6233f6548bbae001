package app

import (
	"encoding/json"

	"github.com/urfave/cli/v2"

	builtin "labs.local/labs"
	"labs.local/labs/internal/command"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/report"
)

func (p *parts) verbs() []*cli.Command {
	s, self := p.Setup, self()
	bundler := &command.Bundler{Setup: s, Saver: p.saver, Loader: p.loader, Downloads: p.disk.Downloads}
	teacher := &command.Teacher{Setup: s, Clusters: p.cluster, Connect: p.connect}
	tester := &command.Tester{Setup: s, Clusters: p.cluster, Lifecycles: p.lifecycle, Connect: p.connect, Room: p.room, Evidence: p.evidence}
	return []*cli.Command{
		command.Up(s, p.lifecycle), command.Pause(s, p.lifecycle), command.Down(s, p.lifecycle), command.Status(s, p.cluster, p.disk), command.Prune(s, p.disk),
		command.List(s), command.Next(teacher), command.Check(teacher), command.Hint(s), command.Solve(teacher), command.Watch(teacher),
		command.Goto(teacher), command.Reset(teacher), command.Restore(teacher), command.PrintProgress(s), command.Test(tester),
		command.New(s), command.Import(s), command.Lint(s), command.PrintSchema(s, schemas()), command.Bundle(bundler),
		command.Kubectl(s, p.retry), command.Shell(s, p.cluster, self), command.Env(s, self), command.Doctor(s, p.engine, p.lifecycle),
		command.Completion(s), command.PrintVersion(s), help(s),
	}
}

// schemas gives those of the formats that other programs read or write.
func schemas() command.Schemas {
	return command.Schemas{
		"events": func() ([]byte, error) { return json.MarshalIndent(report.EventSchema(), "", "  ") },
		"lab":    func() ([]byte, error) { return builtin.Course.ReadFile(lab.SchemaFile) },
	}
}
