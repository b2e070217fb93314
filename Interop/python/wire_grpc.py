"""gRPC, with grpcio. The messages are generated; for two methods, the stubs need not be."""

import concurrent.futures

import add_pb2
import grpc

from cases import CALL_TIMEOUT
from service import BusinessError, replied

METHODS = {
    "Sum": (add_pb2.SumRequest, add_pb2.SumReply),
    "Concat": (add_pb2.ConcatRequest, add_pb2.ConcatReply),
}


def serve(add, listening):
    def handler(name, call):
        request_type, reply_type = METHODS[name]

        def answer(request, _):
            try:
                return reply_type(v=call(request.a, request.b))
            except BusinessError as error:
                return reply_type(err=str(error))

        return grpc.unary_unary_rpc_method_handler(answer, request_type.FromString, reply_type.SerializeToString)

    server = grpc.server(concurrent.futures.ThreadPoolExecutor(4))
    handlers = {"Sum": handler("Sum", add.sum), "Concat": handler("Concat", add.concat)}
    server.add_generic_rpc_handlers([grpc.method_handlers_generic_handler("pb.Add", handlers)])
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    listening(port)
    server.wait_for_termination()


class Client:
    def __init__(self, address):
        channel = grpc.insecure_channel(address)
        self.methods = {
            name: channel.unary_unary(f"/pb.Add/{name}", request_type.SerializeToString, reply_type.FromString)
            for name, (request_type, reply_type) in METHODS.items()
        }

    def sum(self, a, b, timeout=CALL_TIMEOUT):
        reply = self.methods["Sum"](add_pb2.SumRequest(a=a, b=b), timeout=timeout)
        return replied(reply.v, reply.err)

    def concat(self, a, b):
        reply = self.methods["Concat"](add_pb2.ConcatRequest(a=a, b=b), timeout=CALL_TIMEOUT)
        return replied(reply.v, reply.err)
