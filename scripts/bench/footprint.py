"""What a string service takes that does nothing: the size of its program, the time until the first answer, and memory at rest and
with thousands of idle connections.
"""

import os
import resource
import socket
import statistics
import subprocess
import time

from bench import http, machine, servers
from bench.machine import BenchmarkFailure
from bench.setup import BUILD, PACKAGE

IDLE_CONNECTIONS = 10_000
STARTS = 9
REQUEST = (
    f"POST {http.UPPERCASE.path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    f"Content-Length: {len(http.UPPERCASE.question)}\r\n\r\n{http.UPPERCASE.question}"
).encode()
# What the static program is linked with: without it, the linker keeps every symbol for programs that load others.
STATIC = ["--static-swift-stdlib", "-Xlinker", "--gc-sections", "-Xlinker", "--no-export-dynamic"]


def run(tools, options):
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    # The servers inherit it.
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, IDLE_CONNECTIONS + 5_000), hard))
    programs = {f"go kit, {version}": [program, "-addr", "127.0.0.1:{port}"]
                for version, program in tools.build_go("stringsvc").items()}
    programs["martlet"] = [tools.build_swift("StringServiceBenchmark"), "--port", "{port}", "--threads", "1"]
    programs["martlet, static"] = [build_static(), "--port", "{port}", "--threads", "1"]
    print(f"\nFootprint of the string service: {STARTS} starts, {IDLE_CONNECTIONS} connections with a request behind them")
    print(f"{'':24}{'program MB':>12}{'first answer ms':>17}{'at rest MiB':>13}{'idle MiB':>10}{'KiB/connection':>16}",
          flush=True)
    results = {}
    for name, command in programs.items():
        server = servers.Server(name, command, {"GOMAXPROCS": "1"})
        results[name] = figures = measure(server)
        print(f"{name:24}{figures['program']:12.1f}{figures['first answer']:17.1f}{figures['at rest']:13.1f}"
              f"{figures['idle']:10.1f}{figures['per connection']:16.2f}", flush=True)
    return results


def build_static():
    """Builds the program with the standard library in it; in a folder of its own, since all of it is linked differently."""
    folder = PACKAGE / ".build" / "static"
    build = ["swift", "build", "-c", "release", "--package-path", str(PACKAGE), "--scratch-path", str(folder), *STATIC]
    if subprocess.run([*build, "--product", "StringServiceBenchmark"]).returncode != 0:
        raise BenchmarkFailure("the static StringServiceBenchmark does not build")
    return folder / "release" / "StringServiceBenchmark"


def measure(server):
    core, _ = machine.two_cores()
    first = statistics.median(time_to_first_answer(server, core) for _ in range(STARTS))
    port = machine.free_port()
    with open(BUILD / "footprint.log", "w") as log:
        process = machine.start(server.at(port), core, server.environment, log)
        try:
            machine.wait_until_listening(process, port)
            call(port).close()
            at_rest = machine.resident_mebibytes(process.pid)
            connections = [call(port) for _ in range(IDLE_CONNECTIONS)]
            idle = machine.resident_mebibytes(process.pid)
            for connection in connections:
                connection.close()
        finally:
            machine.stop(process)
    return {
        "program": stripped_megabytes(server.command[0]),
        "first answer": first * 1_000,
        "at rest": at_rest,
        "idle": idle,
        "per connection": (idle - at_rest) * 1_024 / IDLE_CONNECTIONS,
    }


def time_to_first_answer(server, core):
    port = machine.free_port()
    with open(BUILD / "footprint.log", "w") as log:
        start = time.monotonic()
        process = machine.start(server.at(port), core, server.environment, log)
        try:
            while time.monotonic() < start + 10:
                try:
                    call(port).close()
                    return time.monotonic() - start
                except ConnectionRefusedError:
                    time.sleep(0.000_2)
        finally:
            machine.stop(process)
    raise BenchmarkFailure(f"{server.name} does not answer")


def call(port):
    """Makes a connection, and one call on it. It stays open."""
    connection = socket.create_connection(("127.0.0.1", port), timeout=5)
    connection.sendall(REQUEST)
    answer = connection.recv(4_096)
    if b"HELLO, WORLD" not in answer:
        raise BenchmarkFailure(f"wrong answer: {answer!r}")
    return connection


def stripped_megabytes(program):
    stripped = BUILD / "stripped"
    subprocess.run(["strip", "-s", program, "-o", stripped], check=True)
    size = os.path.getsize(stripped) / 1_000_000
    stripped.unlink()
    return size
