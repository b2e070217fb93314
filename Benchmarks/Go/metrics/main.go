// The peer of MetricsBenchmark: client_golang, which Go kit's prometheus package wraps.
//
// It prints one line per case: name, ns per call, allocations per call.
//
//	counter-increment  a counter with a label, kept
//	counter-add-float  the same by a fraction
//	gauge-set          a gauge with a label, kept
//	gauge-add          the same by a fraction
//	histogram-observe  ten buckets, values from 1 ms to 4 s
//	timer-record       the same with the default buckets, from a duration
//	summary-observe    a summary of the last ten minutes with four quantiles
//	make-again         the counter by its label
//	page-N             a text page of N counters with three labels
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"
	"sort"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/common/expfmt"
)

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
	return timed(func() { run(n) }, n, batches)
}

// timed returns the median ns and the allocations per call, of which one run has n.
func timed(run func(), n, batches int) (float64, float64) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	times := make([]float64, batches)
	for i := range times {
		start := time.Now()
		run()
		times[i] = float64(time.Since(start).Nanoseconds()) / float64(n)
	}
	runtime.ReadMemStats(&after)
	sort.Float64s(times)
	return times[batches/2], float64(after.Mallocs-before.Mallocs) / float64(n*batches)
}

type counted struct{ bytes int }

func (c *counted) Write(p []byte) (int, error) {
	c.bytes += len(p)
	return len(p), nil
}

var _ io.Writer = (*counted)(nil)

func page(series int) {
	registry := prometheus.NewRegistry()
	counters := prometheus.NewCounterVec(
		prometheus.CounterOpts{Name: "requests_total", Help: "requests_total"}, []string{"code", "method", "path"})
	registry.MustRegister(counters)
	for i := 0; i < series; i++ {
		counters.WithLabelValues("200", "GET", "/path/"+strconv.Itoa(i)).Add(float64(i))
	}
	pages := 20000 / series
	if pages < 1 {
		pages = 1
	}
	render := func() {
		families, err := registry.Gather()
		if err != nil {
			fail(err.Error())
		}
		out := &counted{}
		encoder := expfmt.NewEncoder(out, expfmt.FmtText)
		for _, family := range families {
			if err := encoder.Encode(family); err != nil {
				fail(err.Error())
			}
		}
	}
	render()
	ns, allocations := timed(func() {
		for i := 0; i < pages; i++ {
			render()
		}
	}, pages, 5)
	fmt.Printf("page-%d %.0f %.2f\n", series, ns, allocations)
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	fmt.Printf("# page-%d: %d KiB of memory taken from the system\n", series, memory.Sys/1024)
}

func fail(problem string) {
	fmt.Fprintln(os.Stderr, problem)
	os.Exit(1)
}

func main() {
	batch := flag.Duration("batch", 50*time.Millisecond, "time of one batch")
	batches := flag.Int("batches", 5, "batches per case; their median is reported")
	flag.Parse()

	path := []string{"path"}
	counters := prometheus.NewCounterVec(prometheus.CounterOpts{Name: "requests_total"}, path)
	counter := counters.WithLabelValues("/")
	gauge := prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "temperature"}, path).WithLabelValues("/")
	ten := prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "ten", Buckets: []float64{0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5}}, path).WithLabelValues("/")
	timer := prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "duration"}, path).WithLabelValues("/")
	summary := prometheus.NewSummaryVec(prometheus.SummaryOpts{
		Name: "sketch", Objectives: map[float64]float64{0.5: 0.05, 0.9: 0.01, 0.95: 0.005, 0.99: 0.001}}, path).WithLabelValues("/")
	var values [1024]float64
	for i := range values {
		values[i] = float64((i*7919)%4096+1) / 1000
	}

	cases := []struct {
		name string
		run  func(int)
	}{
		{"counter-increment", func(n int) {
			for i := 0; i < n; i++ {
				counter.Inc()
			}
		}},
		{"counter-add-float", func(n int) {
			for i := 0; i < n; i++ {
				counter.Add(1.5)
			}
		}},
		{"gauge-set", func(n int) {
			for i := 0; i < n; i++ {
				gauge.Set(float64(i))
			}
		}},
		{"gauge-add", func(n int) {
			for i := 0; i < n; i++ {
				gauge.Add(1.5)
			}
		}},
		{"histogram-observe", func(n int) {
			for i := 0; i < n; i++ {
				ten.Observe(values[i&1023])
			}
		}},
		{"timer-record", func(n int) {
			for i := 0; i < n; i++ {
				timer.Observe((time.Duration(i&1023) * time.Millisecond).Seconds())
			}
		}},
		{"summary-observe", func(n int) {
			for i := 0; i < n; i++ {
				summary.Observe(values[i&1023])
			}
		}},
		{"make-again", func(n int) {
			for i := 0; i < n; i++ {
				counters.WithLabelValues("/")
			}
		}},
	}
	for _, c := range cases {
		ns, allocations := measure(c.run, *batch, *batches)
		fmt.Printf("%s %.1f %.2f\n", c.name, ns, allocations)
	}
	page(1000)
	page(100000)
}
