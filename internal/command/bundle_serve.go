package command

import (
	"context"
	"errors"
	"fmt"
	"net"
	"path/filepath"
	"strings"
	"sync"
	"syscall"

	"github.com/urfave/cli/v2"

	"labs.local/labs/internal/bundle"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/serve"
	"labs.local/labs/internal/shell"
	"labs.local/labs/internal/term"
)

func bundleServe(s *Setup) *cli.Command {
	listen := ""
	return &cli.Command{
		Name:      "serve",
		Usage:     s.T("serve a bundle to anyone on the local network"),
		ArgsUsage: "FILE",
		Flags: []cli.Flag{&cli.StringFlag{
			Name: "listen", Value: ":8080", Usage: s.T("listen on this `ADDRESS:PORT`; without an address, listen on all interfaces"), Destination: &listen,
		}},
		Action: func(c *cli.Context) error {
			file, err := oneFile("serve", c.Args())
			if err != nil {
				return err
			}
			return s.serveBundle(c.Context, file, listen)
		},
	}
}

func (s *Setup) serveBundle(ctx context.Context, file, listen string) error {
	server, err := s.server(ctx, file)
	if err != nil {
		return err
	}
	return s.serve(ctx, server, listen)
}

// server makes one for a bundle, whose begin it reads.
func (s *Setup) server(ctx context.Context, path string) (*serve.Server, error) {
	file, err := openLocal(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	contents, err := bundle.Head(ctx, path, file)
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	path, err = filepath.Abs(path)
	tag := fmt.Sprintf(`"%s-%x-%x"`, contents.Digest.Encoded()[:16], info.Size(), info.ModTime().UnixNano())
	return &serve.Server{Path: path, Name: fileName(filepath.Base(path)), ETag: tag}, err
}

func (s *Setup) serve(ctx context.Context, server *serve.Server, address string) error {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if errors.Is(err, syscall.EADDRINUSE) {
		return i18n.Errorf("listen on %q: the port is already in use\nhint: choose another port, for example --listen :8081", address)
	}
	if err != nil {
		return &UsageError{i18n.Text("listen on %q: %v\nhint: the form of --listen is ADDRESS:PORT or :PORT", address, err)}
	}
	interfaces, err := net.InterfaceAddrs()
	if err != nil {
		return err
	}
	s.invite(serve.Addresses(listener.Addr(), interfaces), server.Name)
	var mu sync.Mutex
	server.Report = func(d serve.Download) {
		mu.Lock()
		defer mu.Unlock()
		s.reportDownload(d)
	}
	return server.Serve(ctx, listener)
}

func (s *Setup) invite(addresses []string, name string) {
	if len(addresses) == 0 {
		s.Streams.Say("This machine has no network address. Connect it to a network, then run this command again.")
		return
	}
	s.Streams.Say("Serving %s on the local network. On the other machines, run:", name)
	for _, address := range addresses {
		s.say(shell.Words("labs", "bundle", "load", address))
	}
	if s.Streams.Color && s.Streams.Live {
		// Digits and capitals make a smaller code; neither scheme nor address knows cases (RFC 3986, 3.1 and 3.2.2).
		if code := serve.Code(strings.ToUpper("http://"+addresses[0]), s.Streams.Width()); code != "" {
			fmt.Fprint(s.Streams.Out, "\n"+code+"\n")
		}
	}
	s.Streams.Say("Press Ctrl-C to stop.")
}

func (s *Setup) reportDownload(d serve.Download) {
	rate := float64(d.Sent) / max(d.Elapsed.Seconds(), 1e-3)
	switch {
	case !d.Whole():
		s.Streams.Say("  ✗ %s: download stopped at %s of %s", d.Client, term.Size(d.From+d.Sent), term.Size(d.From+d.Size))
	case d.From > 0:
		s.Streams.Say("  ✓ %s downloaded the rest: %s in %.1fs, %s/s", d.Client, term.Size(d.Sent), d.Elapsed.Seconds(), term.Size(int64(rate)))
	default:
		s.Streams.Say("  ✓ %s downloaded the bundle: %s in %.1fs, %s/s", d.Client, term.Size(d.Sent), d.Elapsed.Seconds(), term.Size(int64(rate)))
	}
}
