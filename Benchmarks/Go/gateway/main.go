// The peer of Martlet's gateway: Go kit's example of an API gateway, cut down to the string service. Each request is decoded,
// goes to one of the instances in turn, at most three times within two seconds, and its answer is encoded again.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"io"
	"log"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/go-kit/kit/endpoint"
	"github.com/go-kit/kit/sd"
	"github.com/go-kit/kit/sd/lb"
	kithttp "github.com/go-kit/kit/transport/http"
	kitlog "github.com/go-kit/log"
)

type uppercaseRequest struct {
	S string `json:"s"`
}

type uppercaseResponse struct {
	V   string `json:"v"`
	Err string `json:"err,omitempty"`
}

func decodeRequest(_ context.Context, r *http.Request) (interface{}, error) {
	var request uppercaseRequest
	if err := json.NewDecoder(r.Body).Decode(&request); err != nil {
		return nil, err
	}
	return request, nil
}

func encodeRequest(_ context.Context, r *http.Request, request interface{}) error {
	var buffer bytes.Buffer
	if err := json.NewEncoder(&buffer).Encode(request); err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	r.ContentLength = int64(buffer.Len())
	r.Body = io.NopCloser(&buffer)
	return nil
}

func decodeResponse(_ context.Context, r *http.Response) (interface{}, error) {
	var response uppercaseResponse
	if err := json.NewDecoder(r.Body).Decode(&response); err != nil {
		return nil, err
	}
	// What is left, the line end that Go's encoder writes: unread, the connection could not be used again.
	_, err := io.Copy(io.Discard, r.Body)
	return response, err
}

func main() {
	addr := flag.String("addr", "127.0.0.1:8000", "address to listen on")
	instances := flag.String("instances", "", "the instances, host:port with commas between them")
	flag.Parse()

	// Go's own transport keeps two idle connections to a host, and would open one for most requests.
	client := &http.Client{Transport: &http.Transport{MaxIdleConns: 1024, MaxIdleConnsPerHost: 256}}
	factory := func(instance string) (endpoint.Endpoint, io.Closer, error) {
		target, err := url.Parse("http://" + instance + "/uppercase")
		if err != nil {
			return nil, nil, err
		}
		return kithttp.NewClient(
			"POST", target, encodeRequest, decodeResponse, kithttp.SetClient(client),
		).Endpoint(), nil, nil
	}
	endpointer := sd.NewEndpointer(
		sd.FixedInstancer(strings.Split(*instances, ",")), factory, kitlog.NewNopLogger())
	uppercase := lb.Retry(3, 2*time.Second, lb.NewRoundRobin(endpointer))

	mux := http.NewServeMux()
	mux.Handle("/uppercase", kithttp.NewServer(uppercase, decodeRequest, kithttp.EncodeJSONResponse))
	log.Fatal(http.ListenAndServe(*addr, mux))
}
