"""Services over HTTP under load by wrk: the string service, and the add service over JSON-RPC.

The string service is bare, or has what a service has in production around it: requests logged to a file, Prometheus
metrics, a breaker and a rate limit on every endpoint.
"""

import functools
import http.client
import json
import shlex
import subprocess
from typing import NamedTuple

from bench import machine, servers
from bench.machine import BenchmarkFailure
from bench.setup import BUILD, PACKAGE

REQUEST_LOG = BUILD / "requests.log"  # Written to the disk, as in production, and deleted for each load.
LOAD_SCRIPT = PACKAGE / "post.lua"


class Call(NamedTuple):
    """The request that is repeated, and the answer to it."""

    path: str
    question: str
    answer: dict


UPPERCASE = Call("/uppercase", '{"s":"hello, world"}', {"v": "HELLO, WORLD"})
PROFILE = json.dumps({
    "id": "u-123456", "name": "Ada Lovelace",
    "addresses": [
        {"id": "a1", "location": "12 St James Square, London"}, {"id": "a2", "location": "Ockham Park, Surrey"},
        {"id": "a3", "location": "6 Great Cumberland Place"}, {"id": "a4", "location": "East Horsley Towers"},
        {"id": "a5", "location": "Ashley Combe, Porlock"},
    ],
    "age": 36, "score": 97.25, "tags": ["math", "engine", "poet", "london", "first", "countess"],
}, separators=(",", ":"))
BODY = Call("/profile", PROFILE, json.loads(PROFILE) | {"name": "ADA LOVELACE"})
SUM = Call("/", '{"jsonrpc":"2.0","method":"sum","params":{"a":2,"b":3},"id":1}',
           {"jsonrpc": "2.0", "id": 1, "result": {"v": 5}})


def check_answer(call, port):
    """One call; returns how many bytes the answer has, head and all."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("POST", call.path, call.question, {"Content-Type": "application/json"})
        response = connection.getresponse()
        status, body = response.status, response.read()
    except (OSError, http.client.HTTPException) as error:
        raise BenchmarkFailure(f"no answer: {error}") from error
    finally:
        connection.close()
    try:
        right = status == 200 and json.loads(body) == call.answer
    except ValueError:
        right = False
    if not right:
        raise BenchmarkFailure(f"wrong answer: {status} {body!r}")
    head = [f"HTTP/1.1 {status} {response.reason}", *(f"{name}: {value}" for name, value in response.getheaders()), ""]
    return sum(len(line) + len("\r\n") for line in head) + len(body)


def load(call, connections, port, core, seconds):
    """Runs wrk once."""
    size = check_answer(call, port)
    url = f"http://127.0.0.1:{port}{call.path}"
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds:g}s", "-s", LOAD_SCRIPT, url, "--", call.question]
    output = subprocess.run(machine.pinned(core, command), capture_output=True, text=True)
    lines = [line for line in output.stdout.splitlines() if line.startswith("RESULT ")]
    if not lines:
        raise BenchmarkFailure(f"wrk printed no result: {output.stdout}{output.stderr}")
    result = json.loads(lines[0].removeprefix("RESULT "))
    errors = {kind: result[kind] for kind in ("connect", "read", "write", "status", "timeout") if result[kind]}
    if errors or result["requests"] == 0:
        raise BenchmarkFailure(f"{result['requests']} requests, errors: {errors}")
    # An error of JSON-RPC has status 200, but not the length of the answer. At the end some have arrived in part.
    surplus = result["bytes"] - result["requests"] * size
    if not 0 <= surplus <= connections * size:
        raise BenchmarkFailure(f"{surplus} bytes more than {result['requests']} right answers have")
    check_answer(call, port)
    return servers.Load(result["requests"], result["microseconds"] / 1e6, result["p50"], result["p99"])


def describe(heading, call, options):
    return (f"\n{heading}: POST {call.path} {call.question}, {options.connections} connections, {options.rounds} rounds "
            f"of {options.seconds:g} s, one core for the server")


def string_servers(tools, options, mode):
    """The Go servers and the others."""
    peers = servers.go_servers(
        tools.build_go("stringsvc"), "-addr", "127.0.0.1:{port}", "-mode", mode, "-log", REQUEST_LOG)
    extras = [servers.Server(name, shlex.split(command))
              for name, _, command in (extra.partition("=") for extra in options.server)]
    if extras and not options.noise_floor:
        return peers, extras
    arguments = ["--mode", mode, "--log", REQUEST_LOG]
    peers, others = servers.sides(peers, "StringServiceBenchmark", tools, options, arguments)
    return peers, others + extras


def run(tools, options, mode="bare", call=UPPERCASE):
    """The string service."""
    peers, others = string_servers(tools, options, mode)
    print(describe(f"HTTP, {mode}", call, options), flush=True)
    wrk = functools.partial(load, call, options.connections)

    def measure(server):
        REQUEST_LOG.unlink(missing_ok=True)
        return servers.measure(server, wrk, options)

    return servers.compare(peers, others, options, measure)


def run_json_rpc(tools, options):
    """The add service over JSON-RPC."""
    peers = servers.go_servers(tools.build_go("jsonrpc"), "127.0.0.1:{port}")
    peers, others = servers.sides(peers, "JSONRPCBenchmark", tools, options)
    print(describe("JSON-RPC 2.0", SUM, options), flush=True)
    wrk = functools.partial(load, SUM, options.connections)
    return servers.compare(peers, others, options, lambda server: servers.measure(server, wrk, options))
