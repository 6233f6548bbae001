package step_test

import (
	"fmt"
	"net"
	"strings"
	"testing"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/testkit"
)

// taken gives a port of 127.0.0.1 that a listener of this test has.
func taken(t *testing.T) int {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	testkit.Must(t, err)
	t.Cleanup(func() { listener.Close() })
	return listener.Addr().(*net.TCPAddr).Port
}

// listens says whether something listens at a URL.
func listens(url string) bool {
	connection, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
	if err == nil {
		connection.Close()
	}
	return err == nil
}

func TestAProxyTakesTheNextPortAndSaysSo(t *testing.T) {
	s, _ := scope(t)
	var notice string
	s.Notice = func(text i18n.Message) { notice = text.String() }
	port := taken(t)
	out, err := operation(t, s, lab.Operation{Proxy: &lab.Proxy{Port: port}}).Run(t.Context())
	testkit.Must(t, err)
	url := s.Values["proxy"]
	other := strings.TrimPrefix(url, "http://127.0.0.1:")
	testkit.Equal(t, notice, fmt.Sprintf("port %d is in use by another program; the proxy listens on port %s instead", port, other))
	testkit.Equal(t, out.Text, "Starting to serve on 127.0.0.1:"+other+"\n")
	if !listens(url) {
		t.Errorf("nothing listens at %s", url)
	}
	testkit.Must(t, s.Close())
}

func TestAProxyListensUntilItIsStopped(t *testing.T) {
	s, _ := scope(t)
	s.Notice = func(i18n.Message) {}
	start := operation(t, s, lab.Operation{Proxy: &lab.Proxy{Port: taken(t)}})
	var urls []string
	for range 2 { // the second in the place of the first
		_, err := start.Run(t.Context())
		testkit.Must(t, err)
		urls = append(urls, s.Values["proxy"])
	}
	if urls[1] != urls[0] && listens(urls[0]) {
		t.Errorf("two proxies listen: %s", urls)
	}
	out, err := operation(t, s, lab.Operation{Proxy: &lab.Proxy{Stop: true}}).Run(t.Context())
	testkit.Must(t, err)
	testkit.Equal(t, out.Text, "")
	if listens(urls[0]) {
		t.Errorf("something still listens at %s", urls[0])
	}
	testkit.Must(t, s.Close()) // stopped already
}
