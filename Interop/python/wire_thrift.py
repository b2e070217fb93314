"""Thrift, with Apache's library: every protocol and transport that it has."""

from addthrift import AddService
from addthrift.ttypes import ConcatReply, SumReply
from thrift.protocol.TBinaryProtocol import TBinaryProtocolFactory
from thrift.protocol.TCompactProtocol import TCompactProtocolFactory
from thrift.protocol.THeaderProtocol import THeaderProtocolFactory
from thrift.protocol.TJSONProtocol import TJSONProtocolFactory
from thrift.server.TServer import TThreadedServer
from thrift.transport.THeaderTransport import THeaderSubprotocolID
from thrift.transport.TSocket import TServerSocket, TSocket
from thrift.transport.TTransport import TBufferedTransportFactory, TFramedTransportFactory

from cases import CALL_TIMEOUT, DEADLINE_FIELD, deadline_on_wire
from service import BusinessError, replied

PROTOCOLS = {"binary": TBinaryProtocolFactory, "compact": TCompactProtocolFactory, "json": TJSONProtocolFactory}
TRANSPORTS = {"buffered": TBufferedTransportFactory, "framed": TFramedTransportFactory}
IN_HEADER = {"binary": THeaderSubprotocolID.BINARY, "compact": THeaderSubprotocolID.COMPACT}


def factories(protocol, transport):
    if transport == "header":
        return TBufferedTransportFactory(), THeaderProtocolFactory(default_protocol=IN_HEADER[protocol])
    return TRANSPORTS[transport](), PROTOCOLS[protocol]()


class Handler:
    def __init__(self, add):
        self.add = add

    def Sum(self, a, b):
        try:
            return SumReply(self.add.sum(a, b), "")
        except BusinessError as error:
            return SumReply(0, str(error))

    def Concat(self, a, b):
        try:
            return ConcatReply(self.add.concat(a, b), "")
        except BusinessError as error:
            return ConcatReply("", str(error))


def serve(add, listening, protocol, transport):
    class Socket(TServerSocket):
        def listen(self):
            super().listen()
            listening(self.handle.getsockname()[1])

    transports, protocols = factories(protocol, transport)
    processor = AddService.Processor(Handler(add))
    TThreadedServer(processor, Socket("127.0.0.1", 0), transports, protocols, daemon=True).serve()


class Client:
    def __init__(self, address, protocol, transport):
        host, _, port = address.rpartition(":")
        transports, protocols = factories(protocol, transport)
        socket = TSocket(host, int(port))
        socket.setTimeout(CALL_TIMEOUT * 1000)
        wrapped = transports.getTransport(socket)
        self.protocol = protocols.getProtocol(wrapped)
        self.client = AddService.Client(self.protocol)
        wrapped.open()

    def sum(self, a, b, timeout=None):
        if timeout:
            self.protocol.set_header(DEADLINE_FIELD.encode(), deadline_on_wire(timeout).encode())
        reply = self.client.Sum(a, b)
        return replied(reply.value, reply.err)

    def concat(self, a, b):
        reply = self.client.Concat(a, b)
        return replied(reply.value, reply.err)
