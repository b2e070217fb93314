// The peer of Martlet's string service: Go kit's stringsvc1, written as Go kit's documentation writes it.
//
// Two routes, /uppercase and /count, each a kithttp.Server over an endpoint over the service. -mode full adds what Go
// kit's users add next: a log to a file, metrics, a breaker, a limiter; "bare" has none of it.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"log"
	"net/http"
	"os"
	"strings"

	"github.com/go-kit/kit/endpoint"
	kithttp "github.com/go-kit/kit/transport/http"
)

// StringService is the business domain.
type StringService interface {
	Uppercase(context.Context, string) (string, error)
	Count(context.Context, string) int
}

var errEmpty = errors.New("empty string")

type stringService struct{}

func (stringService) Uppercase(_ context.Context, s string) (string, error) {
	if s == "" {
		return "", errEmpty
	}
	return strings.ToUpper(s), nil
}

func (stringService) Count(_ context.Context, s string) int { return len(s) }

type uppercaseRequest struct {
	S string `json:"s"`
}

type uppercaseResponse struct {
	V   string `json:"v"`
	Err string `json:"err,omitempty"`
}

type countRequest struct {
	S string `json:"s"`
}

type countResponse struct {
	V int `json:"v"`
}

func makeUppercaseEndpoint(svc StringService) endpoint.Endpoint {
	return func(ctx context.Context, request interface{}) (interface{}, error) {
		req := request.(uppercaseRequest)
		v, err := svc.Uppercase(ctx, req.S)
		if err != nil {
			return uppercaseResponse{V: v, Err: err.Error()}, nil
		}
		return uppercaseResponse{V: v}, nil
	}
}

func makeCountEndpoint(svc StringService) endpoint.Endpoint {
	return func(ctx context.Context, request interface{}) (interface{}, error) {
		req := request.(countRequest)
		return countResponse{V: svc.Count(ctx, req.S)}, nil
	}
}

func decodeUppercaseRequest(_ context.Context, r *http.Request) (interface{}, error) {
	var request uppercaseRequest
	if err := json.NewDecoder(r.Body).Decode(&request); err != nil {
		return nil, err
	}
	return request, nil
}

func decodeCountRequest(_ context.Context, r *http.Request) (interface{}, error) {
	var request countRequest
	if err := json.NewDecoder(r.Body).Decode(&request); err != nil {
		return nil, err
	}
	return request, nil
}

func main() {
	addr := flag.String("addr", "127.0.0.1:8080", "address to listen on")
	mode := flag.String("mode", "bare", "what surrounds the service: bare, full")
	logPath := flag.String("log", os.DevNull, "with -mode full: the file that requests are logged to")
	flag.Parse()

	svc := stringService{}
	mux := http.NewServeMux()
	switch *mode {
	case "bare":
		serveBare(mux, svc)
	case "full":
		if err := serveFull(mux, svc, *logPath); err != nil {
			log.Fatal(err)
		}
	default:
		log.Printf("unknown -mode %q: bare and full exist", *mode)
		os.Exit(2)
	}
	log.Fatal(http.ListenAndServe(*addr, mux))
}

func serveBare(mux *http.ServeMux, svc StringService) {
	mux.Handle("/uppercase", kithttp.NewServer(
		makeUppercaseEndpoint(svc), decodeUppercaseRequest, kithttp.EncodeJSONResponse))
	mux.Handle("/count", kithttp.NewServer(
		makeCountEndpoint(svc), decodeCountRequest, kithttp.EncodeJSONResponse))
	mux.Handle("/profile", kithttp.NewServer(
		makeProfileEndpoint(), decodeProfile, kithttp.EncodeJSONResponse))
}
