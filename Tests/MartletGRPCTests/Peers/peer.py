"""The tests' peer in Python: peer.py PROTOS serve PORT, or peer.py PROTOS call PORT."""
import importlib
import json
import os
import sys
import tempfile
import threading
import time
from concurrent import futures

import grpc
from google.protobuf import any_pb2, duration_pb2
from google.rpc import code_pb2, error_details_pb2, status_pb2
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase
from grpc_status import rpc_status
from grpc_tools import protoc

protos, mode, port = sys.argv[1], sys.argv[2], int(sys.argv[3])
folder = tempfile.mkdtemp(dir=os.environ.get("TMPDIR"))
protoc.main(["", f"-I{protos}", f"--python_out={folder}", f"--grpc_python_out={folder}", f"{protos}/peer.proto", f"{protos}/add.proto"])
sys.path.insert(0, folder)
pb = importlib.import_module("peer_pb2")
pb_grpc = importlib.import_module("peer_pb2_grpc")
add = importlib.import_module("add_pb2")
add_grpc = importlib.import_module("add_pb2_grpc")


class Peer(pb_grpc.PeerServicer):
    cancelled = 0

    def Echo(self, request, context):
        metadata = dict(context.invocation_metadata())
        if "x-echo" in metadata:
            context.send_initial_metadata((("x-echo-header", metadata["x-echo"]),))
        if "x-echo-bin" in metadata:
            context.set_trailing_metadata((("x-echo-bin", metadata["x-echo-bin"]),))
        if request.text == "compress":
            context.set_compression(grpc.Compression.Gzip)
        if request.text == "cancelled":
            return pb.Message(number=Peer.cancelled)
        if request.text == "timeout":
            return pb.Message(number=int((context.time_remaining() or 0) * 1000))
        return request

    def Count(self, request, context):
        for number in range(1, request.number + 1):
            yield pb.Message(number=number, data=request.data)
        if request.text == "fail":
            context.abort(grpc.StatusCode.ABORTED, "half-way")

    def Join(self, requests, context):
        number, text = 0, ""
        for request in requests:
            number, text = number + request.number, text + request.text
        return pb.Message(number=number, text=text)

    def Chat(self, requests, context):
        for request in requests:
            yield request

    def Fail(self, request, context):
        info = any_pb2.Any()
        info.Pack(error_details_pb2.ErrorInfo(reason="TESTED", domain="martlet"))
        retry = any_pb2.Any()
        retry.Pack(error_details_pb2.RetryInfo(retry_delay=duration_pb2.Duration(seconds=1, nanos=500000000)))
        status = status_pb2.Status(code=request.number, message=request.text, details=[info, retry])
        context.abort_with_status(rpc_status.to_status(status))

    def Wait(self, request, context):
        done = threading.Event()
        context.add_callback(done.set)
        done.wait(60)
        Peer.cancelled += 1
        return request


class Add(add_grpc.AddServicer):
    def Sum(self, request, context):
        return add.SumReply(v=request.a + request.b)

    def Concat(self, request, context):
        return add.ConcatReply(v=request.a + request.b)


def serve():
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=64))
    pb_grpc.add_PeerServicer_to_server(Peer(), server)
    add_grpc.add_AddServicer_to_server(Add(), server)
    checks = health.HealthServicer()
    checks.set("martlet.peer.Peer", health_pb2.HealthCheckResponse.SERVING)
    health_pb2_grpc.add_HealthServicer_to_server(checks, server)
    reflection.enable_server_reflection(["martlet.peer.Peer", "pb.Add", reflection.SERVICE_NAME], server)
    server.add_insecure_port(f"127.0.0.1:{port}")
    server.start()
    print("ready", flush=True)
    server.wait_for_termination()


def failure(error):
    return {"code": error.code().value[0], "message": error.details()}


def expect_failure(call):
    try:
        call()
        return {"code": 0}
    except grpc.RpcError as error:
        return failure(error)


def call():
    results = {}
    channel = grpc.insecure_channel(f"127.0.0.1:{port}", options=[("grpc.max_receive_message_length", -1)])
    grpc.channel_ready_future(channel).result(timeout=10)
    peer = pb_grpc.PeerStub(channel)
    reply, done = peer.Echo.with_call(
        pb.Message(number=7, text="héllo", data=bytes(range(256))),
        metadata=(("x-echo", "one"), ("x-echo-bin", bytes([0, 255, 1]))),
    )
    results["echo"] = [reply.number, reply.text, list(reply.data) == list(range(256))]
    results["header"] = dict(done.initial_metadata()).get("x-echo-header")
    results["trailer"] = list(dict(done.trailing_metadata()).get("x-echo-bin", b""))
    results["sum"] = add_grpc.AddStub(channel).Sum(add.SumRequest(a=20, b=22)).v
    results["count"] = [message.number for message in peer.Count(pb.Message(number=5))]
    results["join"] = peer.Join(iter([pb.Message(number=n, text=str(n)) for n in range(4)])).text
    results["chat"] = [message.text for message in peer.Chat(iter([pb.Message(text=t) for t in "abc"]))]
    big = pb.Message(data=os.urandom(3_000_000))
    results["big"] = peer.Echo(big).data == big.data
    results["stream of big"] = sum(len(m.data) for m in peer.Count(pb.Message(number=20, data=bytes(500_000))))
    results["too big"] = expect_failure(lambda: peer.Echo(pb.Message(data=bytes(5_000_000))))["code"]
    compressed = peer.Echo(pb.Message(text="compress", data=bytes(100_000)), compression=grpc.Compression.Gzip)
    results["gzip"] = len(compressed.data)
    try:
        peer.Fail(pb.Message(number=9, text="100% bäd\n"))
    except grpc.RpcError as error:
        status = rpc_status.from_call(error)
        results["fail"] = failure(error)
        results["details"] = sorted(detail.type_url for detail in status.details)
        for detail in status.details:
            info = error_details_pb2.ErrorInfo()
            if detail.Unpack(info):
                results["reason"] = info.reason
    results["codes"] = [expect_failure(lambda: peer.Fail(pb.Message(number=n)))["code"] for n in range(1, 17)]
    start = time.monotonic()
    results["deadline"] = expect_failure(lambda: peer.Wait(pb.Message(), timeout=0.2))["code"]
    results["deadline in time"] = time.monotonic() - start < 5
    waiting = peer.Wait.future(pb.Message())
    time.sleep(0.2)
    waiting.cancel()
    time.sleep(0.2)
    results["cancelled"] = peer.Echo(pb.Message(text="cancelled")).number
    results["timeout"] = 5_000 < peer.Echo(pb.Message(text="timeout"), timeout=10).number <= 10_100
    results["half-way"] = []
    try:
        for message in peer.Count(pb.Message(number=2, text="fail")):
            results["half-way"].append(message.number)
    except grpc.RpcError as error:
        results["half-way"].append(failure(error)["code"])
    unknown = channel.unary_unary("/martlet.peer.Peer/Nothing", lambda m: b"", lambda b: b)
    results["unknown method"] = expect_failure(lambda: unknown(b""))["code"]
    unknown = channel.unary_unary("/martlet.Nowhere/Nothing", lambda m: b"", lambda b: b)
    results["unknown service"] = expect_failure(lambda: unknown(b""))["code"]
    checks = health_pb2_grpc.HealthStub(channel)
    results["health"] = checks.Check(health_pb2.HealthCheckRequest()).status
    results["health of nobody"] = expect_failure(lambda: checks.Check(health_pb2.HealthCheckRequest(service="x")))["code"]
    watch = checks.Watch(health_pb2.HealthCheckRequest(service="x"))
    results["watch"] = next(watch).status
    watch.cancel()
    database = ProtoReflectionDescriptorDatabase(channel)
    results["services"] = sorted(database.get_services())
    results["reflected"] = database.FindFileContainingSymbol("martlet.peer.Peer").name
    many = [peer.Echo.future(pb.Message(number=n)) for n in range(500)]
    results["many"] = sum(future.result().number for future in many)
    print(json.dumps(results))


serve() if mode == "serve" else call()
