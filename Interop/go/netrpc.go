package main

import (
	"context"
	"net"
	"net/http"
	"net/rpc"
	"net/rpc/jsonrpc"
	"strings"
)

// net/rpc takes exported types only. The names of the fields are those on the wire.
type (
	SumArguments    struct{ A, B int64 }
	ConcatArguments struct{ A, B string }
	SumReply        struct{ V int64 }
	ConcatReply     struct{ V string }
)

// What net/rpc serves as `Add`: the business error is the error of the call.
type netRPCAdd struct{ service add }

func (n netRPCAdd) Sum(request SumArguments, response *SumReply) (err error) {
	response.V, err = n.service.Sum(context.Background(), request.A, request.B)
	return err
}

func (n netRPCAdd) Concat(request ConcatArguments, response *ConcatReply) (err error) {
	response.V, err = n.service.Concat(context.Background(), request.A, request.B)
	return err
}

func serveNetRPC(variant string) func(net.Listener, add) error {
	return func(listener net.Listener, service add) error {
		server := rpc.NewServer()
		if err := server.RegisterName("Add", netRPCAdd{service}); err != nil {
			return err
		}
		if variant == "gob-connect" {
			return http.Serve(listener, server)
		}
		for {
			connection, err := listener.Accept()
			if err != nil {
				return err
			}
			if variant == "json-tcp" {
				go server.ServeCodec(jsonrpc.NewServerCodec(connection))
			} else {
				go server.ServeConn(connection)
			}
		}
	}
}

type netRPCClient struct{ *rpc.Client }

func dialNetRPC(variant string) func(string) (add, error) {
	return func(address string) (add, error) {
		var client *rpc.Client
		var err error
		switch variant {
		case "gob-connect":
			client, err = rpc.DialHTTP("tcp", address)
		case "json-tcp":
			client, err = jsonrpc.Dial("tcp", address)
		default:
			client, err = rpc.Dial("tcp", address)
		}
		return netRPCClient{client}, err
	}
}

func (c netRPCClient) Sum(ctx context.Context, a, b int64) (int64, error) {
	var response SumReply
	err := c.call(ctx, "Add.Sum", SumArguments{a, b}, &response)
	return response.V, err
}

func (c netRPCClient) Concat(ctx context.Context, a, b string) (string, error) {
	var response ConcatReply
	err := c.call(ctx, "Add.Concat", ConcatArguments{a, b}, &response)
	return response.V, err
}

func (c netRPCClient) call(ctx context.Context, method string, request, response interface{}) error {
	call := c.Go(method, request, response, make(chan *rpc.Call, 1))
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-call.Done:
		if failure, ok := call.Error.(rpc.ServerError); ok {
			// Martlet puts the code of its status before the text, which is all that this wire has for errors.
			return businessError(strings.TrimPrefix(failure.Error(), "invalid_argument: "))
		}
		return call.Error
	}
}
