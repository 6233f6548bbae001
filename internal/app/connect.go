package app

import (
	"bytes"
	"context"
	"io/fs"
	"os"
	"time"

	"labs.local/labs/internal/diagnose"
	"labs.local/labs/internal/event"
	"labs.local/labs/internal/evidence"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/image"
	"labs.local/labs/internal/kube"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/learner"
	"labs.local/labs/internal/limit"
	"labs.local/labs/internal/replace"
	"labs.local/labs/internal/runner"
	"labs.local/labs/internal/step"
)

// connect asks the API server alone, which takes a few milliseconds; the
// engine is asked where that fails, and when an image is needed.
func (p *parts) connect(ctx context.Context, name string, c *lab.Course, work func(lab string) fs.FS, emit event.Sink) (*runner.Runner, learner.Cluster, error) {
	on := p.target(name)
	client, version, err := p.reach(name)
	if err != nil {
		if _, err := on.Await(ctx); err != nil {
			return nil, nil, err
		}
		if client, version, err = p.reach(name); err != nil {
			return nil, nil, err
		}
	}
	dir, retry := p.dir(name), p.retry(name)
	machine := &limit.Machine{Pace: dir.Pace(), Probe: client.Probe}
	retry.Machine = machine
	_, made := dir.Made()
	if client, err = client.For(kube.Owner{ID: dir.Owner(), Alone: made}).WithRetry(retry); err != nil {
		return nil, nil, err
	}
	if err := write(dir.CAFile(), client.CA()); err != nil {
		return nil, nil, err
	}
	images := &images{of: on}
	return &runner.Runner{
		Cluster: client, Course: c, Version: version, Limits: limit.Limits{Machine: machine}, Images: images, Emit: emit,
		Diagnoser: &diagnose.Diagnoser{Cluster: client, Work: work, Machine: machine, Images: imagesOf(c)},
		Host:      step.Host{Labs: self(), Cluster: name, Kubeconfig: dir.Kubeconfig(), CAFile: dir.CAFile(), Engine: images.engineName},
	}, client, nil
}

// imagesOf gives the names of a course's images.
func imagesOf(c *lab.Course) (names []string) {
	for _, l := range c.Labs {
		for _, name := range l.Images {
			names = append(names, image.Reference(name))
		}
	}
	return names
}

// evidence looks with a client that does not retry: of an API server that is
// away there is nothing to be had.
func (p *parts) evidence(name string) (func(ctx context.Context, namespace string) []event.Evidence, error) {
	client, err := kube.New(p.dir(name).Kubeconfig())
	if err != nil {
		return nil, err
	}
	return (&evidence.Collector{Cluster: client}).Collect, nil
}

// retry waits as long as the cluster's nodes run.
func (p *parts) retry(name string) kube.Retry {
	machine := &limit.Machine{Pace: p.dir(name).Pace()}
	return kube.Retry{
		Limit:    machine.Of(limit.Away).Round(time.Second),
		Machine:  machine,
		Hopeless: p.target(name).hopeless,
		Notice:   func(text i18n.Message) { p.Status.Set("%v", text) },
	}
}

// write writes a file that is not as it should be yet.
func write(path string, want []byte) error {
	if have, err := os.ReadFile(path); err == nil && bytes.Equal(have, want) {
		return nil
	}
	return replace.File(path, want, 0o600)
}

func (p *parts) reach(name string) (client *kube.Client, version string, err error) {
	if client, err = kube.New(p.dir(name).Kubeconfig()); err != nil {
		return nil, "", err
	}
	version, err = client.Version()
	return client, version, err
}
