// Command registry serves images as a registry does, with the faults that it is
// told to have: the tests of labs pull from it.
//
//	registry ADDRESS CONTROL [ARCHIVE=NAME...]
//
// An archive is one of "docker save", a name is such as "library/alpine:3", or
// "kindest/node", which gets the tag of kind's default; each image gets one more
// layer, of random bytes. Besides there is tiny/image:v1. CONTROL is the address of
// what controls it, see control.go.
package main

import (
	"log"
	"net/http"
	"os"
	"strings"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) < 3 {
		log.Fatal("usage: registry ADDRESS CONTROL [ARCHIVE=NAME...]")
	}
	log.Fatal(run(os.Args[1], os.Args[2], os.Args[3:]))
}

func run(address, control string, archives []string) error {
	s := newStore()
	if err := s.addTiny("tiny/image:v1"); err != nil {
		return err
	}
	for _, argument := range archives {
		path, name, _ := strings.Cut(argument, "=")
		if err := s.addArchive(path, name); err != nil {
			return err
		}
	}
	c := &controlled{store: s, address: address}
	if err := c.listen(); err != nil {
		return err
	}
	return http.ListenAndServe(control, c.control())
}
