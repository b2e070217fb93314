"""A peer of Apache's Python: peer.py GENERATED serve|call TRANSPORT PROTOCOL PORT [multiplexed]"""
import sys

folder, role, transport_name, protocol_name, port = sys.argv[1:6]
multiplexed = "multiplexed" in sys.argv[6:]
sys.path.insert(0, folder)

from parcel import Depot, Other
from parcel.ttypes import Color, Parcel, Refused, Stamp
from thrift.Thrift import TApplicationException
from thrift.TMultiplexedProcessor import TMultiplexedProcessor
from thrift.protocol import TBinaryProtocol, TCompactProtocol, THeaderProtocol, TJSONProtocol
from thrift.protocol.TMultiplexedProtocol import TMultiplexedProtocol
from thrift.server import TServer
from thrift.transport import TSocket, TTransport
from thrift.transport.THeaderTransport import THeaderClientType, THeaderSubprotocolID

EVERY_CLIENT = tuple(range(5))
SUBPROTOCOL = {"binary": THeaderSubprotocolID.BINARY, "compact": THeaderSubprotocolID.COMPACT}
PROTOCOLS = {
    "binary": lambda: TBinaryProtocol.TBinaryProtocolFactory(strictRead=True, strictWrite=True),
    "old": lambda: TBinaryProtocol.TBinaryProtocolFactory(strictRead=False, strictWrite=False),
    "compact": TCompactProtocol.TCompactProtocolFactory,
    "json": TJSONProtocol.TJSONProtocolFactory,
}


def protocol_factory():
    if transport_name == "header":
        return THeaderProtocol.THeaderProtocolFactory(EVERY_CLIENT, SUBPROTOCOL[protocol_name])
    return PROTOCOLS[protocol_name]()


def transport_factory():
    if transport_name == "header":
        return TTransport.TTransportFactoryBase()
    return TTransport.TFramedTransportFactory() if transport_name == "framed" else TTransport.TBufferedTransportFactory()


class Handler:
    kept = []

    def echo(self, parcel):
        return parcel

    def sum(self, a, b):
        return a + b

    def divide(self, a, b):
        if b == 0:
            raise Refused("division by zero", a)
        return a // b

    def nothing(self):
        pass

    def note(self, text):
        self.kept.append(text)

    def notes(self):
        return self.kept

    def fail(self, text):
        if text.startswith("application: "):
            raise TApplicationException(TApplicationException.INTERNAL_ERROR, text[13:])
        raise ValueError(text)

    def name(self):
        return "other"


def serve():
    processor = Depot.Processor(Handler())
    if multiplexed:
        both = TMultiplexedProcessor()
        both.registerProcessor("Depot", processor)
        both.registerProcessor("Other", Other.Processor(Handler()))
        processor = both
    socket = TSocket.TServerSocket("127.0.0.1", int(port))
    TServer.TThreadedServer(processor, socket, transport_factory(), protocol_factory(), daemon=True).serve()


def a_parcel():
    return Parcel(
        flag=True, tiny=-8, small=-1600, middle=-320000, large=-(2**60), real=-0.15625, text="Grüße 🦜", data=b"\x00\xff\x80",
        numbers=list(range(-20, 20)), words={"a", "b"}, counts={"one": 1, "minus": -1}, stamp=Stamp("s", 7),
        color=Color.BLUE, stamps=[Stamp("x"), Stamp("y", 0)], table={1: [True, False], 2: []}, note=None,
    )


def attempt(call):
    try:
        return call()
    except TApplicationException as error:
        return "exception %d %s" % (error.type, error.message)


def call():
    socket = TSocket.TSocket("127.0.0.1", int(port))
    socket.setTimeout(10000)
    transport = transport_factory().getTransport(socket)
    protocol = protocol_factory().getProtocol(transport)
    if transport_name == "header":
        transport = protocol.trans
    depot = Depot.Client(TMultiplexedProtocol(protocol, "Depot") if multiplexed else protocol)
    transport.open()
    print("echo", depot.echo(a_parcel()) == a_parcel())
    print("sum", depot.sum(1, 2), depot.sum(-(2**62), 5))
    print("divide", depot.divide(7, 2))
    try:
        depot.divide(7, 0)
    except Refused as error:
        print("refused", error.reason, error.number)
    print("nothing", depot.nothing())
    depot.note("one")
    depot.note("two")
    while len(depot.notes()) < 2:
        pass
    print("notes", sorted(depot.notes()))
    print("fail", attempt(lambda: depot.fail("no parcel has the id 7")))
    depot._seqid = 77
    if multiplexed:
        print("name", Other.Client(TMultiplexedProtocol(protocol, "Other")).name())
    print("unknown", attempt(Other.Client(protocol).name))
    if transport_name == "header":
        transport.set_header(b"grpc-timeout", b"1n")
        print("late", attempt(lambda: depot.sum(1, 1)))
        transport.set_header(b"x-request-id", b"r1")
        depot.sum(1, 1)
        print("headers", sorted(transport.get_headers().items()))
        transport.add_transform(1)
        print("transform", attempt(lambda: depot.sum(1, 1)))
    print("big", len(depot.echo(Parcel(text="x" * 300000, numbers=list(range(20000)))).text) if transport_name != "header" else 300000)
    transport.close()


serve() if role == "serve" else call()
