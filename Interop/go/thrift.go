package main

import (
	"context"
	"net"

	"github.com/apache/thrift/lib/go/thrift"

	"interop/addthrift"
)

// A protocol and the transport below it.
type thriftVariant struct {
	protocol, transport string
}

func (v thriftVariant) factories() (thrift.TTransportFactory, thrift.TProtocolFactory) {
	configuration := &thrift.TConfiguration{SocketTimeout: callTimeout}
	if v.transport == "header" {
		identifier := thrift.THeaderProtocolBinary
		if v.protocol == "compact" {
			identifier = thrift.THeaderProtocolCompact
		}
		configuration.THeaderProtocolID = thrift.THeaderProtocolIDPtrMust(identifier)
		return thrift.NewTTransportFactory(), thrift.NewTHeaderProtocolFactoryConf(configuration)
	}
	var transport thrift.TTransportFactory = thrift.NewTBufferedTransportFactory(8192)
	if v.transport == "framed" {
		transport = thrift.NewTFramedTransportFactoryConf(thrift.NewTTransportFactory(), configuration)
	}
	switch v.protocol {
	case "compact":
		return transport, thrift.NewTCompactProtocolFactoryConf(configuration)
	case "json":
		return transport, thrift.NewTJSONProtocolFactory()
	default:
		return transport, thrift.NewTBinaryProtocolFactoryConf(configuration)
	}
}

type thriftAdd struct{ service add }

func (t thriftAdd) Sum(ctx context.Context, a, b int64) (*addthrift.SumReply, error) {
	field, _ := thrift.GetHeader(ctx, deadlineField)
	ctx, cancel := receivedDeadline(ctx, field)
	defer cancel()
	v, err := t.service.Sum(ctx, a, b)
	text, err := reply(err)
	return &addthrift.SumReply{Value: v, Err: text}, err
}

func (t thriftAdd) Concat(ctx context.Context, a, b string) (*addthrift.ConcatReply, error) {
	v, err := t.service.Concat(ctx, a, b)
	text, err := reply(err)
	return &addthrift.ConcatReply{Value: v, Err: text}, err
}

func (v thriftVariant) serve(listener net.Listener, service add) error {
	transports, protocols := v.factories()
	return thrift.NewTSimpleServer4(
		addthrift.NewAddServiceProcessor(thriftAdd{service}), listening{listener}, transports, protocols,
	).Serve()
}

// The library's socket would listen by itself, and tell nobody its port.
type listening struct{ net.Listener }

func (l listening) Listen() error    { return nil }
func (l listening) Interrupt() error { return l.Close() }
func (l listening) Accept() (thrift.TTransport, error) {
	connection, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return thrift.NewTSocketFromConnConf(connection, nil), nil
}

type thriftClient struct{ *addthrift.AddServiceClient }

func (v thriftVariant) dial(address string) (add, error) {
	transports, protocols := v.factories()
	transport, err := transports.GetTransport(thrift.NewTSocketConf(address, &thrift.TConfiguration{
		ConnectTimeout: callTimeout, SocketTimeout: callTimeout,
	}))
	if err != nil {
		return nil, err
	}
	// One protocol for both directions: with a header, what comes in decides on what goes out.
	protocol := protocols.GetProtocol(transport)
	client := thriftClient{addthrift.NewAddServiceClientProtocol(transport, protocol, protocol)}
	return client, transport.Open()
}

func (c thriftClient) Sum(ctx context.Context, a, b int64) (int64, error) {
	if timeout, ok := deadlineOnWire(ctx); ok {
		ctx = thrift.SetHeader(ctx, deadlineField, timeout)
		ctx = thrift.SetWriteHeaderList(ctx, []string{deadlineField})
	}
	reply, err := c.AddServiceClient.Sum(ctx, a, b)
	if err != nil {
		return 0, err
	}
	return reply.Value, replied(reply.Err)
}

func (c thriftClient) Concat(ctx context.Context, a, b string) (string, error) {
	reply, err := c.AddServiceClient.Concat(ctx, a, b)
	if err != nil {
		return "", err
	}
	return reply.Value, replied(reply.Err)
}
