"""Unary calls over gRPC under load: the add service beside Go kit's on grpc-go, both loaded by h2load."""

import re
import subprocess

from bench import machine, servers
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
    """One call whose message and status are looked at: h2load sees only the status of HTTP."""
    result = subprocess.run(["nghttp", "-v", "--timeout=5s", *request(port)], capture_output=True)
    if ANSWER not in result.stdout or not re.search(rb"^.* grpc-status: 0$", result.stdout, re.MULTILINE):
        raise BenchmarkFailure(f"wrong answer: {result.stdout[-600:]!r} {result.stderr!r}")


def load(port, core, seconds):
    """Runs h2load once."""
    check_answer(port)
    LOG.unlink(missing_ok=True)
    command = ["h2load", "-t1", f"-c{CONNECTIONS}", f"-m{STREAMS}", f"-D{seconds:g}", f"--log-file={LOG}",
               *request(port)]
    output = subprocess.run(machine.pinned(core, command), capture_output=True, text=True).stdout
    failures = re.search(r"^requests: .* (\d+) failed, (\d+) errored, (\d+) timeout$", output, re.MULTILINE)
    data = re.search(r"^traffic: .* \((\d+)\) data$", output, re.MULTILINE)
    if not failures or not data or any(int(count) for count in failures.groups()):
        raise BenchmarkFailure(f"h2load failed: {output}")
    with open(LOG) as file:
        latencies = sorted(int(line.rsplit("\t", 1)[1]) for line in file)
    # A call that fails has a status of HTTP like any other, but no message. At the end some have arrived in part.
    calls = len(latencies)
    surplus = int(data.group(1)) - calls * len(ANSWER)
    if calls == 0 or not 0 <= surplus <= CONNECTIONS * STREAMS * len(ANSWER):
        raise BenchmarkFailure(f"{surplus} bytes more than {calls} right answers have: {output}")
    check_answer(port)
    return servers.Load(calls, seconds, latencies[calls // 2], latencies[calls * 99 // 100])


def run(tools, options):
    QUESTION_FILE.write_bytes(QUESTION)
    peers = servers.go_servers(tools.build_go("grpc", gopath=generate()), "127.0.0.1:{port}")
    peers, others = servers.sides(peers, "GRPCBenchmark", tools, options)
    print(f"\ngRPC: pb.Add/Sum, {CONNECTIONS} connections with {STREAMS} streams each, {options.rounds} rounds of "
          f"{options.seconds:g} s, one core for the server", flush=True)
    return servers.compare(peers, others, options, lambda server: servers.measure(server, load, options))
