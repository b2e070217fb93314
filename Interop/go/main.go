// The peer in Go: a server and a client of the add service on every wire of Go kit's, with Go's and Go kit's own
// libraries.
//
//	peer server WIRE DELAY      prints "port N" when it listens, serves until its standard input ends;
//	                            Sum takes DELAY milliseconds
//	peer client WIRE ADDRESS    calls, prints a line of JSON per case
//	peer deadline WIRE ADDRESS  the same with the case of a server that is too slow
package main

import (
	"fmt"
	"io"
	"net"
	"os"
	"strconv"
	"time"
)

// A wire is one way to call the service.
type wire struct {
	serve func(listener net.Listener, service add) error
	dial  func(address string) (add, error)
	// Whether calls may be under way at the same time.
	concurrent bool
}

var wires = map[string]wire{
	"http":        {serveHTTP, dialHTTP, true},
	"grpc":        {serveGRPC, dialGRPC, true},
	"jsonrpc":     {serveJSONRPC, dialJSONRPC, true},
	"gob-tcp":     {serveNetRPC("gob-tcp"), dialNetRPC("gob-tcp"), true},
	"gob-connect": {serveNetRPC("gob-connect"), dialNetRPC("gob-connect"), true},
	"json-tcp":    {serveNetRPC("json-tcp"), dialNetRPC("json-tcp"), true},
}

func init() {
	for _, protocol := range []string{"binary", "compact", "json"} {
		for _, transport := range []string{"buffered", "framed", "header"} {
			if protocol == "json" && transport == "header" {
				continue // The library has only the other two inside a header.
			}
			variant := thriftVariant{protocol, transport}
			wires["thrift-"+protocol+"-"+transport] = wire{variant.serve, variant.dial, false}
		}
	}
}

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "peer:", err)
		os.Exit(1)
	}
}

func run(arguments []string) error {
	if len(arguments) != 3 {
		return fmt.Errorf("usage: peer server WIRE DELAY | client WIRE ADDRESS | deadline WIRE ADDRESS")
	}
	wire, known := wires[arguments[1]]
	switch {
	case !known:
		return fmt.Errorf("no wire %q", arguments[1])
	case arguments[0] == "server":
		delay, err := strconv.Atoi(arguments[2])
		if err != nil {
			return err
		}
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return err
		}
		fmt.Printf("port %d\n", listener.Addr().(*net.TCPAddr).Port)
		go func() {
			_, _ = io.Copy(io.Discard, os.Stdin)
			os.Exit(0)
		}()
		return wire.serve(listener, rules{time.Duration(delay) * time.Millisecond})
	}
	client, err := wire.dial(arguments[2])
	if err != nil {
		return err
	}
	return runCases(client, wire.concurrent, arguments[0] == "deadline")
}
