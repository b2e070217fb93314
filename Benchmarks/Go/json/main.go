// Command json measures encoding/json on the documents of Benchmarks/Sources/JSONBenchmark.
package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"os"
	"runtime"
	"sort"
	"strings"
	"time"
)

// Tiny is a document of 20 bytes.
type Tiny struct {
	S string `json:"s"`
}

// Address is a part of Profile.
type Address struct {
	ID       string `json:"id"`
	Location string `json:"location"`
}

// Profile is a document of 376 bytes.
type Profile struct {
	ID        string    `json:"id"`
	Name      string    `json:"name"`
	Addresses []Address `json:"addresses"`
	Age       int       `json:"age"`
	Score     float64   `json:"score"`
	Tags      []string  `json:"tags"`
	Nick      *string   `json:"nick,omitempty"`
}

const tiny = `{"s":"hello, world"}`

const medium = `{"id":"u-123456","name":"Ada Lovelace","addresses":[` +
	`{"id":"a1","location":"12 St James Square, London"},` +
	`{"id":"a2","location":"Ockham Park, Surrey"},` +
	`{"id":"a3","location":"6 Great Cumberland Place"},` +
	`{"id":"a4","location":"East Horsley Towers"},` +
	`{"id":"a5","location":"Ashley Combe, Porlock"}],` +
	`"age":36,"score":97.25,"tags":["math","engine","poet","london","first"],"nick":null}`

var batches = flag.Int("batches", 7, "batches of 20 ms per case")

func main() {
	flag.Usage = func() {
		fmt.Println("USAGE: json [-batches <count>] [<name>...]")
		fmt.Println()
		fmt.Println("Prints one line per case: its name and the nanoseconds per operation, the median of the batches.")
		fmt.Println("The cases and the output are those of Benchmarks/Sources/JSONBenchmark.")
	}
	flag.Parse()
	runtime.GOMAXPROCS(1)
	run[Tiny]("tiny", tiny)
	run[Profile]("medium", medium)
	run[[]Profile]("large", "["+strings.TrimSuffix(strings.Repeat(medium+",", 200), ",")+"]")
}

func run[Value any](size, text string) {
	document := []byte(text)
	var value Value
	check(json.Unmarshal(document, &value))
	measure("decode-"+size, func() {
		var value Value
		check(json.Unmarshal(document, &value))
	})
	// The peer of withEncoded, which keeps its buffer.
	var buffer bytes.Buffer
	encoder := json.NewEncoder(&buffer)
	measure("encode-"+size, func() {
		buffer.Reset()
		check(encoder.Encode(&value))
	})
	measure("encode-array-"+size, func() {
		_, err := json.Marshal(&value)
		check(err)
	})
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// measure runs body in batches of 20 ms and prints the median of the times that one run takes.
func measure(name string, body func()) {
	wanted := flag.NArg() == 0
	for _, argument := range flag.Args() {
		wanted = wanted || strings.Contains(name, argument)
	}
	if !wanted {
		return
	}
	timeOf := func(count int) float64 {
		start := time.Now()
		for i := 0; i < count; i++ {
			body()
		}
		return float64(time.Since(start).Nanoseconds())
	}
	timeOf(20)
	count := int(math.Max(1, 20e6*20/math.Max(timeOf(20), 1)))
	times := make([]float64, *batches)
	for batch := range times {
		times[batch] = timeOf(count) / float64(count)
	}
	sort.Float64s(times)
	fmt.Println(name, int(times[len(times)/2]))
}
