// Command test is what test.sh runs in a Pod: it answers HTTP requests, asks
// one, or looks up a name.
package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"time"
)

func main() {
	if len(os.Args) != 3 {
		fail(fmt.Errorf("usage: test serve ADDRESS | get URL | lookup NAME"))
	}
	switch os.Args[1] {
	case "serve":
		fail(serve(os.Args[2]))
	case "get":
		fail(get(os.Args[2]))
	case "lookup":
		fail(lookup(os.Args[2]))
	}
}

func serve(address string) error {
	host, err := os.Hostname()
	if err != nil {
		return err
	}
	fmt.Println("serving on", address)
	return http.ListenAndServe(address, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Println("asked by", r.RemoteAddr)
		fmt.Fprintln(w, "hello from", host)
	}))
}

func get(url string) error {
	client := http.Client{Timeout: 10 * time.Second}
	response, err := client.Get(url)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	_, err = io.Copy(os.Stdout, response.Body)
	return err
}

func lookup(name string) error {
	addresses, err := net.LookupHost(name)
	fmt.Println(addresses)
	return err
}

func fail(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "test:", err)
		os.Exit(1)
	}
}
