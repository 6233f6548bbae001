package main

import (
	"fmt"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
)

// controlled is a registry that does what it is told at another address:
//
//	/images                 gives a line for each image: its name, its digest, those of its layers
//	/asked                  gives the requests since the last time, a line each
//	/faults?of=TEXT&busy=3  sets the faults of requests that have the text in their path, and ends all others
//	/gone, /back            closes the registry with all its connections, and opens it again
type controlled struct {
	store   *store
	address string
	server  *http.Server

	mu     sync.Mutex
	faults faults
	asked  []string
}

// faults are how many answers each is for; slow is bytes a second, of all.
type faults struct {
	of                    string
	busy, broken, missing int
	cut, wrong, slow      int
}

func (c *controlled) listen() error {
	listener, err := net.Listen("tcp", c.address)
	if err != nil {
		return err
	}
	c.server = &http.Server{Handler: http.HandlerFunc(c.serve)}
	go func(server *http.Server) { _ = server.Serve(listener) }(c.server)
	return nil
}

func (c *controlled) control() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/images", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, strings.Join(c.store.images, "\n")) })
	mux.HandleFunc("/asked", c.tell)
	mux.HandleFunc("/faults", c.set)
	mux.HandleFunc("/gone", func(http.ResponseWriter, *http.Request) { _ = c.server.Close() })
	mux.HandleFunc("/back", func(w http.ResponseWriter, _ *http.Request) {
		if err := c.listen(); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
		}
	})
	return mux
}

func (c *controlled) tell(w http.ResponseWriter, _ *http.Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, request := range c.asked {
		fmt.Fprintln(w, request)
	}
	c.asked = nil
}

func (c *controlled) set(_ http.ResponseWriter, r *http.Request) {
	number := func(name string) int {
		n, _ := strconv.Atoi(r.FormValue(name))
		return n
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.faults = faults{
		of: r.FormValue("of"), busy: number("busy"), broken: number("broken"), missing: number("missing"),
		cut: number("cut"), wrong: number("wrong"), slow: number("slow"),
	}
}
