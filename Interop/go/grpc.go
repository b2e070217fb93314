package main

import (
	"context"
	"net"
	"time"

	kitgrpc "github.com/go-kit/kit/transport/grpc"
	"google.golang.org/grpc"

	"interop/pb"
)

type grpcServer struct {
	sum, concat kitgrpc.Handler
}

func (s grpcServer) Sum(ctx context.Context, request *pb.SumRequest) (*pb.SumReply, error) {
	_, reply, err := s.sum.ServeGRPC(ctx, request)
	if err != nil {
		return nil, err
	}
	return reply.(*pb.SumReply), nil
}

func (s grpcServer) Concat(ctx context.Context, request *pb.ConcatRequest) (*pb.ConcatReply, error) {
	_, reply, err := s.concat.ServeGRPC(ctx, request)
	if err != nil {
		return nil, err
	}
	return reply.(*pb.ConcatReply), nil
}

func serveGRPC(listener net.Listener, service add) error {
	server := grpc.NewServer()
	pb.RegisterAddServer(server, grpcServer{
		// The reply carries the business error, so that the endpoint makes the reply.
		sum: kitgrpc.NewServer(
			func(ctx context.Context, request interface{}) (interface{}, error) {
				sum := request.(*pb.SumRequest)
				v, err := service.Sum(ctx, sum.A, sum.B)
				text, err := reply(err)
				return &pb.SumReply{V: v, Err: text}, err
			}, sameMessage, sameMessage),
		concat: kitgrpc.NewServer(
			func(ctx context.Context, request interface{}) (interface{}, error) {
				concat := request.(*pb.ConcatRequest)
				v, err := service.Concat(ctx, concat.A, concat.B)
				text, err := reply(err)
				return &pb.ConcatReply{V: v, Err: text}, err
			}, sameMessage, sameMessage),
	})
	return server.Serve(listener)
}

func sameMessage(_ context.Context, message interface{}) (interface{}, error) { return message, nil }

func dialGRPC(address string) (add, error) {
	ctx, cancel := context.WithTimeout(context.Background(), callTimeout)
	defer cancel()
	connection, err := grpc.DialContext(ctx, address, grpc.WithInsecure(), grpc.WithBlock())
	if err != nil {
		return nil, err
	}
	client := endpoints{
		sum: kitgrpc.NewClient(connection, "pb.Add", "Sum",
			func(_ context.Context, request interface{}) (interface{}, error) {
				sum := request.(sumRequest)
				return &pb.SumRequest{A: sum.A, B: sum.B}, nil
			},
			func(_ context.Context, message interface{}) (interface{}, error) {
				reply := message.(*pb.SumReply)
				return sumResponse{reply.V}, replied(reply.Err)
			}, pb.SumReply{}).Endpoint(),
		concat: kitgrpc.NewClient(connection, "pb.Add", "Concat",
			func(_ context.Context, request interface{}) (interface{}, error) {
				concat := request.(concatRequest)
				return &pb.ConcatRequest{A: concat.A, B: concat.B}, nil
			},
			func(_ context.Context, message interface{}) (interface{}, error) {
				reply := message.(*pb.ConcatReply)
				return concatResponse{reply.V}, replied(reply.Err)
			}, pb.ConcatReply{}).Endpoint(),
	}
	return grpcDeadline{client}, nil
}

// gRPC itself sends the deadline of the context.
type grpcDeadline struct{ endpoints }

func (g grpcDeadline) Sum(ctx context.Context, a, b int64) (int64, error) {
	if timeout, ok := ctx.Value(deadlineToSend{}).(time.Duration); ok {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, timeout)
		defer cancel()
	}
	return g.endpoints.Sum(ctx, a, b)
}
