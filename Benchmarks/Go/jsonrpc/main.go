// The add service of Go kit over JSON-RPC 2.0: jsonrpc ADDRESS
package main

import (
	"context"
	"encoding/json"
	"log"
	"net/http"
	"os"

	"github.com/go-kit/kit/transport/http/jsonrpc"
)

type sumRequest struct {
	A int64 `json:"a"`
	B int64 `json:"b"`
}

type sumResponse struct {
	V int64 `json:"v"`
}

func sum(_ context.Context, request interface{}) (interface{}, error) {
	r := request.(sumRequest)
	return sumResponse{r.A + r.B}, nil
}

func decode(_ context.Context, params json.RawMessage) (interface{}, error) {
	var request sumRequest
	if err := json.Unmarshal(params, &request); err != nil {
		return nil, err
	}
	return request, nil
}

func encode(_ context.Context, response interface{}) (json.RawMessage, error) {
	return json.Marshal(response)
}

func main() {
	server := jsonrpc.NewServer(jsonrpc.EndpointCodecMap{
		"sum": {Endpoint: sum, Decode: decode, Encode: encode},
	})
	log.Fatal(http.ListenAndServe(os.Args[1], server))
}
