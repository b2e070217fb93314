// The peer of EndpointBenchmark: what one call through Go kit's endpoint.Chain costs.
//
// It prints one line per chain: name, ns per call, allocations per call.
//
//	pass-through-N  N layers that only call the next one
//	atomic-10       10 layers, each adding 1 to an atomic counter of its own before it calls the next one
//	mutex-10        10 layers, each adding 1 to an int behind a mutex of its own before it calls the next one
//
// The endpoint adds two integers. Request and response are structs that Go kit passes as interface{}, so both are
// boxed for each call, as in every Go kit service; pass-through-0 shows what that costs by itself.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"runtime"
	"sort"
	"sync"
	"sync/atomic"
	"time"

	"github.com/go-kit/kit/endpoint"
)

type sumRequest struct{ A, B int }

type sumResponse struct{ V int }

func sum(_ context.Context, request interface{}) (interface{}, error) {
	r := request.(sumRequest)
	return sumResponse{V: r.A + r.B}, nil
}

func passThrough() endpoint.Middleware {
	return func(next endpoint.Endpoint) endpoint.Endpoint {
		return func(ctx context.Context, request interface{}) (interface{}, error) {
			return next(ctx, request)
		}
	}
}

func atomicCounter() endpoint.Middleware {
	return func(next endpoint.Endpoint) endpoint.Endpoint {
		calls := new(int64)
		return func(ctx context.Context, request interface{}) (interface{}, error) {
			atomic.AddInt64(calls, 1)
			return next(ctx, request)
		}
	}
}

func mutexCounter() endpoint.Middleware {
	return func(next endpoint.Endpoint) endpoint.Endpoint {
		var mutex sync.Mutex
		calls := 0
		return func(ctx context.Context, request interface{}) (interface{}, error) {
			mutex.Lock()
			calls++
			mutex.Unlock()
			return next(ctx, request)
		}
	}
}

func chain(layers int, make func() endpoint.Middleware) endpoint.Endpoint {
	if layers == 0 {
		return sum
	}
	others := []endpoint.Middleware{}
	for i := 1; i < layers; i++ {
		others = append(others, make())
	}
	return endpoint.Chain(make(), others...)(sum)
}

// run calls the endpoint n times and checks every answer, so that no call can be left out.
func run(e endpoint.Endpoint, n int) {
	ctx := context.Background()
	for i := 0; i < n; i++ {
		response, err := e(ctx, sumRequest{A: i, B: 1})
		if err != nil || response.(sumResponse).V != i+1 {
			fmt.Fprintln(os.Stderr, "wrong answer")
			os.Exit(1)
		}
	}
}

// measure returns the median ns per call of several batches, and the allocations per call.
func measure(e endpoint.Endpoint, batch time.Duration, batches int) (float64, float64) {
	n := 1000
	for { // Warms up, and finds the number of calls that fill a batch.
		start := time.Now()
		run(e, n)
		took := time.Since(start)
		if took >= batch/2 {
			n = int(float64(n)*float64(batch)/float64(took)) + 1
			break
		}
		n *= 2
	}

	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	times := make([]float64, batches)
	for i := range times {
		start := time.Now()
		run(e, n)
		times[i] = float64(time.Since(start).Nanoseconds()) / float64(n)
	}
	runtime.ReadMemStats(&after)

	sort.Float64s(times)
	return times[batches/2], float64(after.Mallocs-before.Mallocs) / float64(n*batches)
}

func main() {
	batch := flag.Duration("batch", 50*time.Millisecond, "time of one batch")
	batches := flag.Int("batches", 5, "batches per chain; their median is reported")
	flag.Parse()

	cases := []struct {
		name     string
		endpoint endpoint.Endpoint
	}{
		{"pass-through-0", chain(0, passThrough)},
		{"pass-through-1", chain(1, passThrough)},
		{"pass-through-5", chain(5, passThrough)},
		{"pass-through-10", chain(10, passThrough)},
		{"atomic-10", chain(10, atomicCounter)},
		{"mutex-10", chain(10, mutexCounter)},
	}
	for _, c := range cases {
		ns, allocations := measure(c.endpoint, *batch, *batches)
		fmt.Printf("%s %.1f %.2f\n", c.name, ns, allocations)
	}
}
