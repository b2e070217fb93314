// Go kit's own JSON-RPC, as the other side of the tests:
//
//	gokit serve ADDRESS            serves add, fail, invalid and coded until it is killed
//	gokit call URL METHOD PARAMS   calls a method with params as they are, and prints what comes back
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"

	"github.com/go-kit/kit/transport/http/jsonrpc"
)

type operands struct{ A, B int }

type total struct {
	V int `json:"v"`
}

func main() {
	if len(os.Args) == 3 && os.Args[1] == "serve" {
		fmt.Fprintln(os.Stderr, http.ListenAndServe(os.Args[2], server()))
	} else if len(os.Args) == 5 && os.Args[1] == "call" {
		call(os.Args[2], os.Args[3], os.Args[4])
		return
	}
	os.Exit(1)
}

func server() http.Handler {
	encode := func(_ context.Context, response interface{}) (json.RawMessage, error) { return json.Marshal(response) }
	method := func(endpoint func(operands) (interface{}, error)) jsonrpc.EndpointCodec {
		return jsonrpc.EndpointCodec{
			Endpoint: func(_ context.Context, request interface{}) (interface{}, error) {
				return endpoint(request.(operands))
			},
			Decode: func(_ context.Context, params json.RawMessage) (interface{}, error) {
				var request operands
				if err := json.Unmarshal(params, &request); err != nil {
					return nil, jsonrpc.Error{Code: jsonrpc.InvalidParamsError, Message: err.Error()}
				}
				return request, nil
			},
			Encode: encode,
		}
	}
	return jsonrpc.NewServer(jsonrpc.EndpointCodecMap{
		"add":   method(func(request operands) (interface{}, error) { return total{request.A + request.B}, nil }),
		"fail":  method(func(operands) (interface{}, error) { return nil, errors.New("can't sum two zeroes") }),
		"coded": method(func(operands) (interface{}, error) { return nil, jsonrpc.Error{Code: 1001, Message: "out of stock"} }),
	})
}

func call(target, method, params string) {
	address, err := url.Parse(target)
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	client := jsonrpc.NewClient(address, method, jsonrpc.ClientRequestEncoder(
		func(_ context.Context, request interface{}) (json.RawMessage, error) {
			return json.RawMessage(request.(string)), nil
		}))
	// The second call has the id 1.
	for i := 0; i < 2; i++ {
		response, err := client.Endpoint()(context.Background(), params)
		var failure jsonrpc.Error
		switch {
		case errors.As(err, &failure):
			fmt.Printf("error %d %s\n", failure.Code, failure.Message)
		case err != nil:
			fmt.Printf("failed %s\n", err)
		default:
			text, _ := json.Marshal(response)
			fmt.Printf("result %s\n", text)
		}
	}
}
