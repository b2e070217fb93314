#!/usr/bin/env python3
"""Calls the add service from and to foreign peers on every wire, and prints a table of what works.

Usage: scripts/interop.py [--foreign] [--only WIRE,…] PEERS [PROGRAMS]

PEERS is the folder that scripts/interop.sh has built the peers in, PROGRAMS that with addsvc and addcli. With --foreign
the peers call each other and nothing of ours runs: that tells who is right. --only takes wires of the table, or what
they begin with: --only grpc,thrift-json. Interop/README.md says what a peer is.
"""

import argparse
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import time

THRIFT = [
    f"thrift-{protocol}-{transport}"
    for protocol in ("binary", "compact", "json")
    for transport in ("buffered", "framed", "header")
    if (protocol, transport) != ("json", "header")
]
NET_RPC = ["gob-tcp", "gob-connect", "json-tcp"]
WIRES = ["http", "grpc", "jsonrpc", *NET_RPC, *THRIFT]
TITLES = {
    "http": "HTTP, JSON", "grpc": "gRPC", "jsonrpc": "JSON-RPC 2.0", "gob-tcp": "net/rpc, gob, TCP",
    "gob-connect": "net/rpc, gob, HTTP CONNECT", "json-tcp": "net/rpc, JSON-RPC 1.0, TCP",
    **{wire: "Thrift, {}, {}".format(*wire.replace("json", "JSON").split("-")[1:]) for wire in THRIFT},
}
# The wires that carry a deadline to the server.
DEADLINES = {"http", "grpc", "jsonrpc", "thrift-binary-header", "thrift-compact-header"}

# What a foreign client reports, besides its "deadline".
CASES = [
    "sum", "sum negative", "sum to zero", "sum large", "two zeroes", "overflow", "underflow",
    "concat", "concat empty", "concat UTF-8", "too long", "many",
]  # fmt: skip
# What addcli is asked, and what it prints on standard output, or in an error.
ADDCLI_CASES = [
    ("sum", ("1", "2"), "1 + 2 = 3", None),
    ("sum", ("-5", "2"), "-5 + 2 = -3", None),
    ("concat", ("a", "b"), '"a" + "b" = "ab"', None),
    ("sum", ("0", "0"), None, "can't sum two zeroes"),
    ("sum", ("2147483647", "1"), None, "integer overflow"),
    ("concat", ("abcdef", "ghijk"), None, "result exceeds maximum size"),
]
SLOW = 2_000  # milliseconds that a server takes when a client has 50
SHORT = 50
PROMPT = 1.5  # seconds: a client that heeds its deadline is back by then


class Failure(Exception):
    pass


class Processes:
    """What has been started, each in a process group of its own, so that nothing outlives this script."""

    def __init__(self, scratch):
        self.scratch = scratch
        self.running = []

    def start(self, name, command, environment=None):
        log = self.scratch / f"{len(self.running)}-{name}.log"
        with log.open("w") as errors:
            process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True,
                env={**os.environ, **(environment or {})}, start_new_session=True,
            )  # fmt: skip
        process.log = log
        self.running.append(process)
        return process

    def stop_all(self):
        for process in self.running:
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            process.wait()


def run(command, environment=None):
    try:
        return subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=30,
            env={**os.environ, **(environment or {})},
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise Failure("took more than 30 s") from None


def last_line(text):
    return (text.strip().splitlines() or ["nothing was said"])[-1]


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Peer:
    """A foreign program that is a server and a client."""

    def __init__(self, name, processes, command, environment=None, lacks=None, heeds=()):
        self.name, self.processes, self.command, self.environment = name, processes, command, environment
        self.lacks = lacks or {}  # wire: why it does not have it
        self.heeds = heeds  # the wires where its server heeds the deadline of the client

    def serve(self, wire, delay):
        command = [*self.command, "server", wire, str(delay)]
        process = self.processes.start(f"{self.name}-{wire}", command, self.environment)
        words = process.stdout.readline().split()
        if len(words) != 2 or words[0] != "port":
            raise Failure(f"the server in {self.name} did not start: {last_line(process.log.read_text())}")
        return f"127.0.0.1:{words[1]}"

    def call(self, wire, address):
        return self.outcomes("client", wire, address, CASES)

    def call_slow(self, wire, server):
        # What does not reach the server is a library's own limit of time, and not ours to test.
        if wire not in server.heeds:
            return []
        return self.outcomes("deadline", wire, server.serve(wire, SLOW), ["deadline"])

    def outcomes(self, mode, wire, address, cases):
        ended = run([*self.command, mode, wire, address], self.environment)
        lines = [json.loads(line) for line in ended.stdout.splitlines()]
        failures = [(line["case"], line["detail"]) for line in lines if not line["ok"]]
        missing = [case for case in cases if case not in [line["case"] for line in lines]]
        if missing:
            failures.append((f"no {missing[0]}", last_line(ended.stderr)))
        return failures


class AddSvc:
    """Our server: one process has all wires, so that there is one for each variant of Thrift and each delay."""

    name = "addsvc"
    lacks = {}
    heeds = DEADLINES
    flags = {wire: f"--{wire}-addr" for wire in ("http", "grpc", "jsonrpc", "netrpc", "thrift")}

    def __init__(self, processes, program):
        self.processes, self.program = processes, str(program)
        self.help = run([self.program, "--help"]).stdout
        self.running = {}

    def serve(self, wire, delay):
        variant = wire if wire in THRIFT else THRIFT[0]
        if (variant, delay) not in self.running:
            self.running[variant, delay] = self.start(variant, delay)
        kind = flag_kind(wire)
        ports = self.running[variant, delay]
        if kind not in ports:
            raise Failure(f"addsvc has no {self.flags[kind]}")
        return f"127.0.0.1:{ports[kind]}"

    def start(self, variant, delay):
        ports = {kind: free_port() for kind, flag in self.flags.items() if flag in self.help}
        command = [self.program, "--debug-addr", f"127.0.0.1:{free_port()}", "--rate-limit", "off", "--no-breaker"]
        for kind, port in ports.items():
            command += [self.flags[kind], f"127.0.0.1:{port}"]
        if "thrift" in ports:
            command += thrift_flags(variant)
        if delay:
            command += ["--delay", str(delay)]
        process = self.processes.start(f"addsvc-{variant}-{delay}", command)
        self.await_ports(process, ports)
        return ports

    def await_ports(self, process, ports):
        end = time.monotonic() + 20
        for port in ports.values():
            while True:
                try:
                    socket.create_connection(("127.0.0.1", port), 1).close()
                    break
                except OSError:
                    pass
                if process.poll() is not None or time.monotonic() > end:
                    raise Failure(f"addsvc did not start: {last_line(process.log.read_text())}")
                time.sleep(0.02)

    def end(self):
        """Asks every process to end; says which did not do so by itself, and with success."""
        ours = [process for process in self.processes.running if process.args[0] == self.program]
        for process in ours:
            process.send_signal(signal.SIGTERM)
        failures = []
        for process in ours:
            try:
                if process.wait(timeout=15) != 0:
                    failures.append(f"addsvc ended with {process.returncode}: {last_line(process.log.read_text())}")
            except subprocess.TimeoutExpired:
                failures.append("addsvc did not end within 15 s of being asked to")
        return failures


def flag_kind(wire):
    return "netrpc" if wire in NET_RPC else wire.partition("-")[0]


def thrift_flags(wire):
    _, protocol, transport = wire.split("-")
    return ["--thrift-protocol", protocol, "--thrift-transport", transport]


class AddCLI:
    """Our client, one process per call."""

    name = "addcli"
    lacks = {}
    flags = {
        "gob-connect": ["--netrpc-http"],
        "json-tcp": ["--netrpc-codec", "json"],
        **{wire: thrift_flags(wire) for wire in THRIFT},
    }

    def __init__(self, program):
        self.program = str(program)

    def command(self, wire, address, method, arguments, *options):
        wire_flags = [f"--{flag_kind(wire)}-addr", address, *self.flags.get(wire, [])]
        return [self.program, *wire_flags, *options, "--method", method, "--", *arguments]

    def call(self, wire, address):
        failures = []
        for method, arguments, answer, error in ADDCLI_CASES:
            ended = run(self.command(wire, address, method, arguments))
            if error is None:
                ok = (ended.returncode, ended.stdout.strip()) == (0, answer)
            else:
                # The text alone, as on every other wire, and not what it came in.
                ok = ended.returncode == 1 and ended.stderr.rstrip().endswith(": " + error)
            if not ok:
                said = ended.stdout.strip() or last_line(ended.stderr)
                failures.append((f"{method} {' '.join(arguments)}", f"not {answer or error!r}: {said}"))
        return failures

    def call_slow(self, wire, server):
        # Whether the wire carries it or not: the client is back in time.
        address = server.serve(wire, SLOW)
        start = time.monotonic()
        ended = run(self.command(wire, address, "sum", ("1", "2"), "--timeout", str(SHORT)))
        took = time.monotonic() - start
        if ended.returncode == 1 and took < PROMPT and "deadline" in ended.stderr.lower():
            return []
        return [("deadline", f"after {took:.2f} s: {ended.stdout.strip() or last_line(ended.stderr)}")]


def failures_of(wire, client, server):
    try:
        return client.call(wire, server.serve(wire, 0)) + client.call_slow(wire, server)
    except (Failure, OSError, ValueError) as failure:
        return [("failed", str(failure))]


def print_table(rows):
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for number, row in enumerate(rows):
        print("| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths)) + " |")
        if number == 0:
            print("|" + "|".join("-" * (width + 2) for width in widths) + "|")


def test(pairs, wires):
    """Prints the table; returns the number of cells that failed."""
    rows = [["wire", *(f"{client.name} → {server.name}" for client, server in pairs)]]
    details, reasons = [], {}
    for wire in wires:
        row = [TITLES[wire]]
        for client, server in pairs:
            lacking = [peer for peer in (client, server) if wire in peer.lacks]
            if lacking:
                row.append("–")
                reasons[lacking[0].name, lacking[0].lacks[wire]] = None
                continue
            failures = failures_of(wire, client, server)
            names = [name for name, _ in failures]
            row.append(", ".join(names[:2]) + (" …" if len(names) > 2 else "") if names else "ok")
            details += [f"{TITLES[wire]}, {client.name} → {server.name}, {name}: {text}" for name, text in failures]
            print(f"{TITLES[wire]}, {client.name} → {server.name}: {row[-1]}", file=sys.stderr, flush=True)
        rows.append(row)
    print_table(rows)
    print()
    for name, reason in reasons:
        print(f"– {name}: {reason}")
    for detail in details:
        print(f"FAILED {detail}")
    return len(details)


def foreign_peers(folder, processes):
    sources = pathlib.Path(__file__).resolve().parent.parent / "Interop"
    go_only = {wire: "net/rpc is Go's own" for wire in NET_RPC}
    thrift_only = {wire: "stands for Apache's library, which has Thrift alone" for wire in WIRES if wire not in THRIFT}
    # The interpreter that Debian's packages belong to.
    python = ["/usr/bin/python3" if pathlib.Path("/usr/bin/python3").exists() else sys.executable]
    paths = {"PYTHONPATH": str(folder / "python"), "PYTHONDONTWRITEBYTECODE": "1"}
    return [
        Peer("Go", processes, [str(folder / "go-peer")], heeds=DEADLINES),
        Peer("Python", processes, [*python, str(sources / "python" / "peer.py")], paths, go_only, heeds={"grpc"}),
        Peer("C++", processes, [str(folder / "cpp-peer")], lacks=thrift_only),
    ]


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--foreign", action="store_true")
    parser.add_argument("--only", default="")
    parser.add_argument("peers", type=pathlib.Path)
    parser.add_argument("programs", type=pathlib.Path, nargs="?")
    options = parser.parse_args()
    wires = [wire for wire in WIRES if wire.startswith(tuple(options.only.split(",")))]
    if not wires or not (options.foreign or options.programs):
        parser.error("no such wire, or no programs")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with tempfile.TemporaryDirectory(prefix="martlet-interop-") as scratch:
        processes = Processes(pathlib.Path(scratch))
        try:
            peers = foreign_peers(options.peers, processes)
            if options.foreign:
                return 1 if test([(client, server) for client in peers for server in peers], wires) else 0
            client, server = AddCLI(options.programs / "addcli"), AddSvc(processes, options.programs / "addsvc")
            pairs = [pair for peer in peers for pair in ((peer, server), (client, peer))]
            failed = test([*pairs, (client, server)], wires)
            left = server.end()
            for failure in left:
                print(f"FAILED {failure}")
            return 1 if failed or left else 0
        finally:
            processes.stop_all()


if __name__ == "__main__":
    sys.exit(main())
