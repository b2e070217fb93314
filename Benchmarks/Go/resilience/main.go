// The peer of ResilienceBenchmark: what limits cost in Go kit, which takes them from golang.org/x/time/rate.
//
// It prints one line per case: name, ns per call, allocations per call.
//
//	bare                 the endpoint without any layer
//	token-bucket         rate.Limiter.Allow by itself, with a token to take
//	rate-limit           a call through Go kit's erroring limiter, with a token to take
//	rate-limit-rejected  a call that the limiter rejects
//
// Breakers have no peer here: Go kit adapts foreign ones, and Debian has none of them.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"runtime"
	"sort"
	"time"

	"github.com/go-kit/kit/endpoint"
	"github.com/go-kit/kit/ratelimit"
	"golang.org/x/time/rate"
)

type sumRequest struct{ A, B int }

type sumResponse struct{ V int }

func sum(_ context.Context, request interface{}) (interface{}, error) {
	r := request.(sumRequest)
	return sumResponse{V: r.A + r.B}, nil
}

func limited(l *rate.Limiter) endpoint.Endpoint {
	return ratelimit.NewErroringLimiter(l)(sum)
}

// plentiful has a token for every call, and counts them all the same.
func plentiful() *rate.Limiter {
	return rate.NewLimiter(1e9, 1e9)
}

func calls(e endpoint.Endpoint) func(int) {
	return func(n int) {
		ctx := context.Background()
		for i := 0; i < n; i++ {
			response, err := e(ctx, sumRequest{A: i, B: 1})
			if err != nil || response.(sumResponse).V != i+1 {
				fail("wrong answer")
			}
		}
	}
}

func rejections(e endpoint.Endpoint) func(int) {
	return func(n int) {
		ctx := context.Background()
		for i := 0; i < n; i++ {
			if _, err := e(ctx, sumRequest{A: i, B: 1}); err == nil {
				fail("not rejected")
			}
		}
	}
}

func allowances(l *rate.Limiter) func(int) {
	return func(n int) {
		for i := 0; i < n; i++ {
			if !l.Allow() {
				fail("rejected")
			}
		}
	}
}

func fail(problem string) {
	fmt.Fprintln(os.Stderr, problem)
	os.Exit(1)
}

// measure returns the median ns per call of several batches, and the allocations per call.
func measure(run func(int), batch time.Duration, batches int) (float64, float64) {
	n := 1000
	for { // Warms up, and finds the number of calls that fill a batch.
		start := time.Now()
		run(n)
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
		run(n)
		times[i] = float64(time.Since(start).Nanoseconds()) / float64(n)
	}
	runtime.ReadMemStats(&after)

	sort.Float64s(times)
	return times[batches/2], float64(after.Mallocs-before.Mallocs) / float64(n*batches)
}

func main() {
	batch := flag.Duration("batch", 50*time.Millisecond, "time of one batch")
	batches := flag.Int("batches", 5, "batches per case; their median is reported")
	flag.Parse()

	cases := []struct {
		name string
		run  func(int)
	}{
		{"bare", calls(sum)},
		{"token-bucket", allowances(plentiful())},
		{"rate-limit", calls(limited(plentiful()))},
		{"rate-limit-rejected", rejections(limited(rate.NewLimiter(rate.Every(time.Hour), 0)))},
	}
	for _, c := range cases {
		ns, allocations := measure(c.run, *batch, *batches)
		fmt.Printf("%s %.1f %.2f\n", c.name, ns, allocations)
	}
}
