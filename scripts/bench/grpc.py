"""Unary calls over gRPC under load: the add service beside Go kit's on grpc-go, both loaded by h2load."""

import re
import subprocess

from bench import http, machine, rpc
from bench.machine import BenchmarkFailure
from bench.setup import BUILD, ROOT

CONNECTIONS, STREAMS = 8, 16

# A message of gRPC: whether it is compressed, its length, and the fields a = 2 and b = 3; v = 5 in the answer.
QUESTION = b"\0\0\0\0\4" b"\x08\2\x10\3"
ANSWER = b"\0\0\0\0\2" b"\x08\5"
QUESTION_FILE = BUILD / "grpc-question"
LOG = BUILD / "h2load.log"


def generate():
    """What protoc makes for Go; returns the GOPATH that has it."""
    folder = BUILD / "grpc-go"
    (folder / "src").mkdir(parents=True, exist_ok=True)
    command = ["protoc", f"--proto_path={ROOT / 'Interop' / 'idl'}", "add.proto",
               "--plugin=/usr/bin/protoc-gen-go", f"--go_out=plugins=grpc:{folder / 'src'}"]
    if subprocess.run(command).returncode != 0:
        raise BenchmarkFailure("protoc cannot read add.proto")
    return folder


def request(port):
    return ["-H", "content-type: application/grpc", "-H", "te: trailers", "-d", QUESTION_FILE,
            f"http://127.0.0.1:{port}/pb.Add/Sum"]


def check_answer(port):
    """One call whose answer and status are looked at: h2load sees only the status of HTTP."""
    result = subprocess.run(["nghttp", "-v", *request(port)], capture_output=True, timeout=10)
    if ANSWER not in result.stdout or not re.search(rb"^.* grpc-status: 0$", result.stdout, re.MULTILINE):
        raise BenchmarkFailure(f"wrong answer: {result.stdout[-600:]!r}")


def load(port, core, seconds):
    """Runs h2load once; returns calls per second and two percentiles of the latency in microseconds."""
    LOG.unlink(missing_ok=True)
    command = ["h2load", "-t1", f"-c{CONNECTIONS}", f"-m{STREAMS}", f"-D{seconds:g}", f"--log-file={LOG}",
               *request(port)]
    output = subprocess.run(machine.pinned(core, command), capture_output=True, text=True).stdout
    counts = re.search(r"requests: (\d+) total, .* (\d+) failed, (\d+) errored, (\d+) timeout", output)
    data = re.search(r"headers \(.*\), .* \((\d+)\) data", output)
    if not counts or not data or any(int(count) for count in counts.groups()[1:]):
        raise BenchmarkFailure(f"h2load failed: {output}")
    latencies = sorted(int(line.rsplit("\t", 1)[1]) for line in open(LOG))
    calls = len(latencies)
    # A call that fails has no message: answers that are missing, but for those under way at the end, are failures.
    missing = calls - int(data.group(1)) / len(ANSWER)
    if calls == 0 or abs(missing) > CONNECTIONS * STREAMS:
        raise BenchmarkFailure(f"{missing:g} of {calls} calls have no answer: {output}")
    return calls / seconds, latencies[calls // 2], latencies[calls * 99 // 100]


def run(tools, options):
    QUESTION_FILE.write_bytes(QUESTION)
    peers = [
        http.Server(f"go kit, {version}", [program, "127.0.0.1:{port}"], {"GOMAXPROCS": "1"})
        for version, program in tools.build_go("grpc", gopath=generate()).items()
    ]
    print(f"\ngRPC: pb.Add/Sum, {CONNECTIONS} connections with {STREAMS} streams each, {options.rounds} rounds of "
          f"{options.seconds:g} s, one core for the server", flush=True)
    return http.compare(
        peers, rpc.others("GRPCBenchmark", peers, tools, options), options,
        lambda server: rpc.measure(server, load, options, check_answer))
