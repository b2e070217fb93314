package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"

	"github.com/go-kit/kit/transport/http/jsonrpc"
)

func serveJSONRPC(listener net.Listener, service add) error {
	return http.Serve(listener, withDeadline(jsonrpc.NewServer(jsonrpc.EndpointCodecMap{
		"sum": {
			Endpoint: sumEndpoint(service),
			Decode:   decodeParameters[sumRequest],
			Encode:   encodeResult,
		},
		"concat": {
			Endpoint: concatEndpoint(service),
			Decode:   decodeParameters[concatRequest],
			Encode:   encodeResult,
		},
	})))
}

func decodeParameters[Request any](_ context.Context, parameters json.RawMessage) (interface{}, error) {
	var request Request
	if err := json.Unmarshal(parameters, &request); err != nil {
		return nil, jsonrpc.Error{Code: jsonrpc.InvalidParamsError, Message: err.Error()}
	}
	return request, nil
}

func encodeResult(_ context.Context, result interface{}) (json.RawMessage, error) {
	return json.Marshal(result)
}

func dialJSONRPC(address string) (add, error) {
	client := func(method string, decode jsonrpc.DecodeResponseFunc) *jsonrpc.Client {
		return jsonrpc.NewClient(
			&url.URL{Scheme: "http", Host: address, Path: "/"}, method,
			jsonrpc.ClientResponseDecoder(decode), jsonrpc.ClientBefore(deadlineAsField))
	}
	return endpoints{
		sum:    client("sum", decodeResult[sumResponse]).Endpoint(),
		concat: client("concat", decodeResult[concatResponse]).Endpoint(),
	}, nil
}

func decodeResult[Response any](_ context.Context, response jsonrpc.Response) (interface{}, error) {
	if failure := response.Error; failure != nil {
		if strings.Contains(strings.ToLower(failure.Message), "deadline") {
			return nil, fmt.Errorf("%d %s", failure.Code, failure.Message)
		}
		return nil, businessError(failure.Message)
	}
	var result Response
	err := json.Unmarshal(response.Result, &result)
	return result, err
}
