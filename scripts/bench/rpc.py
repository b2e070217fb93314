"""The add service over wires that need a load generator of their own.

The Go program in `Benchmarks/Go/` is server and load generator: `serve ADDRESS`, and `load ADDRESS CONNECTIONS SECONDS`, which
prints calls per second and the 50th and 99th percentile in microseconds, and ends with an error at the first wrong answer.
"""

import functools
import subprocess

from bench import machine, servers
from bench.machine import BenchmarkFailure
from bench.setup import BUILD, ROOT

# benchmark: heading, the Swift product, the folder in Benchmarks/Go/, the IDL that Go needs
PROGRAMS = {
    "netrpc": ("net/rpc, gob: Add.Sum", "NetRPCBenchmark", "netrpc", None),
    "thrift": ("Thrift, framed binary: Sum", "ThriftBenchmark", "thrift", ROOT / "Interop" / "idl" / "add.thrift"),
}


def generate(idl):
    """What Apache's compiler makes for Go; returns the GOPATH that has it."""
    folder = BUILD / "thrift-go"
    (folder / "src").mkdir(parents=True, exist_ok=True)
    if subprocess.run(["thrift", "--gen", "go", "--out", folder / "src", idl]).returncode != 0:
        raise BenchmarkFailure(f"thrift cannot read {idl}")
    return folder


def load(generator, connections, port, core, seconds):
    """Runs the load generator once."""
    command = ["env", "GOMAXPROCS=1", generator, "load", f"127.0.0.1:{port}", connections, f"{seconds:g}"]
    result = subprocess.run(machine.pinned(core, command), capture_output=True, text=True)
    if result.returncode != 0:
        raise BenchmarkFailure(f"the load generator failed: {result.stderr}")
    rate, p50, p99 = (float(word) for word in result.stdout.split())
    return servers.Load(rate * seconds, seconds, p50, p99)


def run(benchmark, tools, options):
    heading, swift_product, go_folder, idl = PROGRAMS[benchmark]
    programs = tools.build_go(go_folder, gopath=generate(idl) if idl else None)
    peers = servers.go_servers(programs, "serve", "127.0.0.1:{port}", library="go")
    peers, others = servers.sides(peers, swift_product, tools, options)
    print(f"\n{heading}, {options.connections} connections, {options.rounds} rounds of {options.seconds:g} s, one core "
          f"for the server", flush=True)
    generator = functools.partial(load, next(iter(programs.values())), options.connections)
    return servers.compare(peers, others, options, lambda server: servers.measure(server, generator, options))
