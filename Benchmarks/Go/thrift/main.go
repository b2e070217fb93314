// The add service of Apache Thrift for Go, and a load generator for it and for ours.
//
//	thrift serve ADDRESS
//	thrift load ADDRESS CONNECTIONS SECONDS     prints calls per second and the 50th and 99th percentile in microseconds
//
// It needs what `thrift --gen go` makes of Interop/idl/add.thrift. The load generator writes the frames itself, so that it takes
// less of its core than a client of the library would, and has more to give to the server.
package main

import (
	"bufio"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"os"
	"sort"
	"strconv"
	"sync"
	"time"

	"addthrift"

	"github.com/apache/thrift/lib/go/thrift"
)

type add struct{}

func (add) Sum(_ context.Context, a int64, b int64) (*addthrift.SumReply, error) {
	return &addthrift.SumReply{Value: a + b}, nil
}

func (add) Concat(_ context.Context, a string, b string) (*addthrift.ConcatReply, error) {
	return &addthrift.ConcatReply{Value: a + b}, nil
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func serve(address string) {
	socket, err := thrift.NewTServerSocket(address)
	check(err)
	configuration := &thrift.TConfiguration{}
	server := thrift.NewTSimpleServer4(
		addthrift.NewAddServiceProcessor(add{}), socket,
		thrift.NewTFramedTransportFactoryConf(thrift.NewTTransportFactory(), configuration),
		thrift.NewTBinaryProtocolFactoryConf(configuration))
	check(server.Serve())
}

// A call of Sum, without the numbers in it.
func frame() []byte {
	bytes := []byte{0, 0, 0, 0, 0x80, 1, 0, 1, 0, 0, 0, 3, 'S', 'u', 'm', 0, 0, 0, 0}
	bytes = append(bytes, 10, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0)
	bytes = append(bytes, 10, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0)
	binary.BigEndian.PutUint32(bytes, uint32(len(bytes)-4))
	return bytes
}

const (
	sequenceAt = 15
	firstAt    = 22
	secondAt   = 33
	// In the answer: head, field 0, field 1, value.
	answerAt = 4 + 8 + 3 + 4 + 3 + 3
)

func load(address string, connections int, duration time.Duration) {
	latencies := make([][]int64, connections)
	end := time.Now().Add(duration)
	var wait sync.WaitGroup
	for number := 0; number < connections; number++ {
		connection, err := net.Dial("tcp", address)
		check(err)
		wait.Add(1)
		go func(number int) {
			defer wait.Done()
			defer connection.Close()
			reader := bufio.NewReader(connection)
			call, answer := frame(), make([]byte, 256)
			last := time.Now()
			for count := 0; last.Before(end); count++ {
				binary.BigEndian.PutUint32(call[sequenceAt:], uint32(count))
				binary.BigEndian.PutUint64(call[firstAt:], uint64(count))
				binary.BigEndian.PutUint64(call[secondAt:], uint64(number))
				_, err := connection.Write(call)
				check(err)
				_, err = io.ReadFull(reader, answer[:4])
				check(err)
				size := int(binary.BigEndian.Uint32(answer))
				if size < answerAt+4 || size > len(answer)-4 {
					check(fmt.Errorf("an answer of %d bytes", size))
				}
				_, err = io.ReadFull(reader, answer[4:4+size])
				check(err)
				if binary.BigEndian.Uint32(answer[sequenceAt:]) != uint32(count) ||
					binary.BigEndian.Uint64(answer[answerAt:]) != uint64(count+number) {
					check(fmt.Errorf("a wrong answer to %d + %d: %v", count, number, answer[:4+size]))
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
