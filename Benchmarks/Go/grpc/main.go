// The add service of Go kit on grpc-go: grpc ADDRESS
//
// It needs what protoc-gen-go makes of Interop/idl/add.proto.
package main

import (
	"context"
	"fmt"
	"net"
	"os"

	kitgrpc "github.com/go-kit/kit/transport/grpc"
	"google.golang.org/grpc"

	"interop/pb"
)

type sumRequest struct{ a, b int64 }

type server struct{ sum kitgrpc.Handler }

func (s server) Sum(ctx context.Context, request *pb.SumRequest) (*pb.SumReply, error) {
	_, reply, err := s.sum.ServeGRPC(ctx, request)
	if err != nil {
		return nil, err
	}
	return reply.(*pb.SumReply), nil
}

func (server) Concat(context.Context, *pb.ConcatRequest) (*pb.ConcatReply, error) {
	return &pb.ConcatReply{}, nil
}

func main() {
	listener, err := net.Listen("tcp", os.Args[1])
	if err == nil {
		sum := kitgrpc.NewServer(
			func(_ context.Context, request interface{}) (interface{}, error) {
				r := request.(sumRequest)
				return r.a + r.b, nil
			},
			func(_ context.Context, message interface{}) (interface{}, error) {
				m := message.(*pb.SumRequest)
				return sumRequest{m.A, m.B}, nil
			},
			func(_ context.Context, v interface{}) (interface{}, error) {
				return &pb.SumReply{V: v.(int64)}, nil
			})
		registrar := grpc.NewServer()
		pb.RegisterAddServer(registrar, server{sum})
		err = registrar.Serve(listener)
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
