#!/usr/bin/env python3
"""Measures Martlet next to Go kit, both built from source on this machine, in one run.

    scripts/bench.py                        everything
    scripts/bench.py --only http            one of http, full, body, gateway, footprint, grpc, jsonrpc, netrpc,
                                            thrift, endpoint, resilience, logging, metrics, json
    scripts/bench.py --noise-floor          Go kit against itself: what this machine can tell apart

Both sides run in turn, pinned to the same core; a round that other processes disturbed is run again.
Compare the figures of one run only: the same program can be half as fast an hour later on a shared host.
"""

import argparse
import json
import sys

from bench import footprint, gateway, grpc, http, lines, machine, rpc, setup
from bench.machine import BenchmarkFailure


BENCHMARKS = [
    "http", "full", "body", "gateway", "footprint", "grpc", "jsonrpc", "netrpc", "thrift", "endpoint", "resilience",
    "logging", "metrics", "json",
]


def parse_arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5, help="rounds; each measures both sides once (5)")
    parser.add_argument("--seconds", type=float, default=4,
                        help="of what has a server: load per round and side, in seconds (4)")
    parser.add_argument("--connections", type=int, default=64,
                        help="of what has a server, but for grpc: connections kept open (64)")
    parser.add_argument("--other-cpu", type=float, default=0.1, metavar="CORES",
                        help="how much of a core other processes may take in a round (0.1)")
    parser.add_argument("--patience", type=float, default=10, metavar="SECONDS",
                        help="how long to wait for other processes to calm down before each load or program (10)")
    parser.add_argument("--only", choices=BENCHMARKS, help="run one benchmark")
    parser.add_argument("--go", action="append", default=[], metavar="PATH",
                        help="a Go command to build the peers with (by default two, and the faster counts)")
    parser.add_argument("--server", action="append", default=[], metavar="NAME=COMMAND",
                        help="http: one more server in the comparison; {port} in COMMAND becomes its port")
    parser.add_argument("--noise-floor", action="store_true", help="run the same Go program on both sides")
    parser.add_argument("--json", metavar="FILE", help="also write every figure to FILE")
    arguments = parser.parse_args()
    if arguments.rounds < 1 or arguments.seconds < 1 or arguments.connections < 1:
        parser.error("--rounds, --seconds and --connections must be at least 1")
    return arguments


def main():
    arguments = parse_arguments()
    machine.stop_servers_on_exit()

    benchmarks = {
        "http": http.run,
        "full": lambda tools, options: http.run(tools, options, mode="full"),
        "body": lambda tools, options: http.run(tools, options, call=http.BODY),
        "gateway": gateway.run,
        "footprint": footprint.run,
        "grpc": grpc.run,
        "jsonrpc": http.run_json_rpc,
        "netrpc": lambda tools, options: rpc.run("netrpc", tools, options),
        "thrift": lambda tools, options: rpc.run("thrift", tools, options),
        "endpoint": lambda tools, options: lines.run("endpoint", tools, options),
        "resilience": lambda tools, options: lines.run("resilience", tools, options),
        "logging": lambda tools, options: lines.run("logging", tools, options),
        "metrics": lambda tools, options: lines.run("metrics", tools, options),
        "json": lambda tools, options: lines.run("json", tools, options),
    }
    chosen = [arguments.only] if arguments.only else list(benchmarks)

    tools = setup.Tools(arguments.go)
    generators = {"http": "wrk", "full": "wrk", "body": "wrk", "gateway": "wrk", "jsonrpc": "wrk", "grpc": "h2load"}
    tools.prepare({generators[name] for name in chosen if name in generators})
    print(tools.describe(), flush=True)

    report = {"machine": machine.describe(), "tools": tools.versions(), "options": vars(arguments)}
    failures = []
    for name in chosen:
        try:
            report[name] = benchmarks[name](tools, arguments)
        except BenchmarkFailure as failure:
            failures.append(f"{name}: {failure}")
            print(f"FAILED {failures[-1]}", file=sys.stderr, flush=True)

    if arguments.json:
        report["failures"] = failures
        with open(arguments.json, "w") as file:
            json.dump(report, file, indent=2)
            file.write("\n")
    if failures:
        print(f"{len(failures)} of {len(chosen)} benchmarks FAILED: see above", file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BenchmarkFailure as failure:
        sys.exit(f"FAILED {failure}")
    except KeyboardInterrupt:
        sys.exit(130)
