"""The add service under load, over the wires beside HTTP: calls per second, latency, CPU time.

gRPC is loaded by h2load. For the other wires, the Go program in `Benchmarks/Go/` is server and load generator: `serve ADDRESS`, and `load ADDRESS CONNECTIONS SECONDS`, which
prints calls per second and the 50th and 99th percentile in microseconds, and ends with an error at the first wrong answer.
"""

import functools
import subprocess

from bench import http, machine
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
    command = ["env", "GOMAXPROCS=1", generator, "load", f"127.0.0.1:{port}", connections, f"{seconds:g}"]
    result = subprocess.run(machine.pinned(core, command), capture_output=True, text=True)
    if result.returncode != 0:
        raise BenchmarkFailure(f"the load generator failed: {result.stderr}")
    return [float(word) for word in result.stdout.split()]


def measure(server, load, options, check=lambda port: None):
    """One measured load on a freshly started server; tried again when other processes took too much CPU time."""
    server_core, load_core = machine.two_cores()
    port = machine.free_port()
    process = machine.start(server.at(port), server_core, server.environment, subprocess.DEVNULL)
    try:
        machine.wait_until_listening(process, port)
        check(port)
        load(port, load_core, min(2, options.seconds))  # Warms up.
        for attempt in range(1, http.TRIES + 1):
            machine.wait_until_quiet(options.other_cpu, options.patience)
            server_before = machine.process_seconds(process.pid)
            load_before = machine.children_seconds()
            busy_before = machine.busy_seconds()
            rate, p50, p99 = load(port, load_core, options.seconds)
            busy = machine.busy_seconds() - busy_before
            server_cpu = machine.process_seconds(process.pid) - server_before
            other = max(0.0, busy - server_cpu - (machine.children_seconds() - load_before)) / options.seconds
            if other <= options.other_cpu:
                break
        memory = machine.resident_mebibytes(process.pid)
    except (BenchmarkFailure, FileNotFoundError) as failure:
        raise BenchmarkFailure(f"{server.name}: {failure}") from failure
    finally:
        machine.stop(process)
    return {
        "rps": rate,
        "p50": p50,
        "p99": p99,
        "cpu": server_cpu / (rate * options.seconds) * 100_000,
        "rss": memory,
        "busy": server_cpu / options.seconds,
        "other": other,
        "tries": attempt,
    }


def run(benchmark, tools, options):
    heading, swift_product, go_folder, idl = PROGRAMS[benchmark]
    programs = tools.build_go(go_folder, gopath=generate(idl) if idl else None)
    generator = next(iter(programs.values()))
    peers = [
        http.Server(f"go, {version}", [program, "serve", "127.0.0.1:{port}"], {"GOMAXPROCS": "1"})
        for version, program in programs.items()
    ]
    print(f"\n{heading}, {options.connections} connections, {options.rounds} rounds of {options.seconds:g} s, one core "
          f"for the server", flush=True)
    return http.compare(
        peers, others(swift_product, peers, tools, options), options,
        lambda server: measure(server, functools.partial(load, generator, options.connections), options))


def others(swift_product, peers, tools, options):
    """The servers that are compared with the peers; a peer itself for the noise floor."""
    if options.noise_floor:
        del peers[1:]
        return [http.Server(peers[0].name + " again", peers[0].command, peers[0].environment)]
    program = tools.build_swift(swift_product)
    return [http.Server("martlet", [program, "--port", "{port}", "--threads", "1"])]
