// A server and a client of Go's net/rpc.
//
//	netrpc serve GOB HTTP JSON       serves on three addresses
//	netrpc serve-tls IDENTITY GOB    serves with TLS, for clients that have a certificate
//	netrpc call WIRE ADDRESS         calls what such a server has, and prints the replies
//	netrpc call-tls IDENTITY ADDRESS the same with TLS, and a certificate
//
// IDENTITY is a file with a key, and a certificate that signs itself.
package main

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/rpc"
	"net/rpc/jsonrpc"
	"os"
	"sort"
	"sync"
	"sync/atomic"

	"encoding/gob"
)

type SumRequest struct{ A, B int }
type SumReply struct{ V int }

type Line struct {
	Text  string
	Marks []int
}

type Page struct {
	Title string
	Lines []Line
	Words map[string]int
	Next  *Page
	Data  []byte
}

type Circle struct{ Radius float64 }
type Square struct{ Side int }
type Shapes struct{ All []interface{} }

type Add struct{}

func (Add) Sum(request SumRequest, reply *SumReply) error {
	if request.A == 0 && request.B == 0 {
		return errors.New("invalid_argument: two zeroes")
	}
	if request.A < 0 {
		return errors.New("a plain error")
	}
	reply.V = request.A + request.B
	return nil
}

func (Add) Join(words []string, reply *string) error {
	for _, word := range words {
		*reply += word
	}
	return nil
}

func (Add) Count(words []string, reply *map[string]int) error {
	for _, word := range words {
		(*reply)[word]++
	}
	return nil
}

func (Add) Echo(page Page, reply *Page) error {
	*reply = page
	return nil
}

func (Add) Area(shapes Shapes, reply *[]interface{}) error {
	for _, shape := range shapes.All {
		switch shape := shape.(type) {
		case Circle:
			*reply = append(*reply, 3*shape.Radius*shape.Radius)
		case Square:
			*reply = append(*reply, Square{shape.Side * shape.Side})
		default:
			*reply = append(*reply, "unknown")
		}
	}
	return nil
}

var waiting atomic.Int64

// Wait never replies.
func (Add) Wait(number int, reply *int) error {
	waiting.Add(1)
	select {}
}

// Waiting is how many calls of Wait there are.
func (Add) Waiting(number int, reply *int64) error {
	*reply = waiting.Load()
	return nil
}

func check(err error) {
	if err != nil {
		fmt.Println("error:", err)
		os.Exit(1)
	}
}

func serve(addresses []string) {
	check(rpc.Register(Add{}))
	rpc.HandleHTTP()
	listen := func(address string) net.Listener {
		listener, err := net.Listen("tcp", address)
		check(err)
		return listener
	}
	go rpc.Accept(listen(addresses[0]))
	go http.Serve(listen(addresses[1]), nil)
	listener := listen(addresses[2])
	for {
		connection, err := listener.Accept()
		check(err)
		go jsonrpc.ServeConn(connection)
	}
}

func secured(identity string) *tls.Config {
	certificate, err := tls.LoadX509KeyPair(identity, identity)
	check(err)
	text, err := os.ReadFile(identity)
	check(err)
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(text)
	return &tls.Config{
		Certificates: []tls.Certificate{certificate},
		RootCAs:      pool,
		ClientCAs:    pool,
		ClientAuth:   tls.RequireAndVerifyClientCert,
	}
}

func serveTLS(identity, address string) {
	check(rpc.Register(Add{}))
	listener, err := tls.Listen("tcp", address, secured(identity))
	check(err)
	rpc.Accept(listener)
}

func dial(wire, address string) *rpc.Client {
	var client *rpc.Client
	var err error
	switch wire {
	case "gob":
		client, err = rpc.Dial("tcp", address)
	case "http":
		client, err = rpc.DialHTTP("tcp", address)
	case "json":
		client, err = jsonrpc.Dial("tcp", address)
	}
	check(err)
	return client
}

func dialTLS(identity, address string) *rpc.Client {
	connection, err := tls.Dial("tcp", address, secured(identity))
	check(err)
	return rpc.NewClient(connection)
}

func call(client *rpc.Client, wire string) {
	defer client.Close()

	var sum SumReply
	check(client.Call("Add.Sum", SumRequest{1, 2}, &sum))
	fmt.Println("sum", sum.V)
	fmt.Println("zeroes:", client.Call("Add.Sum", SumRequest{}, &sum))
	fmt.Println("no method:", client.Call("Add.Nothing", SumRequest{}, &sum))
	fmt.Println("no service:", client.Call("Nobody.Sum", SumRequest{}, &sum))
	fmt.Println("ill-formed:", client.Call("Sum", SumRequest{}, &sum))
	fmt.Println("mismatch:", client.Call("Add.Sum", struct{ A string }{"x"}, &sum) != nil)

	var joined string
	check(client.Call("Add.Join", []string{"a", "b", "c"}, &joined))
	fmt.Println("join", joined)

	counts := map[string]int{}
	check(client.Call("Add.Count", []string{"x", "y", "x"}, &counts))
	fmt.Println("count", counts)

	page := Page{"T", []Line{{"one", []int{1, 2}}, {"two", nil}}, map[string]int{"w": 3}, &Page{Title: "U"}, []byte{0, 255}}
	var echoed Page
	check(client.Call("Add.Echo", page, &echoed))
	fmt.Println("echo", echoed.Title, echoed.Lines, echoed.Words, echoed.Next.Title, echoed.Data)

	if wire != "json" {
		var areas []interface{}
		check(client.Call("Add.Area", Shapes{[]interface{}{Circle{2}, Square{3}, "x"}}, &areas))
		fmt.Println("area", areas)
	}

	var wait sync.WaitGroup
	var mutex sync.Mutex
	var sums []int
	for caller := 0; caller < 8; caller++ {
		wait.Add(1)
		go func(caller int) {
			defer wait.Done()
			for index := 0; index < 100; index++ {
				var reply SumReply
				check(client.Call("Add.Sum", SumRequest{caller*100 + index, 1}, &reply))
				mutex.Lock()
				sums = append(sums, reply.V)
				mutex.Unlock()
			}
		}(caller)
	}
	wait.Wait()
	sort.Ints(sums)
	fmt.Println("concurrent", len(sums), sums[0], sums[len(sums)-1])
}

func main() {
	gob.Register(Circle{})
	gob.Register(Square{})
	switch os.Args[1] {
	case "serve":
		serve(os.Args[2:])
	case "serve-tls":
		serveTLS(os.Args[2], os.Args[3])
	case "call":
		call(dial(os.Args[2], os.Args[3]), os.Args[2])
	case "call-tls":
		call(dialTLS(os.Args[2], os.Args[3]), "gob")
	}
}
