// The peer of LoggingBenchmark: what a log line costs its caller in Go kit, and in zerolog.
//
// Every line has a level, a message and ten fields, and goes to io.Discard. It prints one line per case: name, ns per
// call, allocations per call.
//
//	filtered         a debug call with four fields below the level of the filter
//	logfmt-10        Go kit's logfmt logger
//	json-10          Go kit's JSON logger
//	json-10-zerolog  zerolog, which has nothing but JSON
package main

import (
	"flag"
	"fmt"
	"io"
	"runtime"
	"sort"
	"time"

	"github.com/go-kit/log"
	"github.com/go-kit/log/level"
	"github.com/rs/zerolog"
)

func filtered(n int) {
	logger := level.NewFilter(log.NewLogfmtLogger(io.Discard), level.AllowInfo())
	for i := 0; i < n; i++ {
		level.Debug(logger).Log("msg", "request finished", "method", "GET", "path", "/users/42", "status", 200, "bytes", i)
	}
}

func kit(logger log.Logger) func(int) {
	return func(n int) {
		for i := 0; i < n; i++ {
			level.Info(logger).Log(
				"msg", "request finished", "method", "GET", "path", "/users/42", "status", 200, "bytes", i, "took", 1.25,
				"peer", "192.168.1.17:49152", "user", "ada", "id", "0af7651916cd43dd8448eb211c80319c",
				"agent", "Mozilla/5.0 (X11; Linux x86_64)", "cached", false)
		}
	}
}

func zero(n int) {
	logger := zerolog.New(io.Discard)
	for i := 0; i < n; i++ {
		logger.Info().
			Str("method", "GET").Str("path", "/users/42").Int("status", 200).Int("bytes", i).Float64("took", 1.25).
			Str("peer", "192.168.1.17:49152").Str("user", "ada").Str("id", "0af7651916cd43dd8448eb211c80319c").
			Str("agent", "Mozilla/5.0 (X11; Linux x86_64)").Bool("cached", false).Msg("request finished")
	}
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
		{"filtered", filtered},
		{"logfmt-10", kit(log.NewLogfmtLogger(io.Discard))},
		{"json-10", kit(log.NewJSONLogger(io.Discard))},
		{"json-10-zerolog", zero},
	}
	for _, c := range cases {
		ns, allocations := measure(c.run, *batch, *batches)
		fmt.Printf("%s %.1f %.2f\n", c.name, ns, allocations)
	}
}
