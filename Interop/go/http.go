package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"

	kithttp "github.com/go-kit/kit/transport/http"
)

func serveHTTP(listener net.Listener, service add) error {
	encodeError := kithttp.ServerErrorEncoder(func(_ context.Context, err error, w http.ResponseWriter) {
		status := http.StatusInternalServerError
		if _, ok := err.(businessError); ok {
			status = http.StatusBadRequest
		} else if errors.Is(err, context.DeadlineExceeded) {
			status = http.StatusGatewayTimeout
		}
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(map[string]string{"error": err.Error()})
	})
	mux := http.NewServeMux()
	mux.Handle("/sum", kithttp.NewServer(
		sumEndpoint(service), decodeHTTPRequest[sumRequest], kithttp.EncodeJSONResponse, encodeError))
	mux.Handle("/concat", kithttp.NewServer(
		concatEndpoint(service), decodeHTTPRequest[concatRequest], kithttp.EncodeJSONResponse, encodeError))
	return http.Serve(listener, withDeadline(mux))
}

func decodeHTTPRequest[Request any](_ context.Context, r *http.Request) (interface{}, error) {
	var request Request
	err := json.NewDecoder(r.Body).Decode(&request)
	return request, err
}

func dialHTTP(address string) (add, error) {
	client := func(path string, decode kithttp.DecodeResponseFunc) *kithttp.Client {
		return kithttp.NewClient(
			"POST", &url.URL{Scheme: "http", Host: address, Path: path}, kithttp.EncodeJSONRequest, decode,
			kithttp.ClientBefore(deadlineAsField))
	}
	return endpoints{
		sum:    client("/sum", decodeHTTPResponse[sumResponse]).Endpoint(),
		concat: client("/concat", decodeHTTPResponse[concatResponse]).Endpoint(),
	}, nil
}

func decodeHTTPResponse[Response any](_ context.Context, r *http.Response) (interface{}, error) {
	var body struct{ Error string }
	switch r.StatusCode {
	case http.StatusOK:
		var response Response
		err := json.NewDecoder(r.Body).Decode(&response)
		return response, err
	case http.StatusBadRequest:
		if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
			return nil, fmt.Errorf("%s without a body of JSON: %w", r.Status, err)
		}
		return nil, businessError(body.Error)
	case http.StatusGatewayTimeout:
		return nil, fmt.Errorf("deadline exceeded: %s", r.Status)
	default:
		return nil, fmt.Errorf("status %s", r.Status)
	}
}
