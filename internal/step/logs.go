package step

import (
	"context"

	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/shell"
)

type logs struct {
	*Scope
	lab.Logs
}

func (l *logs) Command() string {
	words := []string{"kubectl", "logs"}
	if l.Objects != nil {
		words = append(words, "--selector="+l.Objects.Selector, "--tail=-1")
	} else {
		words = append(words, l.Pod)
	}
	if l.Container != "" {
		words = append(words, "--container="+l.Container)
	}
	if l.Previous {
		words = append(words, "--previous")
	}
	return shell.Words(words...)
}

func (l *logs) Run(ctx context.Context) (lab.Output, error) {
	return l.Cluster.Log(ctx, l.namespace(), l.Logs)
}
