// The add service of Go's net/rpc, and a load generator for it and for ours.
//
//	netrpc serve ADDRESS
//	netrpc load ADDRESS CONNECTIONS SECONDS     prints calls per second and the 50th and 99th percentile in microseconds
package main

import (
	"fmt"
	"net"
	"net/rpc"
	"os"
	"sort"
	"strconv"
	"sync"
	"time"
)

type SumRequest struct{ A, B int }
type SumReply struct{ V int }

type Add struct{}

func (Add) Sum(request SumRequest, reply *SumReply) error {
	reply.V = request.A + request.B
	return nil
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func serve(address string) {
	check(rpc.Register(Add{}))
	listener, err := net.Listen("tcp", address)
	check(err)
	rpc.Accept(listener)
}

func load(address string, connections int, duration time.Duration) {
	latencies := make([][]int64, connections)
	end := time.Now().Add(duration)
	var wait sync.WaitGroup
	for number := 0; number < connections; number++ {
		client, err := rpc.Dial("tcp", address)
		check(err)
		wait.Add(1)
		go func(number int) {
			defer wait.Done()
			defer client.Close()
			last := time.Now()
			for call := 0; last.Before(end); call++ {
				var reply SumReply
				check(client.Call("Add.Sum", SumRequest{call, number}, &reply))
				if reply.V != call+number {
					check(fmt.Errorf("%d + %d is not %d", call, number, reply.V))
				}
				now := time.Now()
				latencies[number] = append(latencies[number], int64(now.Sub(last)))
				last = now
			}
		}(number)
	}
	wait.Wait()
	var all []int64
	for _, part := range latencies {
		all = append(all, part...)
	}
	sort.Slice(all, func(i, j int) bool { return all[i] < all[j] })
	fmt.Printf("%.0f %.1f %.1f\n", float64(len(all))/duration.Seconds(), float64(all[len(all)/2])/1e3,
		float64(all[len(all)*99/100])/1e3)
}

func main() {
	if os.Args[1] == "serve" {
		serve(os.Args[2])
		return
	}
	connections, err := strconv.Atoi(os.Args[3])
	check(err)
	seconds, err := strconv.ParseFloat(os.Args[4], 64)
	check(err)
	load(os.Args[2], connections, time.Duration(seconds*float64(time.Second)))
}
